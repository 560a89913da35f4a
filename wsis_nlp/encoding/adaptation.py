"""Low-rank additions to the weights of the installed model (Hu et al., "LoRA", ICLR 2022)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def adapted(learned: Any) -> dict[str, NDArray[np.float32]]:  # noqa: ANN401 - an NpzFile
    """What is added to each weight of the model, by the weight's name."""
    names = [key.removesuffix(".down") for key in learned if key.endswith(".down")]
    scale = float(learned["scale"])
    return {
        name: scale
        * learned[f"{name}.up"].astype(np.float32)
        @ learned[f"{name}.down"].astype(np.float32)
        for name in names
    }
