"""What of a corpus does not depend on the question: made once, kept, and cut to any documents."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.searching.blocks import BLOCK_WORDS, REACHES, Blocks, Numbers, Rows
from wsis_nlp.searching.words import BlockWords, WordIndex
from wsis_nlp.workspace.files import atomic_write

_ARRAYS = ("sizes", "starts", "lengths", "norms")
_WORDS = ("bounds", "rows", "counts", "sizes")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Some documents, ready to be ranked.

    ``words`` are those of the b blocks; ``lengths`` the lengths of the blocks' summed vectors,
    ``float64[b]``; ``norms`` those of the stretches around each, by reach.
    """

    blocks: Blocks
    words: WordIndex
    lengths: Numbers
    norms: dict[int, Numbers]

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Vectors, documents: Rows) -> Prepared:
        """Prepare n passages, ``vectors`` ``float32[n, d]``, of ``documents`` ``int64[n]``."""
        corpus = PreparedCorpus.of(texts, vectors, documents)
        return corpus.part(np.array([[0, len(texts)]]), documents)


@dataclass(frozen=True, slots=True)
class PreparedCorpus:
    """All n passages of a corpus, in b blocks.

    ``words`` are those of the passages, ``sizes`` how many words each has (``int32[n]``),
    ``starts`` the first passage of each block (``int64[b]``), ``lengths`` (``float32[b]``) and
    ``norms`` (``float32[r, b]``, by reach) as in :class:`Prepared`.
    """

    # Changes when what is kept does; blocks and reaches are part of it.
    LAYOUT: ClassVar[str] = f"1/{BLOCK_WORDS}/{REACHES}"

    words: WordIndex
    sizes: NDArray[np.int32]
    starts: Rows
    lengths: Vectors
    norms: Vectors

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Vectors, documents: Rows) -> PreparedCorpus:
        """Prepare the passages of whole documents, in reading order."""
        sizes = np.array([text.count(" ") + 1 for text in texts], dtype=np.int32)
        borders = np.flatnonzero(np.diff(documents, prepend=-1, append=-1)).tolist()
        starts: list[Rows] = [np.zeros(0, np.int64)]
        lengths: list[Vectors] = [np.zeros(0, np.float32)]
        norms: list[Vectors] = [np.zeros((len(REACHES), 0), np.float32)]
        for first, end in pairwise(borders):
            blocks = Blocks(sizes[first:end], documents[first:end])
            weighted = blocks.total(vectors[first:end].astype(np.float64) * blocks.words[:, None])
            long = np.maximum(np.linalg.norm(weighted, axis=1), 1e-9)
            weighted = weighted / long[:, None] * blocks.sizes[:, None]
            around = [blocks.window_norms(weighted, reach) for reach in REACHES]
            starts.append(blocks.starts + first)
            lengths.append(long.astype(np.float32))
            norms.append(np.array(around, dtype=np.float32))
        return cls(
            WordIndex.of(texts),
            sizes,
            np.concatenate(starts),
            np.concatenate(lengths),
            np.hstack(norms),
        )

    def part(self, spans: Rows, documents: Rows) -> Prepared:
        """Some whole documents: first and end row of each, ``int64[s, 2]``, ascending.

        ``documents`` is the document of each of the m passages in them, ``int64[m]``.
        """
        cuts = np.searchsorted(self.starts, spans)
        places = np.concatenate([np.arange(first, end) for first, end in cuts.tolist()])
        lengths = spans[:, 1] - spans[:, 0]
        shifts = np.cumsum(lengths) - lengths - spans[:, 0]
        blocks = Blocks(
            np.concatenate([self.sizes[first:end] for first, end in spans.tolist()]),
            documents,
            self.starts[places] + np.repeat(shifts, cuts[:, 1] - cuts[:, 0]),
        )
        return Prepared(
            blocks,
            BlockWords(self.words, spans, blocks.of_passage),
            self.lengths[places].astype(np.float64),
            {
                reach: self.norms[place, places].astype(np.float64)
                for place, reach in enumerate(REACHES)
            },
        )

    def save(self, path: Path) -> None:
        """Write all of it to one file."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        arrays |= {f"words_{name}": getattr(self.words, name) for name in _WORDS}
        arrays["stems"] = np.frombuffer(json.dumps(self.words.stems).encode(), np.uint8)
        with atomic_write(path) as stream:
            np.savez(stream, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> PreparedCorpus | None:
        """What was saved, or ``None`` if it is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                stems = json.loads(stored["stems"].tobytes())
                words = WordIndex(stems, *(stored[f"words_{name}"] for name in _WORDS))
                return cls(words, *(stored[name] for name in _ARRAYS))
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None
