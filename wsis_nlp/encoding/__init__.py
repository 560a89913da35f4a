"""Floor 3: text becomes unit vectors."""

from __future__ import annotations

from wsis_nlp.encoding.classifier import SentenceClassifier
from wsis_nlp.encoding.languages import languages_of_encoder
from wsis_nlp.encoding.minilm import MiniLM
from wsis_nlp.encoding.pooling import pool
from wsis_nlp.encoding.protocol import Encoder, Progress, Vectors
from wsis_nlp.encoding.whole import encode_whole

__all__ = [
    "Encoder",
    "Progress",
    "SentenceClassifier",
    "Vectors",
    "encode_whole",
    "languages_of_encoder",
    "load_encoder",
    "pool",
]


def load_encoder(name: str = "default") -> Encoder:
    """The encoder of this name.

    ``default`` is all-MiniLM-L6-v2 as installed, on OpenVINO; anything else is the name or
    folder of a sentence-transformers model.

    Raises
    ------
    ModelError
        If it cannot be loaded.
    """
    if name == "default":
        return MiniLM()
    from wsis_nlp.encoding.transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
