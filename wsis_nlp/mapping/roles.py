"""What a sentence does for the review, and whether it can stand alone.

Roles (docs/roles.md) and the chance that a sentence is understood without its neighbours both come
from one reading of the transcript by :class:`wsis_nlp.encoding.SentenceClassifier`. The cues of
``configs/mapping/roles.yaml`` show which words speak for a role.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.records import Judged, Role, RoleScore
from wsis_nlp.domain.resources import configuration
from wsis_nlp.encoding import SentenceClassifier

# A second role is named from this probability on.
_SECOND = 0.25
_STANDS = "stands"


class RoleTagger:
    """Gives sentences their roles, and says which can stand alone."""

    def __init__(self) -> None:
        """Load the model and the cues.

        Raises
        ------
        ConfigurationError
            If the list of cues is broken.
        ModelError
            If the model is missing.
        """
        with configuration("mapping", "roles.yaml") as raw:
            self._cues = {
                Role(name): [re.compile(cue, re.IGNORECASE) for cue in cues]
                for name, cues in raw.items()
            }
        model = SentenceClassifier()
        self.logits = model.logits
        self.fingerprint, self.dimension = model.fingerprint, len(model.labels)
        self.roles = tuple(Role(name) for name in model.labels if name != _STANDS)
        self._columns = [model.labels.index(role) for role in self.roles]
        self._alone = model.labels.index(_STANDS)

    def tag(
        self,
        texts: Sequence[str],
        turns: Sequence[Hashable] | None = None,
        documents: Sequence[Hashable] | None = None,
    ) -> list[Judged]:
        """Read and judge sentences, given in the order in which they were said.

        Parameters
        ----------
        texts
            The sentences.
        turns
            The turn of each sentence.
        documents
            The document of each. Without it each sentence is a document of its own.
        """
        turns = range(len(texts)) if turns is None else turns
        documents = range(len(texts)) if documents is None else documents
        return self.judge(texts, self.logits(texts, turns, documents))

    def judge(self, texts: Sequence[str], logits: NDArray[np.float32]) -> list[Judged]:
        """What ``logits`` of :meth:`logits` say of each sentence: one role, or two where both are
        likely.
        """
        chances, stands = self.probabilities(logits)
        return [
            Judged(self._pick(row, text), round(alone, 4))
            for row, text, alone in zip(chances, texts, stands.tolist(), strict=True)
        ]

    def probabilities(
        self, logits: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The probability of every role, ``float32[n, 6]`` in the order of ``self.roles``, rows of
        sum 1, and of standing alone, ``float32[n]``.
        """
        high = np.exp(logits[:, self._columns] - logits[:, self._columns].max(1, keepdims=True))
        chances: NDArray[np.float32] = high / high.sum(axis=1, keepdims=True)
        stands = 1 / (1 + np.exp(-logits[:, self._alone]))
        return chances, stands.astype(np.float32)

    def _pick(self, chances: NDArray[np.float32], text: str) -> tuple[RoleScore, ...]:
        order = np.argsort(-chances, kind="stable")[:2]
        return tuple(
            RoleScore(self.roles[i], round(float(chances[i]), 4), self._match(text, self.roles[i]))
            for rank, i in enumerate(order)
            if rank == 0 or chances[i] >= _SECOND
        )

    def _match(self, text: str, role: Role) -> tuple[str, ...]:
        """The words that speak for a role."""
        found = (cue.search(text) for cue in self._cues.get(role, ()))
        return tuple(match.group() for match in found if match)
