"""Passages to the lines of a framework, by likeness to its knowledge base.

Everything the knowledge base says of a line (exemplars, scope, title, terms, near-misses of other
lines) is an example of it; ``configs/mapping/outside.yaml`` and the framework's own ``outside``
are examples of what belongs to no line. One head (:mod:`wsis_nlp.mapping.heads`) learns them all.
Its log-odds hold for statements like those of the knowledge base; a second logistic curve, fitted
once on the tuning half of the demonstration corpus, makes them probabilities for what is said in
sessions. Lines do not compete: a passage may have several, or none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.framework import Framework, Line
from wsis_nlp.domain.records import LineScore
from wsis_nlp.encoding import Encoder, Vectors
from wsis_nlp.mapping.heads import Examples, Head, HeadSettings, fit_head
from wsis_nlp.mapping.settings import load_outside, load_settings
from wsis_nlp.mapping.words import Vocabulary, stem

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.;])\s+")


class Mapper:
    """Maps passages to the leaves of one framework.

    ``corrections`` are statements that a person has labelled, each with the codes of its lines
    (none: outside the framework); they are learned like exemplars.
    """

    def __init__(
        self,
        framework: Framework,
        encoder: Encoder,
        corrections: Sequence[tuple[str, tuple[str, ...]]] = (),
    ) -> None:
        """Encode the knowledge base, once, and fit the head."""
        self.framework = framework
        self.settings = load_settings()
        self._leaves = framework.leaves
        self._codes = {line.code: i for i, line in enumerate(self._leaves)}
        self._tops = tuple(dict.fromkeys(self._top(line) for line in self._leaves))
        texts, owners, weights = self._knowledge(corrections)
        vectors = encoder.encode(texts)
        self._words = Vocabulary(texts, [term for line in self._leaves for term in line.terms])
        self._head = self._fit(texts, vectors, owners, weights)
        # What may be shown as a reason, and what novelty is measured from: whole statements.
        whole = (weights >= 1) & (owners < len(self._leaves))
        self._texts = [text for text, shown in zip(texts, whole, strict=True) if shown]
        self._owners, self._exemplars = owners[whole], vectors[whole]
        covered = {text for line in self._leaves for text in line.covered}
        known = " ".join((*covered, *(line.title for line in framework.lines))).casefold()
        self._covered_words = frozenset(map(stem, _WORD.findall(known)))
        self._covers = np.array([text in covered for text in self._texts], dtype=bool)

    @property
    def tops(self) -> tuple[str, ...]:
        """The codes that the leaves fold to: lines without a parent, in the framework's order."""
        return self._tops

    def map(self, texts: Sequence[str], vectors: Vectors) -> list[tuple[LineScore, ...]]:
        """The lines of each passage, best first, with the reasons; may be empty.

        ``vectors`` is ``float32[n, d]``, row i for ``texts[i]``.
        """
        settings = self.settings
        chances = self.probabilities(texts, vectors)
        chosen = np.flatnonzero((chances >= settings.threshold).any(axis=1)).tolist()
        found = self._words.find([texts[row] for row in chosen])
        out: list[tuple[LineScore, ...]] = [()] * len(texts)
        for row, terms in zip(chosen, found, strict=True):
            order = np.argsort(-chances[row], kind="stable")[: settings.most_lines]
            out[row] = tuple(
                LineScore(
                    self._leaves[i].code,
                    round(float(chances[row, i]), 4),
                    self._nearest(vectors[row], i),
                    tuple(sorted(terms.intersection(self._leaves[i].terms))),
                )
                for i in order.tolist()
                if chances[row, i] >= settings.threshold
            )
        return out

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """The probability of every leaf, ``float32[n, n_leaves]``, in the framework's order."""
        return self._calibrate(self._log_odds(texts, vectors), texts)

    def top_probabilities(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """The probability of every line of :attr:`tops`, ``float32[n, n_tops]``."""
        odds = np.exp(self._log_odds(texts, vectors))
        folded = np.zeros((len(texts), len(self._tops)), dtype=np.float32)
        for index, line in enumerate(self._leaves):
            folded[:, self._tops.index(self._top(line))] += odds[:, index]
        return self._calibrate(np.log(folded), texts)

    def why_not(self, text: str) -> str:
        """Why a text that has no line has none, in a few words of ours."""
        words = text.split()
        if not any(char.isalpha() for char in text):
            return "there are no words in it"
        if len(words) < self.settings.shortest_words:
            return f"it has fewer than {self.settings.shortest_words} words"
        return "no line is likely enough"

    def nearness(self, vector: NDArray[np.float32]) -> tuple[float, tuple[str, ...]]:
        """How near ``float32[d]`` is to what the framework covers (mean cosine to the nearest
        provisions of any line), and the codes of the three lines nearest to it.
        """
        similar = self._exemplars[self._covers] @ vector
        owners = self._owners[self._covers]
        near = float(np.sort(similar)[-self.settings.nearest :].mean())
        best = [float(similar[owners == i].max()) for i in range(len(self._leaves))]
        order = np.argsort(-np.array(best), kind="stable")[:3]
        return near, tuple(self._leaves[i].code for i in order)

    def covers(self, word: str) -> bool:
        """Whether a title or a provision of the framework uses this word, in either number."""
        return stem(word.casefold()) in self._covered_words

    def _log_odds(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """The log-odds of every leaf, ``float32[n, n_leaves]``."""
        return self._head.log_odds(vectors, self._words.matrix(texts))[:, :-1]

    def _calibrate(
        self, log_odds: NDArray[np.float32], texts: Sequence[str]
    ) -> NDArray[np.float32]:
        settings = self.settings
        odds = settings.slope * log_odds + settings.offset
        result: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
        # Too short to judge, or only numbers: numbers are no letters, and one word says little.
        short = [text.count(" ") + 1 < settings.shortest_words for text in texts]
        result[np.array(short, dtype=bool)] = 0
        return result

    def _knowledge(
        self, corrections: Sequence[tuple[str, tuple[str, ...]]]
    ) -> tuple[list[str], NDArray[np.int64], NDArray[np.float64]]:
        """What the head learns: texts, the leaf of each (``n_leaves`` for outside), weights."""
        settings, outside = self.settings, len(self._leaves)
        known: list[tuple[str, int, float]] = []
        for index, line in enumerate(self._leaves):
            known += [(text, index, 1.0) for text in line.statements]
            known += [(text, index, 1.0) for text in self._own_scope(line)]
            known += [
                (miss.text, self._codes[miss.belongs_to], 1.0)
                for miss in line.near_misses
                if miss.belongs_to in self._codes
            ]
            names = dict.fromkeys((line.title, *line.aliases, *line.terms, *line.expected_concepts))
            known += [(text, index, settings.term_weight) for text in names]
        known += [(text, outside, 1.0) for text in (*load_outside(), *self.framework.outside)]
        for text, codes in corrections:
            places = [self._codes[code] for code in codes if code in self._codes] or [outside]
            known += [(text, place, settings.correction_weight) for place in places]
        texts, owners, weights = zip(*known, strict=True)
        return list(texts), np.array(owners, dtype=np.int64), np.array(weights)

    def _own_scope(self, line: Line) -> list[str]:
        """The sentences of a scope that name no other line: those draw a border, not the line."""
        others = [other.code for other in self.framework.lines if other.code != line.code]
        return [
            sentence
            for sentence in _SENTENCE.split(line.scope)
            if not any(re.search(rf"\b{re.escape(code)}\b", sentence) for code in others)
        ]

    def _fit(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        owners: NDArray[np.int64],
        weights: NDArray[np.float64],
    ) -> Head:
        settings = self.settings
        kernel = HeadSettings(
            settings.sharpness, settings.vector_weight, settings.word_weight, settings.ridge
        )
        examples = Examples(vectors, self._words.matrix(texts), owners, weights)
        return fit_head(examples, len(self._leaves) + 1, kernel)

    def _top(self, line: Line) -> str:
        while line.parent is not None:
            line = self.framework.line(line.parent)
        return line.code

    def _nearest(self, vector: NDArray[np.float32], index: int) -> tuple[str, ...]:
        rows = np.flatnonzero(self._owners == index)
        best = rows[np.argsort(-(self._exemplars[rows] @ vector), kind="stable")[:2]]
        return tuple(self._texts[i] for i in best)
