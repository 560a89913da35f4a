"""An encoder that keeps what it encoded in a folder, so that a benchmark run again is quick."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wsis_nlp.domain.records import content_id
from wsis_nlp.encoding import Encoder, Vectors


class Keeping:
    """Wraps an encoder; ``folder`` holds one file for each list of texts."""

    def __init__(self, encoder: Encoder, folder: Path | None) -> None:
        self._encoder, self._folder = encoder, folder
        self.name, self.dimension = encoder.name, encoder.dimension
        self.fingerprint = encoder.fingerprint

    def encode(self, texts: Sequence[str], progress: object = None) -> Vectors:
        """As the encoder wrapped, from the folder where it was done before."""
        if self._folder is None:
            return self._encoder.encode(texts)
        path = self._folder / f"{content_id('', self.fingerprint, *texts)}.npy"
        if not path.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(path, self._encoder.encode(texts))
        return np.load(path)

    def read_questions(self, texts: Sequence[str]) -> tuple[Vectors, Vectors | None]:
        """As the encoder wrapped; nothing is kept, for it is little."""
        return self._encoder.read_questions(texts)
