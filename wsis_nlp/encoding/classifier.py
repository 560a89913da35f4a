"""Sentences classified where they stand: all-MiniLM-L6-v2, adapted, reads them with their context.

The sentences of a document are laid into windows of word pieces, a separator behind each and a
second one where the turn changes; every sentence is then pooled from its own word pieces, which
have seen the whole window, and classified (Cohan et al., "Pretrained Language Models for
Sequential Sentence Classification", EMNLP 2019). One pass costs what encoding costs, and no
sentence is read twice but the one that leads into the next window.

What was learned is small: low-rank additions to the weights of the installed model (Hu et al.,
"LoRA", ICLR 2022) and a linear head, in ``models/sentences/``; ``benchmarks/train_sentences.py``
makes them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.resources import model_path
from wsis_nlp.encoding.adaptation import adapted, load_learned
from wsis_nlp.encoding.converted import Converted, load_tokenizer, of_equal_length

# Word pieces of a window, and of a sentence in it; the same in training.
WINDOW = 176
LONGEST = 100
_BEGIN, _SEPARATOR, _UNKNOWN = 101, 102, 100
# Changes when the conversion below changes in a way that changes what comes out.
_CONVERSION = "sentences1"


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces of neighbouring sentences; ``spans`` are (sentence, start, end) in ``ids``."""

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]


def windows(pieces: Sequence[Sequence[int]], turns: Sequence[Hashable]) -> list[Window]:
    """Lay the sentences of one document, as word pieces, into windows.

    Each window but the first begins with the sentence before it, which is not classified again.
    """
    out: list[Window] = []
    at = 0
    while at < len(pieces):
        ids, spans = [_BEGIN], []
        if at:
            ids += [*pieces[at - 1], _SEPARATOR]
        first = at
        while at < len(pieces) and (at == first or len(ids) + len(pieces[at]) + 2 <= WINDOW):
            if at and turns[at] != turns[at - 1]:
                ids.append(_SEPARATOR)
            spans.append((at, len(ids), len(ids) + len(pieces[at])))
            ids += [*pieces[at], _SEPARATOR]
            at += 1
        out.append(Window(tuple(ids), tuple(spans)))
    return out


class SentenceClassifier:
    """The adapted model with its linear head."""

    def __init__(self, precision: str | None = None) -> None:
        """Load it; it is converted at first use.

        Raises
        ------
        ModelError
            If the model is missing or cannot be used.
        """
        path = model_path("sentences", "classifier.npz")
        learned = load_learned(path, "labels", "head.weight", "head.bias")
        self.labels = tuple(str(name) for name in learned["labels"])
        self._weight = learned["head.weight"].astype(np.float32)
        self._bias = learned["head.bias"].astype(np.float32)
        self._model = Converted(
            _CONVERSION, lambda transformer: _hidden(transformer, path), precision, [path]
        )
        self.fingerprint = self._model.fingerprint
        self._tokenizer = load_tokenizer(None)

    def logits(
        self, texts: Sequence[str], turns: Sequence[Hashable], documents: Sequence[Hashable]
    ) -> NDArray[np.float32]:
        """Read sentences in the order in which they were said: ``float32[n, labels]``.

        Parameters
        ----------
        texts
            The sentences.
        turns
            The turn of each: where it changes, another speaks.
        documents
            The document of each: nothing is read across documents.
        """
        pieces = [
            encoding.ids[:LONGEST] or [_UNKNOWN]
            for encoding in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ]
        laid: list[Window] = []
        starts: list[int] = []
        begin = 0
        for end in range(1, len(texts) + 1):
            if end == len(texts) or documents[end] != documents[begin]:
                found = windows(pieces[begin:end], turns[begin:end])
                laid += found
                starts += [begin] * len(found)
                begin = end
        pooled = np.zeros((len(texts), self._weight.shape[1]), dtype=np.float32)

        def take(rows: NDArray[np.int64], hidden: NDArray[np.float32]) -> None:
            for row, window in zip(rows.tolist(), hidden, strict=True):
                for sentence, start, end in laid[row].spans:
                    own = window[start:end]
                    pooled[starts[row] + sentence] = np.concatenate([own.mean(0), own.max(0)])

        self._model.run(of_equal_length([window.ids for window in laid]), take)
        # Not a product of matrices, whose last bits would depend on how many sentences there are.
        out: NDArray[np.float32] = np.einsum("nd,ld->nl", pooled, self._weight) + self._bias
        return out


def _hidden(transformer: Any, path: Path) -> Any:  # noqa: ANN401 - torch is imported where used
    import torch

    with torch.no_grad():
        weights = dict(transformer.named_parameters())
        added = adapted(load_learned(path))
        for name, change in added.items():
            weights[name] += torch.from_numpy(change)
        # The layers above the last one that was adapted are not read.
        depth = 1 + max(int(name.split(".")[2]) for name in added)
        transformer.encoder.layer = transformer.encoder.layer[:depth]

    class Hidden(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = transformer

        def forward(self, ids: Any) -> Any:  # noqa: ANN401
            return self.model(input_ids=ids).last_hidden_state

    return Hidden()
