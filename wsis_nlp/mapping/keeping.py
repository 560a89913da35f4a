"""A fitted head is kept between runs: learning a large knowledge base takes some seconds.

It lies in the cache folder under a hash of all it was learned from; what is damaged or cannot be
written is made again.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wsis_nlp.encoding import Vectors
from wsis_nlp.encoding.converted import cache_folder
from wsis_nlp.mapping.heads import Head, HeadSettings
from wsis_nlp.mapping.knowledge import Knowledge
from wsis_nlp.workspace import atomic_write

# Fewer statements are learned at once, and would only fill the folder.
_WORTH_KEEPING = 1500
# Changes when the same knowledge gives another head.
_VERSION = 1
_ARRAYS = ("vectors", "dual", "linear", "middle")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head and the vectors of the statements that may be shown as reasons, ``float32[w, d]``."""

    head: Head
    exemplars: Vectors


def fitted(
    known: Knowledge, settings: HeadSettings, fingerprint: str, fit: Callable[[], Fitted]
) -> Fitted:
    """What was kept for this knowledge, these settings and this encoder, or else ``fit()``."""
    if len(known.texts) < _WORTH_KEEPING:
        return fit()
    digest = hashlib.sha256(repr((_VERSION, settings, fingerprint, known.texts)).encode())
    for array in (known.owners, known.weights, known.whole):
        digest.update(array.tobytes())
    path = cache_folder() / "mappers" / f"{digest.hexdigest()[:24]}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in _ARRAYS}
            slope, offset = kept["curve"].tolist()
            return Fitted(Head(settings, **arrays, slope=slope, offset=offset), kept["exemplars"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        made = fit()
    block = io.BytesIO()
    arrays = {name: getattr(made.head, name) for name in _ARRAYS}
    curve = np.array([made.head.slope, made.head.offset])
    np.savez(block, **arrays, curve=curve, exemplars=made.exemplars)
    try:
        with atomic_write(path) as stream:
            stream.write(block.getvalue())
    except OSError:  # a cache that cannot be written is no reason to stop
        pass
    return made
