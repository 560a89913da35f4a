"""Vectors of whole texts of any length, for what comes without a document around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wsis_nlp.encoding.pooling import pool
from wsis_nlp.encoding.protocol import Encoder, Vectors
from wsis_nlp.segmenting.sentences import split

# The default encoder reads 256 word pieces, about 190 words; what is longer is pooled from its
# sentences, as passages are.
_LONGEST_WORDS = 180


def encode_whole(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """One vector a text, ``float32[n, d]``; of long texts no part is left unread."""
    parts: list[str] = []
    starts: list[int] = []
    for text in texts:
        starts.append(len(parts))
        spans = split(text) if text.count(" ") >= _LONGEST_WORDS else []
        parts += [text[start:end] for start, end in spans] or [text]
    words = np.array([part.count(" ") + 1 for part in parts], dtype=np.float32)
    return pool(encoder.encode(parts), words, np.array(starts, dtype=np.int64))
