"""What a sentence does for the review: achievement, challenge, new development, recommendation.

Few-shot: a ridge head on the sentence vector and the cues of ``configs/mapping/roles.yaml``,
trained on the examples there. No parsing, so that a hundred thousand sentences take seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import yaml
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Role, RoleScore
from wsis_nlp.domain.resources import config_path
from wsis_nlp.encoding import Encoder, Vectors
from wsis_nlp.mapping.heads import fit_ridge

# What one matched cue of a role adds to the role's score, before the softmax.
_CUE = 0.22
_SHARPNESS = 7.0
_SECOND = 0.34
_SHORT_WORDS = 5


class RoleTagger:
    """Gives sentences their roles."""

    def __init__(self, encoder: Encoder) -> None:
        """Load the examples and cues and train the head.

        Raises
        ------
        ConfigurationError
            If the list of roles is broken.
        """
        path = config_path("mapping", "roles.yaml")
        try:
            raw = yaml.safe_load(path.read_text(encoding="utf-8"))
            self._roles = [Role(name) for name in raw]
            self._cues = [
                [re.compile(cue, re.IGNORECASE) for cue in raw[role]["cues"]]
                for role in self._roles
            ]
            texts = [text for role in self._roles for text in raw[role]["examples"]]
            owners = [i for i, role in enumerate(self._roles) for _ in raw[role]["examples"]]
        except (ValueError, KeyError, TypeError, re.error, yaml.YAMLError) as error:
            raise ConfigurationError(f"{path}: {error}. Mend it or reinstall.") from error
        self._head = fit_ridge(encoder.encode(texts), np.array(owners), len(self._roles))

    def tag(self, texts: Sequence[str], vectors: Vectors) -> list[tuple[RoleScore, ...]]:
        """The roles of each sentence, likeliest first: one, or two where both are likely.

        ``vectors`` is ``float32[n, d]``, row i for ``texts[i]``.
        """
        scores = self._head.decide(vectors)
        cues = [self._matched(text) for text in texts]
        for row, matched in enumerate(cues):
            for index, words in matched.items():
                scores[row, index] += _CUE * min(2, len(words))
        self._short(texts, scores)
        chances = np.exp(_SHARPNESS * (scores - scores.max(axis=1, keepdims=True)))
        chances /= chances.sum(axis=1, keepdims=True)
        return [self._pick(chances[row], cues[row]) for row in range(len(texts))]

    def _short(self, texts: Sequence[str], scores: NDArray[np.float32]) -> None:
        """A few words ("Yes, please.") do nothing for a review whatever they resemble."""
        procedural = self._roles.index(Role.PROCEDURAL)
        for row, text in enumerate(texts):
            if text.count(" ") + 1 < _SHORT_WORDS:
                scores[row, procedural] += 2 * _CUE

    def _matched(self, text: str) -> dict[int, tuple[str, ...]]:
        out: dict[int, tuple[str, ...]] = {}
        for index, patterns in enumerate(self._cues):
            words = tuple(m.group() for p in patterns if (m := p.search(text)))
            if words:
                out[index] = words
        return out

    def _pick(
        self, chances: NDArray[np.float32], cues: dict[int, tuple[str, ...]]
    ) -> tuple[RoleScore, ...]:
        order = np.argsort(-chances, kind="stable")[:2]
        return tuple(
            RoleScore(self._roles[i], round(float(chances[i]), 4), cues.get(int(i), ()))
            for rank, i in enumerate(order)
            if rank == 0 or chances[i] >= _SECOND
        )
