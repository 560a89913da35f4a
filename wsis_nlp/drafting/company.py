"""How many voices may well make the same point, where they are too few or too unlike to count.

People make one point in quite different words: of pairs that do, most are less alike than many that
do not (``corpora/points-labelled``). So only what is very like is counted, and a lead-in says "at
least". But a sentence that many others resemble somewhat is likely to be a point of several, and
deserves its place in a draft: a chance for each of the others, added up by voice, says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors

# The chance that two statements by different voices make the same point, by the cosine of their
# vectors and by how far the chances of their roles agree: a logistic curve fitted on the tuning
# half of corpora/points-labelled (benchmarks/points.py). Of those less alike than LEAST there are
# so many that their small chances would outweigh the rest.
SLOPE, AGREE, OFFSET = 7.6, 0.94, -5.75
LEAST = 0.40
_BLOCK = 1024


def same_point(cosine: NDArray[np.float32], agree: NDArray[np.float32]) -> NDArray[np.float32]:
    """The chance that pairs make the same point; ``agree`` is the product of their role chances."""
    odds = SLOPE * cosine + AGREE * agree + OFFSET
    chances: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return chances


def company(
    vectors: Vectors,
    roles: Vectors,
    voices: Sequence[str],
    asked: Sequence[int],
    raised: float = 0.0,
) -> NDArray[np.float64]:
    """How many other voices are expected to make the point of the ``asked`` rows, ``float64[m]``.

    Parameters
    ----------
    vectors
        ``float32[n, d]``, unit length.
    roles
        ``float32[n, r]``, the chance of each role.
    voices
        Who says it.
    asked
        The m rows that are asked about; all are looked at.
    raised
        How much more alike sentences of this pool must be than of a small one; in a large one
        many are near by chance.
    """
    names = {name: place for place, name in enumerate(dict.fromkeys(voices))}
    of = np.array([names[voice] for voice in voices], dtype=np.int64)
    wanted = np.array(asked, dtype=np.int64)
    expected = np.zeros(len(wanted))
    for start in range(0, len(wanted), _BLOCK):
        block = wanted[start : start + _BLOCK]
        likeness = vectors[block] @ vectors.T
        rows, others = np.nonzero(likeness >= LEAST + raised)
        apart = of[block[rows]] != of[others]
        rows, others = rows[apart], others[apart]
        agree = np.einsum("nr,nr->n", roles[block[rows]], roles[others])
        chances = same_point(likeness[rows, others] - raised, agree)
        # The surest of each voice counts.
        keys = rows * len(names) + of[others]
        order = np.lexsort((-chances, keys))
        first = order[np.diff(keys[order], prepend=-1) > 0]
        expected[start : start + len(block)] = np.bincount(
            rows[first], chances[first], minlength=len(block)
        )
    return expected
