"""What it takes to be a renderer."""

from __future__ import annotations

from typing import Protocol

from wsis_nlp.domain.summary import ChairSummary


class Renderer(Protocol):
    """Turns a draft into the bytes of one file."""

    @property
    def filename(self) -> str:
        """The name of the file it makes."""
        ...

    def render(self, summary: ChairSummary) -> bytes:
        """The file. The same draft gives the same bytes."""
        ...
