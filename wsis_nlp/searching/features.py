"""What is known of each block for a question, as columns of numbers.

Three kinds: what the block scores by itself (cosine of the block and of its best sentence, BM25,
share of the question's words), the same over stretches of the talk, and whether it is the person
named in the question who speaks there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wsis_nlp.searching.blocks import BLOCK_WORDS, REACHES, Blocks, Numbers
from wsis_nlp.searching.question import Question, names_in

_FORMS = re.compile(r"summar|discussion|conclusion|overview", re.IGNORECASE)
_ASKS = re.compile(r"^\s*(?:why|how|what|did|was|were|is|are|who)\b", re.IGNORECASE)


class Names:
    """The speakers of a corpus, as far as a question may name them."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = sorted(set(labels))
        self.of_row = np.searchsorted(self.labels, labels) if labels else np.zeros(0, np.int64)
        self._words = [names_in(label) for label in self.labels]
        spread = Counter(word for words in self._words for word in words)
        self._weight = {w: np.log(1 + len(self.labels) / count) for w, count in spread.items()}

    def named(self, question: Question) -> tuple[Numbers, float]:
        """How well the question names the speaker of each passage, 0 to 1, and how surely."""
        strength = np.zeros(len(self.labels))
        share = np.zeros(len(self.labels))
        for place, words in enumerate(self._words):
            hit = sum(self._weight[word] for word in words & question.names)
            whole = sum(self._weight[word] for word in words)
            strength[place] = hit
            share[place] = hit / whole if whole else 0.0
        best = float(strength.max()) if len(strength) else 0.0
        if best == 0:
            return np.zeros(len(self.of_row)), 0.0
        match = np.where(strength >= 0.99 * best, 1.0, 0.5 * strength / best)
        return match[self.of_row], float(share[strength.argmax()])


@dataclass(frozen=True, slots=True)
class Signals:
    """The plain signals of each block for one question, before the talk is looked at.

    ``cosines``: of the block to the question (``whole``), its ``subject`` and what answers it
    (``answer``), and of its best sentence to the same (``sentence``, ``core``, ``answering``), each
    ``float64[b]``. ``parts`` is the mean of block and best sentence, standard in each document, for
    the question's point and setting, the subject of each and what answers each. ``present``,
    ``float64[b, t]``, says
    which of the question's t terms a block has, ``weights`` their rarity. ``spoken``: the share of
    each block said by a speaker whom the question names; ``sure``, how surely it names one.
    """

    cosines: dict[str, Numbers]
    parts: list[Numbers]
    bm25: Numbers
    present: Numbers
    weights: Numbers
    spoken: Numbers
    sure: float


def columns(
    blocks: Blocks, signals: Signals, norms: dict[int, Numbers], question: Question
) -> Numbers:
    """The features of every block within its document, ``float64[b, f]``.

    Their order is part of the model.
    """
    one = np.ones(len(blocks))
    weights = signals.weights / max(float(signals.weights.sum()), 1e-9)
    plain = {name: blocks.standard(values) for name, values in signals.cosines.items()}
    plain["bm25"] = blocks.standard(signals.bm25)
    plain["cover"] = signals.present @ weights
    level = np.stack([*plain.values(), *signals.parts], axis=1)
    found: list[Numbers] = [*level.T]
    for reach in REACHES:
        found += [*blocks.smooth(level, reach).T]
    # Stretches as one text: cosine of the summed vectors, words of the question that are in it.
    for name in ("whole", "subject", "answer"):
        weighted = signals.cosines[name] * blocks.sizes
        for reach in REACHES:
            found.append(blocks.standard(blocks.window_total(weighted, reach) / norms[reach]))
    for reach in REACHES[:3]:
        there = blocks.window_total(signals.present, reach) > 0
        found.append(there.astype(np.float64) @ weights)
    mixed = plain["sentence"] + plain["whole"] + 0.5 * plain["bm25"]
    near = blocks.smooth(mixed, REACHES[1])
    highest = blocks.document_highest(near)[blocks.document]
    found += [blocks.shifted(mixed, by) for by in (-2, -1, 1, 2)]
    found += [blocks.around(mixed, 3), blocks.around(plain["bm25"], 3)]
    found += [near - highest, highest]
    found += [signals.cosines["whole"] * 5, signals.cosines["sentence"] * 5]
    spoken = signals.spoken
    found += [spoken, blocks.smooth(spoken, REACHES[0]), blocks.smooth(spoken, REACHES[1])]
    found += [spoken * near, one * signals.sure, spoken * signals.sure]
    found += [blocks.position, (blocks.position - 0.5) ** 2, np.exp(-blocks.position * 20)]
    found += [np.exp((blocks.position - 1) * 20), np.log(blocks.sizes / BLOCK_WORDS)]
    found += [one * bool(_FORMS.search(question.text)), one * bool(_ASKS.match(question.text))]
    found += [one * len(question.terms) / 10]
    found.append(one * question.has_setting)
    return np.stack(found, axis=1)


def document_columns(blocks: Blocks, signals: Signals) -> Numbers:
    """The features of every document among the others, ``float64[documents, g]``."""
    weights = signals.weights / max(float(signals.weights.sum()), 1e-9)
    plain = [*signals.cosines.values(), signals.bm25]
    scaled = [(values - values.mean()) / max(float(values.std()), 1e-9) for values in plain]
    found: list[Numbers] = []
    for values in scaled:
        found.append(blocks.document_highest(values))
        found.append(blocks.document_highest(blocks.smooth(values, REACHES[1])))
        found.append(blocks.document_highest(blocks.smooth(values, REACHES[3])))
    there = np.maximum.reduceat(signals.present, blocks.document_starts, axis=0)
    found.append(there @ weights)
    cover = signals.present @ weights
    found.append(blocks.document_highest(cover))
    found.append(blocks.document_highest(blocks.smooth(cover, REACHES[1])))
    found.append(blocks.document_highest(signals.spoken))
    found.append(blocks.document_highest(signals.spoken) * signals.sure)
    return np.stack(found, axis=1)
