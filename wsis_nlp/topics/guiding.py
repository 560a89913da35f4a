"""Topics drawn towards the framework: by its own statements, or by the passages mapped to it.

As in BERTopic's guided modelling the vector of a passage is averaged with the vector of what it is
drawn to, here with a weight of the user's choice.
"""

from __future__ import annotations

import numpy as np

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.topics.configuration import Guide
from wsis_nlp.topics.material import Material
from wsis_nlp.topics.space import unit


def guided(material: Material, guide: Guide) -> Vectors:
    """The vectors ``float32[n, d]``, those of mapped passages drawn towards their line.

    Raises
    ------
    UsageError
        If no passage is mapped to any line.
    """
    if guide.mode == "none":
        return material.vectors
    lines = np.array(material.facets.get("line", ()))
    known = sorted(set(lines) - {""})
    if not known:
        raise UsageError(
            f"guide.mode = '{guide.mode}' needs passages that are mapped to the framework. "
            "Run 'wsis-nlp run' on the workspace first, or set it to 'none'."
        )
    out = material.vectors.copy()
    for line in known:
        rows = lines == line
        if guide.mode == "seeded" and line in material.anchors:
            towards = material.anchors[line][0]
        else:
            towards = material.vectors[rows].mean(axis=0)
        towards = towards / max(float(np.linalg.norm(towards)), 1e-9)
        out[rows] = (1 - guide.weight) * out[rows] + guide.weight * towards
    return unit(out)
