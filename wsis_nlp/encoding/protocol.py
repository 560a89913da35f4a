"""What it takes to be an encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]


class Encoder(Protocol):
    """Turns texts into unit vectors.

    ``fingerprint`` changes whenever the same text could give another vector (other weights,
    other precision, other pooling); vectors of different fingerprints never meet.
    """

    @property
    def name(self) -> str:
        """The model as the user named it."""
        ...

    @property
    def fingerprint(self) -> str:
        """A short hash of weights, tokenizer, precision and pooling."""
        ...

    @property
    def dimension(self) -> int:
        """The length d of a vector."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode ``texts`` to ``float32[n, d]`` of unit length, in the order given.

        ``progress`` is called with the number of texts done since its last call.
        """
        ...

    def read_questions(self, texts: Sequence[str]) -> tuple[Vectors, Vectors | None]:
        """The vectors of questions, ``float32[n, d]``, and of what would answer them.

        The second is ``None`` where nothing was learned about how answers are worded.
        """
        ...

    def release(self) -> None:
        """Give back what memory can be given back until something is encoded again."""
        ...
