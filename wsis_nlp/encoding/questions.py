"""What a question looks for: all-MiniLM-L6-v2 whose last layers learned how answers are worded.

A question and what answers it are seldom alike: "Why did they leave out the speaker?" is answered
by talk of cost. So a question gets a second vector, made by the same model with low-rank additions
to its last two layers (Hu et al., "LoRA", ICLR 2022), trained so that it lies near what people
marked as the answer. Passages keep their vectors. Both vectors come from one network that shares
the layers below; reading a question costs a third more than encoding it.

What was learned is ``models/retrieval/questions.npz``; ``benchmarks/train_questions.py`` makes it.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.resources import model_path
from wsis_nlp.encoding.adaptation import adapted, load_learned
from wsis_nlp.encoding.converted import (
    DIMENSION,
    LONGEST,
    Converted,
    load_tokenizer,
    of_equal_length,
)
from wsis_nlp.encoding.protocol import Vectors

# How many of the last layers were adapted; the same in training.
ADAPTED = 2
# Changes when the conversion below changes in a way that changes the vectors.
_CONVERSION = "questions1"


class QuestionReader:
    """Encodes questions twice: as any text, and as what answers them."""

    def __init__(self, precision: str | None = None) -> None:
        """Find it; it is converted at first use.

        Raises
        ------
        ModelError
            If the model is missing or cannot be used.
        """
        path = model_path("retrieval", "questions.npz")
        load_learned(path)
        self._model = Converted(
            _CONVERSION, lambda transformer: _both(transformer, path), precision, [path]
        )
        self._tokenizer = load_tokenizer(LONGEST)

    def encode(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """The vectors of texts, and of what answers them, ``float32[n, 384]`` each, unit length."""
        found = np.zeros((len(texts), 2 * DIMENSION), dtype=np.float32)

        def take(rows: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
            found[rows] = vectors

        encodings = self._tokenizer.encode_batch_fast(list(texts))
        self._model.run(of_equal_length([encoding.ids for encoding in encodings]), take)
        return found[:, :DIMENSION], found[:, DIMENSION:]

    def release(self) -> None:
        """Give the memory of the model back until a question is asked again."""
        self._model.release()


def _both(transformer: Any, path: Path) -> Any:  # noqa: ANN401 - torch is imported where used
    import torch

    shared = len(transformer.encoder.layer) - ADAPTED
    own = copy.deepcopy(transformer.encoder.layer[shared:])
    with torch.no_grad():
        weights = dict(own.named_parameters())
        for name, added in adapted(load_learned(path)).items():
            weights[name] += torch.from_numpy(added)

    class Both(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model, self.own = transformer, own

        def forward(self, ids: Any) -> Any:  # noqa: ANN401
            read = self.model(input_ids=ids, output_hidden_states=True)
            hidden = read.hidden_states[shared]
            for layer in self.own:
                given = layer(hidden)
                hidden = given[0] if isinstance(given, tuple) else given
            normal = torch.nn.functional.normalize
            return torch.cat(
                [normal(one.mean(1), dim=1) for one in (read.last_hidden_state, hidden)], dim=1
            )

    return Both()
