"""The default encoder: all-MiniLM-L6-v2 on OpenVINO, from the installed package, offline.

Mean pooling and normalisation are part of the graph, as in the model's own sentence-transformers
configuration (Reimers & Gurevych, "Sentence-BERT", EMNLP 2019; 256 word pieces at most).

Batches hold texts of equal length only. Nothing is padded, which is quickest, and the vector of a
text is then the same to the last bit whatever else is encoded with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.converted import (
    DIMENSION,
    LONGEST,
    NAME,
    Converted,
    load_tokenizer,
    of_equal_length,
)
from wsis_nlp.encoding.protocol import Progress, Vectors
from wsis_nlp.encoding.questions import QuestionReader

# Changes when the conversion below changes in a way that changes the vectors.
_CONVERSION = "ov1"


class MiniLM:
    """all-MiniLM-L6-v2 on OpenVINO: bf16 where the processor has it, else fp32."""

    name = NAME
    dimension = DIMENSION

    def __init__(self, precision: str | None = None) -> None:
        """Load it, in ``precision`` (``bf16`` or ``f32``; the best the processor has by default).

        Raises
        ------
        ModelError
            If the package with the weights is missing or the conversion cannot be kept.
        """
        self._model = Converted(_CONVERSION, _pooled, precision)
        self.fingerprint = self._model.fingerprint
        self._tokenizer = load_tokenizer(LONGEST)
        self._questions = QuestionReader(precision)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode to ``float32[n, 384]``, unit length."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)

        def take(rows: NDArray[np.int64], found: NDArray[np.float32]) -> None:
            vectors[rows] = found
            if progress:
                progress(len(rows))

        encodings = self._tokenizer.encode_batch_fast(list(texts))
        self._model.run(of_equal_length([encoding.ids for encoding in encodings]), take)
        return vectors

    def read_questions(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """The vectors of questions, and of what answers them, ``float32[n, 384]`` each."""
        return self._questions.encode(texts)

    def release(self) -> None:
        """Give the memory of the model back until something is encoded again."""
        self._model.release()
        self._questions.release()


def _pooled(transformer: Any) -> Any:  # noqa: ANN401 - torch is imported where it is used
    import torch

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = transformer

        def forward(self, ids: Any) -> Any:  # noqa: ANN401
            # Every text of a batch has the same length: there is nothing to mask.
            hidden = self.model(input_ids=ids).last_hidden_state
            return torch.nn.functional.normalize(hidden.mean(1), dim=1)

    return Pooled()
