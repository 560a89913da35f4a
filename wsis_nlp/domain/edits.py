"""What a person decided about points of a draft, so that the next run keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from wsis_nlp.domain.records import Sentence

Decision = Literal["", "pin", "reject"]
Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class PointEdit:
    """What was decided about one point.

    A point is known again by ``spans``, the (document id, start, end) of the quotes it had then:
    new documents may change its other quotes, its number and its counts. ``order`` places it among
    the points of its heading, ``lead_in`` is a person's own.
    """

    spans: tuple[Span, ...]
    decision: Decision = ""
    order: float | None = None
    lead_in: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is decided."""
        return not self.decision and self.order is None and not self.lead_in

    def quotes(self, sentence: Sentence) -> bool:
        """Whether one of its quotes stands in this sentence."""
        return any(
            ident == sentence.document_id and sentence.start <= start < sentence.end
            for ident, start, _ in self.spans
        )


@dataclass(frozen=True, slots=True)
class Edits:
    """Every decision about a draft."""

    points: tuple[PointEdit, ...] = ()

    def of(self, sentences: Iterable[Sentence]) -> PointEdit | None:
        """The decision about the point that these sentences make, or ``None``."""
        if not self.points:
            return None
        known = list(sentences)
        return next((p for p in self.points if any(p.quotes(s) for s in known)), None)

    def with_point(self, edit: PointEdit) -> Edits:
        """These decisions and one more, which replaces what was decided about the same point."""
        spans = set(edit.spans)
        kept = [point for point in self.points if not spans & set(point.spans)]
        return Edits((*kept, *(() if edit.empty else (edit,))))
