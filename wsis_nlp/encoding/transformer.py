"""Any other sentence-transformers model, by name or folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding.protocol import Progress, Vectors

_CHUNK = 256
# Seconds to wait for the model hub.
_PATIENCE = 3.0


class SentenceTransformerEncoder:
    """A sentence-transformers model, on a GPU where there is one."""

    def __init__(self, name: str) -> None:
        """Load the model; raises ``ModelError`` if there is none of that name to be had."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer

        self.name = name
        # What is on this machine needs no network; without one, asking for the rest takes minutes.
        try:
            try:
                self._model = SentenceTransformer(name, local_files_only=True)
            except Exception:
                if Path(name).exists() or not _hub_answers():
                    raise
                self._model = SentenceTransformer(name)
        except Exception as error:  # hub, file and configuration errors of three libraries
            raise ModelError(
                f"{name}: no such sentence-transformers model could be loaded "
                f"({' '.join(str(error).split())}). "
                "Give a folder that holds one, or a name while you are connected."
            ) from error
        self.dimension = len(self._model.encode(["."], show_progress_bar=False)[0])
        self.fingerprint = self._fingerprint()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode to ``float32[n, d]``, unit length."""
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for at in range(0, len(texts), _CHUNK):
            chunk = list(texts[at : at + _CHUNK])
            out[at : at + len(chunk)] = self._model.encode(
                chunk, normalize_embeddings=True, show_progress_bar=False
            )
            if progress:
                progress(len(chunk))
        return out

    def read_questions(self, texts: Sequence[str]) -> tuple[Vectors, None]:
        """Encode questions as any text: nothing was learned about their answers for this model."""
        return self.encode(texts), None

    def release(self) -> None:
        """Keep the model: loading it again would take longer than its memory is worth."""

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
        digest.update(str(self._model).encode())
        return f"{Path(self.name).name[:24]}-{digest.hexdigest()[:12]}"


def _hub_answers() -> bool:
    """Whether the model hub can be reached, and may be, found out in seconds."""
    import socket
    from urllib.parse import urlsplit

    from huggingface_hub import constants

    if constants.is_offline_mode():
        return False
    where = urlsplit(constants.ENDPOINT)
    try:
        socket.create_connection((where.hostname or "", where.port or 443), _PATIENCE).close()
    except OSError:
        return False
    return True
