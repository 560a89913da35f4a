"""Low-rank additions to the weights of the installed model (Hu et al., "LoRA", ICLR 2022)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ModelError


def load_learned(path: Path, *needed: str) -> dict[str, NDArray[Any]]:
    """The arrays of a file of what was learned, the ``needed`` ones among them.

    Raises
    ------
    ModelError
        If the file is missing, damaged or lacks one of them.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            learned = dict(stored)
        adapted(learned)
        return learned | {name: learned[name] for name in needed}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, UnpicklingError) as error:
        raise ModelError(f"{path}: {error}. Reinstall wsis-nlp.") from error


def adapted(learned: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """What is added to each weight of the model, by the weight's name."""
    names = [key.removesuffix(".down") for key in learned if key.endswith(".down")]
    scale = float(learned["scale"])
    return {
        name: scale
        * learned[f"{name}.up"].astype(np.float32)
        @ learned[f"{name}.down"].astype(np.float32)
        for name in names
    }
