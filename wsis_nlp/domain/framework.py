"""A framework: the lines (action lines, goals, objectives) that passages are mapped to.

The knowledge base is data (``configs/frameworks/*.yaml``); nothing in the code knows a line by
name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A statement that sounds like one line and belongs to another."""

    text: str
    belongs_to: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a framework, with what the mapper knows about it.

    ``provisions`` are what the framework's own texts ask under the line, ``exemplars`` how people
    talk about it.
    """

    code: str
    title: str
    scope: str
    exemplars: tuple[str, ...]
    terms: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    facilitators: tuple[str, ...] = ()
    attributed_to_itu: bool = False
    near_misses: tuple[NearMiss, ...] = ()
    sdgs: tuple[int, ...] = ()
    targets: tuple[int, ...] = ()
    expected_concepts: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[str, ...]:
        """Every whole statement that belongs to the line."""
        return self.provisions + self.exemplars

    @property
    def covered(self) -> tuple[str, ...]:
        """What the line is known to cover: its provisions, or where it lists none, all it has."""
        return self.provisions or self.exemplars


@dataclass(frozen=True, slots=True)
class Framework:
    """An ordered set of lines. ``fingerprint`` is the SHA-256 of the file it came from.

    ``outside`` are statements near its borders that belong to none of its lines.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    sources: tuple[str, ...]
    fingerprint: str
    outside: tuple[str, ...] = ()

    @property
    def leaves(self) -> tuple[Line, ...]:
        """The lines that passages are given to: those which are nobody's parent."""
        parents = {line.parent for line in self.lines}
        return tuple(line for line in self.lines if line.code not in parents)

    def line(self, code: str) -> Line:
        """The line with this code; raises ``KeyError`` if there is none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)
