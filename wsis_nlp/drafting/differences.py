"""Where speakers differ: figures that disagree, opposite positions, both sides with sources.

Precision comes first: a difference that is none embarrasses a chair more than one that is missed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from wsis_nlp.domain.records import Document, Evidence, Role, Statement, content_id
from wsis_nlp.domain.resources import configuration
from wsis_nlp.domain.summary import ChairSummary, Paragraph, Section
from wsis_nlp.drafting.stance import opposes
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.mapping.disagreements import find_disagreements
from wsis_nlp.mapping.figures import find_figures

_WORD = re.compile(r"[^\W\d_]{4,}")
_NEEDED = ("title", "figures", "side", "positions", "convergence")


@dataclass(frozen=True, slots=True)
class DifferenceRules:
    """The lists of ``configs/drafting/differences.yaml``."""

    like: float
    shared: int
    most: int
    words: dict[str, str]


@cache
def difference_rules() -> DifferenceRules:
    """Load the lists, once; raises ``ConfigurationError`` if one is broken."""
    with configuration("drafting", "differences.yaml") as raw:
        words = {name: str(raw["words"][name]) for name in _NEEDED}
        return DifferenceRules(
            float(raw["like"]),
            int(raw["shared"]),
            int(raw["most"]),
            words,
        )


def find_differences(
    summary: ChairSummary,
    statements: Sequence[Statement],
    vectors: Vectors,
    documents: Mapping[str, Document],
) -> Section | None:
    """The section on differences, numbered after the last paragraph; ``None`` if there are none.

    Its note names the points that three groups or more share.
    """
    said = [s for s in statements if s.roles and s.roles[0].role is not Role.PROCEDURAL]
    number = max((paragraph.number for paragraph in summary.paragraphs()), default=0)
    found = [*_figures(said, vectors, documents), *_positions(said, vectors, documents)]
    paragraphs = tuple(
        _numbered(paragraph, number + place) for place, paragraph in enumerate(found, start=1)
    )
    note = _convergence(summary)
    if not paragraphs and not note:
        return None
    return Section("", difference_rules().words["title"], paragraphs, (), note)


def _figures(
    said: Sequence[Statement], vectors: Vectors, documents: Mapping[str, Document]
) -> list[Paragraph]:
    words = difference_rules().words
    out = []
    for found in find_disagreements(find_figures(said), vectors):
        sides = [
            words["side"].format(value=side.figures[0].quote, voices=_voices(side.voices))
            for side in found.sides
        ]
        first = [side.figures[0].statement for side in found.sides]
        rest = [f.statement for side in found.sides for f in side.figures[1:]]
        lead = words["figures"].format(about=", ".join(found.about), sides=" and ".join(sides))
        out.append(_paragraph(lead, first, rest, documents))
    return out


def _positions(
    said: Sequence[Statement], vectors: Vectors, documents: Mapping[str, Document]
) -> list[Paragraph]:
    """Each sentence that speaks against something, beside the most like one that asks for it."""
    rules = difference_rules()
    against = [s for s in said if s.speaker and opposes(s.text)]
    wanted = [
        s
        for s in said
        if s.speaker and s.roles[0].role is Role.RECOMMENDATION and not opposes(s.text)
    ]
    if not against or not wanted:
        return []
    likeness = vectors[[s.row for s in against]] @ vectors[[s.row for s in wanted]].T
    pairs: list[tuple[float, int, int]] = []
    for row, left in enumerate(against):
        stems = _stems(left.text)
        for column in np.argsort(-likeness[row], kind="stable")[:20].tolist():
            right, like = wanted[column], float(likeness[row, column])
            if like < rules.like:
                break
            if _voice(left) != _voice(right) and len(stems & _stems(right.text)) >= rules.shared:
                pairs.append((like, row, column))
                break
    pairs.sort(key=lambda pair: (-pair[0], pair[1]))
    out, shown = [], set[int]()
    for _, row, column in pairs:
        if column in shown:
            continue
        shown.add(column)
        lead = rules.words["positions"]
        out.append(_paragraph(lead, [wanted[column], against[row]], [], documents))
    return out[: rules.most]


def _stems(text: str) -> set[str]:
    return {word[:6].casefold() for word in _WORD.findall(text)}


def _voice(statement: Statement) -> str:
    return statement.speaker.delegation if statement.speaker else ""


def _voices(count: int) -> str:
    return "1 voice" if count == 1 else f"{count} voices"


def _paragraph(
    lead: str,
    shown: Sequence[Statement],
    rest: Sequence[Statement],
    documents: Mapping[str, Document],
) -> Paragraph:
    voices = {_voice(s) for s in (*shown, *rest) if s.speaker and s.speaker.countable}
    groups = {s.speaker.group for s in (*shown, *rest) if s.speaker and s.speaker.group}
    first = shown[0].sentence
    return Paragraph(
        0,
        content_id("pt", "differ", first.document_id, first.start, lead),
        lead,
        tuple(Evidence.of(s, documents[s.sentence.document_id], "quoted") for s in shown),
        tuple(Evidence.of(s, documents[s.sentence.document_id], "says the same") for s in rest),
        len(voices),
        len(voices),
        tuple(sorted(groups, key=str)),
    )


def _numbered(paragraph: Paragraph, number: int) -> Paragraph:
    return replace(paragraph, number=number)


def _convergence(summary: ChairSummary) -> str:
    shared = [
        f"{paragraph.number} ({len(paragraph.groups)} groups)"
        for paragraph in summary.paragraphs()
        if len(paragraph.groups) >= 3
    ]
    if not shared:
        return ""
    return difference_rules().words["convergence"].format(points=", ".join(shared))
