"""What an audit of a draft finds: what is represented, what is left out, what was not said."""

from __future__ import annotations

from dataclasses import dataclass

from wsis_nlp.domain.records import Evidence, Role, StakeholderGroup


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was said under one heading of the room the draft represents.

    ``kind`` is ``line``, ``group``, ``region`` or ``session``. ``said`` counts statements of
    substance, ``represented`` those quoted, counted behind a point, or saying the same as a quote;
    ``quoted`` counts the quotes themselves.
    """

    kind: str
    name: str
    said: int
    represented: int
    quoted: int
    ratio: float

    @property
    def share(self) -> float:
        """The represented part of what was said, 0 to 1."""
        return self.represented / self.said if self.said else 0.0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A point that the draft does not hold, with the sentence that says it best, and why."""

    line: str
    role: Role
    voices: int
    groups: tuple[StakeholderGroup, ...]
    evidence: Evidence
    reason: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Three lists that are not the same: silence is not a gap.

    ``stated`` counts by line the gaps that speakers stated; ``unmentioned`` are expected concepts
    of a line that nobody mentioned; ``faded`` are topics whose share fell from an earlier period,
    with both shares.
    """

    stated: tuple[tuple[str, int], ...] = ()
    unmentioned: tuple[tuple[str, str], ...] = ()
    faded: tuple[tuple[str, str, float, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit of one draft. ``statements`` and ``represented`` count the whole of it."""

    statements: int
    represented: int
    shares: tuple[Share, ...]
    left_out: tuple[LeftOut, ...]
    silence: Silence

    def of(self, kind: str) -> tuple[Share, ...]:
        """The shares of one kind."""
        return tuple(share for share in self.shares if share.kind == kind)
