"""The draft of a Chair's Summary: sections of numbered paragraphs, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wsis_nlp.domain.audit import Audit
from wsis_nlp.domain.records import Document, Evidence, StakeholderGroup, Statement


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One point: a lead-in of ours, kept apart from the quoted words that back it.

    ``evidence`` is what is quoted, ``also`` every other span that makes the same point. The
    counts are of distinct countable speakers (``voices``) among those heard in the section
    (``denominator``), both over ``evidence`` and ``also``. ``written_by`` says whose the lead-in
    is: ``wsis-nlp`` or ``person``; ``pinned`` and ``order`` are a person's decisions.
    """

    number: int
    point_id: str
    lead_in: str
    evidence: tuple[Evidence, ...]
    also: tuple[Evidence, ...] = ()
    voices: int = 0
    denominator: int = 0
    groups: tuple[StakeholderGroup, ...] = ()
    unattributed: int = 0
    written_by: str = "wsis-nlp"
    pinned: bool = False
    order: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the draft with its paragraphs and sub-sections; ``note`` is ours."""

    code: str
    title: str
    paragraphs: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...] = ()
    note: str = ""

    def walk(self) -> Iterable[Paragraph]:
        """Every paragraph below this heading, in order."""
        yield from self.paragraphs
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True)
class ChairSummary:
    """The draft: sections, the records that its citations point to, statistics and manifest.

    ``statements`` are every sentence that was considered, with its lines and roles; ``audit`` says
    what the draft represents of them. In the style ``chair`` nobody is named outside the annexes.
    """

    title: str
    sections: tuple[Section, ...]
    documents: dict[str, Document]
    statistics: dict[str, object]
    manifest: dict[str, object]
    statements: tuple[Statement, ...] = ()
    audit: Audit | None = None
    style: str = "evidence"

    def paragraphs(self) -> Iterable[Paragraph]:
        """Every numbered paragraph of the draft, in order."""
        for section in self.sections:
            yield from section.walk()
