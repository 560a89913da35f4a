"""What a draft is to be of: which lines, whose statements, how long, in which style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.framework import Framework
from wsis_nlp.domain.records import Document, StakeholderGroup, Statement

Style = Literal["evidence", "chair"]
STYLES: tuple[Style, ...] = ("evidence", "chair")


@dataclass(frozen=True, slots=True)
class Outline:
    """A wish for a draft; empty tuples stand for everything.

    ``words`` is the budget of quoted words of one line. In the style ``evidence`` each quote has
    its speaker behind it; in the style ``chair`` nobody is named outside the annexes. ``compare``
    adds what was said in submissions and not on the floor, and the reverse.
    """

    title: str = "Draft Chair's Summary"
    style: Style = "evidence"
    lines: tuple[str, ...] = ()
    words: int | None = None
    itu_first: bool = False
    groups: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    compare: bool = False

    def framework(self, whole: Framework) -> Framework:
        """The lines asked for, with what stands above and below them, in the order asked for.

        Raises
        ------
        UsageError
            If a line is none of the framework's.
        """
        known = {line.code.casefold(): line for line in whole.lines}
        kept = set()
        for code in self.lines:
            line = known.get(code.casefold())
            if line is None:
                codes = ", ".join(line.code for line in whole.lines)
                raise UsageError(f"{code}: no such line. There are {codes}.")
            kept.add(line.code)
            kept |= {other.code for other in whole.lines if other.parent == line.code}
            if line.parent:
                kept.add(line.parent)
        lines = [line for line in whole.lines if not kept or line.code in kept]
        if self.itu_first:
            lines.sort(key=lambda line: not line.attributed_to_itu)
        return replace(whole, lines=tuple(lines))

    def statements(
        self, said: Sequence[Statement], documents: Mapping[str, Document]
    ) -> list[Statement]:
        """The statements of the groups and phases asked for.

        Raises
        ------
        UsageError
            If there is no such group or phase, or nothing is left; names the filter.
        """
        groups = {group.value for group in StakeholderGroup}
        phases = {document.phase for document in documents.values() if document.phase}
        _known("group", self.groups, groups)
        _known("phase", self.phases, phases)
        kept = [
            s
            for s in said
            if (not self.groups or (s.speaker and s.speaker.group in self.groups))
            and (not self.phases or documents[s.sentence.document_id].phase in self.phases)
        ]
        if said and not kept:
            asked = " and ".join(
                f"--{name} {', '.join(values)}"
                for name, values in (("group", self.groups), ("phase", self.phases))
                if values
            )
            raise UsageError(f"{asked}: nothing was said there. Ask for less.")
        return kept


def _known(name: str, asked: Sequence[str], known: set[str]) -> None:
    for value in asked:
        if value not in known:
            there = ", ".join(sorted(known)) or "none"
            raise UsageError(f"--{name} {value}: no such {name}. There are: {there}.")
