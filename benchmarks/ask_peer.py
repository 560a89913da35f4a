"""The peer of asking: bm25s and all-MiniLM-L6-v2 by sentence-transformers, their ranks fused.

As a script, one question to a cold process: ``python ask_peer.py FOLDER QUESTION``, after
:func:`keep` has written what it reads. It finds ten passages and prints them; it knows no lines,
filters, speakers, points or places.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import bm25s
import numpy as np


def keep(texts: Sequence[str], vectors: np.ndarray, folder: Path) -> None:
    """Write the passages, their vectors and their BM25 index."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "texts.json").write_text(json.dumps(list(texts)))
    np.save(folder / "vectors.npy", vectors)
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize(list(texts), stopwords="en", show_progress=False), show_progress=False
    )
    index.save(folder / "bm25")


class Peer:
    """What was kept, opened for questions."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        from wsis_nlp.encoding.converted import model_folder

        self.texts = json.loads((folder / "texts.json").read_text())
        self.vectors = np.load(folder / "vectors.npy")
        self.index = bm25s.BM25.load(folder / "bm25")
        self.model = SentenceTransformer(str(model_folder()), device="cpu")

    def ask(self, question: str) -> list[str]:
        """The ten passages that reciprocal ranks of both put first."""
        vector = self.model.encode([question], normalize_embeddings=True, show_progress_bar=False)[
            0
        ]
        by_meaning = np.argsort(-(self.vectors @ vector))[:400]
        tokens = bm25s.tokenize([question], stopwords="en", show_progress=False)
        by_words = self.index.retrieve(tokens, k=min(400, len(self.texts)), show_progress=False)[0][
            0
        ]
        scores: dict[int, float] = {}
        for order in (by_meaning, by_words):
            for place, row in enumerate(order.tolist()):
                scores[row] = scores.get(row, 0.0) + 1 / (60 + place)
        return [self.texts[row] for row in sorted(scores, key=lambda row: -scores[row])[:10]]


if __name__ == "__main__":
    print("\n\n".join(Peer(Path(sys.argv[1])).ask(sys.argv[2])))
