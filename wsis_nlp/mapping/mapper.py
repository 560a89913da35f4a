"""Passages to the lines of a framework, by likeness to its knowledge base.

One head (:mod:`wsis_nlp.mapping.heads`) learns everything that is known of the lines
(:mod:`wsis_nlp.mapping.knowledge`). Its log-odds hold for statements like those of the knowledge
base; a second logistic curve, fitted once on the tuning halves of the labelled corpora, makes them
probabilities for what is said in sessions. Lines do not compete: a passage may have several, or
none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.framework import Framework, Line
from wsis_nlp.domain.records import LineScore
from wsis_nlp.encoding import Encoder, Vectors
from wsis_nlp.mapping.heads import Examples, HeadSettings, fit_head
from wsis_nlp.mapping.keeping import Fitted, fitted
from wsis_nlp.mapping.knowledge import gather
from wsis_nlp.mapping.settings import MappingSettings, load_settings
from wsis_nlp.mapping.words import Vocabulary, stem

_WORD = re.compile(r"[^\W\d_]+")
NOT_LIKELY = "no line is likely enough"


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
        self._tops = tuple(dict.fromkeys(self._top(line) for line in self._leaves))
        self._fold = np.array([self._tops.index(self._top(line)) for line in self._leaves])
        known = gather(framework, self.settings, corrections)
        self._words = Vocabulary(known.texts, [t for line in self._leaves for t in line.terms])
        kernel = _kernel(self.settings)

        def fit() -> Fitted:
            # In two calls: an encoder that remembers has the knowledge base already.
            ours = len(known.texts) - known.corrections
            parts = [known.texts[:ours], known.texts[ours:]]
            vectors = np.vstack([encoder.encode(part) for part in parts if part])
            words = self._words.matrix(known.texts)
            examples = Examples(vectors, words, known.owners, known.weights)
            # Names of one or two words have been learned; they need no second look.
            head = fit_head(examples, len(self._leaves) + 1, kernel, known.weights >= 1)
            return Fitted(head, vectors[known.whole])

        kept = fitted(known, kernel, encoder.fingerprint, fit)
        self._head, self._exemplars = kept.head, kept.exemplars
        # What may be shown as a reason, and what novelty is measured from: whole statements.
        self._texts = [t for t, shown in zip(known.texts, known.whole, strict=True) if shown]
        self._owners = known.owners[known.whole]
        covered = {text for line in self._leaves for text in line.covered}
        said = " ".join((*covered, *(line.title for line in framework.lines))).casefold()
        self._covered_words = frozenset(map(stem, _WORD.findall(said)))
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
        # Whether a passage is about any line is judged with its applications taken together.
        about = self._folded(chances).max(axis=1, initial=0) >= settings.threshold
        about &= np.array([not self._unfit(text) for text in texts], dtype=bool)
        chosen = np.flatnonzero(about).tolist()
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
                for rank, i in enumerate(order.tolist())
                if rank == 0 or chances[row, i] >= settings.also
            )
        return out

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """The probability of every leaf, ``float32[n, n_leaves]``, in the framework's order."""
        odds = self.settings.slope * self._log_odds(texts, vectors) + self.settings.offset
        chances: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return chances

    def top_probabilities(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """The probability of every line of :attr:`tops`, ``float32[n, n_tops]``.

        That of a parent is the probability that at least one of its leaves is meant, as if these
        were independent.
        """
        return self._folded(self.probabilities(texts, vectors))

    def why_not(self, text: str) -> str:
        """Why a text that has no line has none, in a few words of ours."""
        return self._unfit(text) or NOT_LIKELY

    def _unfit(self, text: str) -> str:
        """What makes a text unfit to be mapped, or nothing."""
        words = text.count(" ") + 1
        if words < self.settings.shortest_words:
            if not any(char.isalpha() for char in text):
                return "there are no words in it"
            return f"it has fewer than {self.settings.shortest_words} words"
        if words > self.settings.longest_words:
            return (
                f"it has {words:,} words, and what is longer than {self.settings.longest_words} "
                "is about too much: put it into a folder and run that"
            )
        if sum(map(str.isalpha, text)) * 2 < sum(map(str.isdigit, text)):
            return "there are hardly any words in it, only numbers"
        return ""

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

    def _folded(self, chances: NDArray[np.float32]) -> NDArray[np.float32]:
        none = np.ones((len(chances), len(self._tops)), dtype=np.float32)
        for index, top in enumerate(self._fold.tolist()):
            none[:, top] *= 1 - chances[:, index]
        return 1 - none

    def _top(self, line: Line) -> str:
        while line.parent is not None:
            line = self.framework.line(line.parent)
        return line.code

    def _nearest(self, vector: NDArray[np.float32], index: int) -> tuple[str, ...]:
        rows = np.flatnonzero(self._owners == index)
        best = rows[np.argsort(-(self._exemplars[rows] @ vector), kind="stable")[:2]]
        return tuple(self._texts[i] for i in best)


def _kernel(settings: MappingSettings) -> HeadSettings:
    return HeadSettings(
        settings.sharpness, settings.vector_weight, settings.word_weight, settings.ridge
    )
