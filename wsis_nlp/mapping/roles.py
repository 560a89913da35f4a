"""What a sentence does for the review: achievement, challenge, new development, recommendation.

A ridge head on the sentence vector and the cues of ``configs/mapping/roles.yaml``, trained on the
examples there and on ``role-examples.jsonl``, the labelled half of the demonstration corpus that is
set aside for tuning. No parsing, so that a hundred thousand sentences take seconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import yaml
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Role, RoleScore
from wsis_nlp.domain.resources import config_path
from wsis_nlp.encoding import Encoder, Vectors
from wsis_nlp.mapping.heads import Examples, HeadSettings, fit_head
from wsis_nlp.mapping.words import Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# How much a matched cue counts beside the 384 numbers of the vector.
_CUE = 0.5
_KERNEL = HeadSettings(sharpness=4.0, vector_weight=2.0, word_weight=1.0, ridge=1.0)
_SECOND = 0.34
_SHORT_WORDS = 5
_OPENING = re.compile(r"(?:so|and|well|but|now|thank|okay)\b", re.IGNORECASE)


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
        labelled = config_path("mapping", "role-examples.jsonl")
        try:
            raw = yaml.safe_load(path.read_text(encoding="utf-8"))
            self._roles = [Role(name) for name in raw]
            self._cues = [
                (index, re.compile(cue, re.IGNORECASE))
                for index, role in enumerate(self._roles)
                for cue in raw[role]["cues"]
            ]
            examples = [(text, role) for role in self._roles for text in raw[role]["examples"]]
            for line in labelled.read_text(encoding="utf-8").splitlines():
                item = json.loads(line)
                examples.append((item["text"], Role(item["role"])))
            owners = np.array([self._roles.index(role) for _, role in examples])
        except (ValueError, KeyError, TypeError, re.error, yaml.YAMLError) as error:
            raise ConfigurationError(f"{path}: {error}. Mend it or reinstall.") from error
        texts = [text for text, _ in examples]
        self._words = Vocabulary(texts)
        words = self._features(texts, [self._match(text) for text in texts])
        weights = np.ones(len(texts))
        learned = Examples(encoder.encode(texts), words, owners, weights)
        self._head = fit_head(learned, len(self._roles), _KERNEL)

    def tag(self, texts: Sequence[str], vectors: Vectors) -> list[tuple[RoleScore, ...]]:
        """The roles of each sentence, likeliest first: one, or two where both are likely.

        ``vectors`` is ``float32[n, d]``, row i for ``texts[i]``.
        """
        matched = [self._match(text) for text in texts]
        odds = self._head.log_odds(vectors, self._features(texts, matched))
        chances = 1 / (1 + np.exp(-odds))
        return [self._pick(chances[row], matched[row]) for row in range(len(texts))]

    def _features(self, texts: Sequence[str], matched: Sequence[dict[int, str]]) -> csr_matrix:
        """Words, which cues matched, and a few facts of form: sparse ``float32[n, v + c + 5]``."""
        from scipy.sparse import csr_matrix, hstack

        cues = np.zeros((len(texts), len(self._cues)), dtype=np.float32)
        for row, found in enumerate(matched):
            cues[row, list(found)] = 1
        words = [text.count(" ") + 1 for text in texts]
        form = np.array(
            [
                (
                    text.endswith("?"),
                    min(count, 40) / 40,
                    count <= _SHORT_WORDS,
                    any(char.isdigit() for char in text),
                    bool(_OPENING.match(text)),
                )
                for text, count in zip(texts, words, strict=True)
            ],
            dtype=np.float32,
        ).reshape(len(texts), 5)
        facts = csr_matrix(_CUE * np.hstack([cues, form]))
        return hstack([self._words.matrix(texts), facts], format="csr")

    def _match(self, text: str) -> dict[int, str]:
        """The cues found, by their place in the list, with the words they found."""
        found = ((place, cue.search(text)) for place, (_, cue) in enumerate(self._cues))
        return {place: match.group() for place, match in found if match}

    def _pick(self, chances: NDArray[np.float32], matched: dict[int, str]) -> tuple[RoleScore, ...]:
        order = np.argsort(-chances, kind="stable")[:2]
        return tuple(
            RoleScore(
                self._roles[i],
                round(float(chances[i]), 4),
                tuple(words for place, words in matched.items() if self._cues[place][0] == i),
            )
            for rank, i in enumerate(order)
            if rank == 0 or chances[i] >= _SECOND
        )
