"""What a sentence does for the review: achievement, challenge, new development, recommendation.

A kernel head (:mod:`wsis_nlp.mapping.heads`) on the vectors of the sentence and of its neighbours
in the turn, on its wording (:mod:`wsis_nlp.mapping.style`) and on the cues of
``configs/mapping/roles.yaml``. It learns the examples there and in ``role-examples.jsonl``: scenes
and sentences of our own, and the half of the demonstration corpus that is set aside for tuning.
No parsing, so that sixty thousand sentences take seconds. docs/roles.md says what each role means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import yaml
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Role, RoleScore
from wsis_nlp.domain.resources import config_path
from wsis_nlp.encoding import Encoder, Vectors
from wsis_nlp.mapping.heads import Examples, HeadSettings, fit_head
from wsis_nlp.mapping.style import Style, form

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Chosen on the tuning halves of the demonstration corpus and of the labelled real sentences
# (docs/decisions/0045): the kernel, and what the parts count beside the vector of the sentence.
_KERNEL = HeadSettings(sharpness=3.0, vector_weight=3.0, word_weight=1.0, ridge=0.5)
_NEIGHBOUR = 0.4
_STYLE = 1.4
_FACT = 0.5
_FORM = 17
# A second role is named from this probability on.
_SECOND = 0.34


@dataclass(frozen=True, slots=True)
class _Example:
    text: str
    role: Role
    turn: Hashable


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
            lean = [float(raw[role].get("lean", 0)) for role in self._roles]
            examples = [
                _Example(text, role, ("roles.yaml", role, place))
                for role in self._roles
                for place, text in enumerate(raw[role]["examples"])
            ]
            for number, line in enumerate(labelled.read_text(encoding="utf-8").splitlines()):
                item = json.loads(line)
                turn = ("alone", number) if item.get("turn") is None else item["turn"]
                examples.append(_Example(item["text"], Role(item["roles"][0]), turn))
            owners = np.array([self._roles.index(example.role) for example in examples])
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise ConfigurationError(f"{path}: {error}. Mend it or reinstall.") from error
        except (re.error, yaml.YAMLError) as error:
            raise ConfigurationError(f"{path}: {error}. Mend it or reinstall.") from error
        self._lean = np.array(lean, dtype=np.float32)
        texts = [example.text for example in examples]
        turns = [example.turn for example in examples]
        self._style = Style(texts)
        learned = Examples(
            _in_context(encoder.encode(texts), turns),
            self._wording(texts, turns, [self._match(text) for text in texts]),
            owners,
            np.ones(len(texts)),
        )
        self._head = fit_head(learned, len(self._roles), _KERNEL)

    def tag(
        self, texts: Sequence[str], vectors: Vectors, turns: Sequence[Hashable] | None = None
    ) -> list[tuple[RoleScore, ...]]:
        """The roles of each sentence, likeliest first: one, or two where both are likely.

        Parameters
        ----------
        texts
            The sentences, in the order in which they were said.
        vectors
            ``float32[n, d]``, row i for ``texts[i]``.
        turns
            The turn of each sentence: neighbours of one turn are read together. Without it each
            sentence is read alone.
        """
        matched = [self._match(text) for text in texts]
        chances = self._chances(texts, vectors, turns, matched)
        return [self._pick(chances[row], matched[row]) for row in range(len(texts))]

    def probabilities(
        self, texts: Sequence[str], vectors: Vectors, turns: Sequence[Hashable] | None = None
    ) -> list[dict[Role, float]]:
        """The probability of every role for each sentence, each for itself; see :meth:`tag`."""
        matched = [self._match(text) for text in texts]
        chances = self._chances(texts, vectors, turns, matched)
        return [dict(zip(self._roles, row, strict=True)) for row in chances.tolist()]

    def _chances(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        turns: Sequence[Hashable] | None,
        matched: Sequence[dict[int, str]],
    ) -> NDArray[np.float32]:
        turns = range(len(texts)) if turns is None else turns
        wording = self._wording(texts, turns, matched)
        odds = self._head.log_odds(_in_context(vectors, turns), wording) + self._lean
        chances: NDArray[np.float32] = 1 / (1 + np.exp(-odds))
        return chances

    def _wording(
        self, texts: Sequence[str], turns: Sequence[Hashable], matched: Sequence[dict[int, str]]
    ) -> csr_matrix:
        """Wording, which cues matched, and facts of form: sparse ``float32[n, v + c + 17]``."""
        from scipy.sparse import csr_matrix, hstack

        facts = np.zeros((len(texts), len(self._cues) + _FORM), dtype=np.float32)
        for row, found in enumerate(matched):
            facts[row, list(found)] = 1
            follows = row > 0 and turns[row] == turns[row - 1]
            goes_on = row + 1 < len(texts) and turns[row] == turns[row + 1]
            facts[row, len(self._cues) :] = form(
                texts[row],
                texts[row - 1] if follows else None,
                texts[row + 1] if goes_on else None,
            )
        style = _STYLE * self._style.matrix(texts)
        return hstack([style, csr_matrix(_FACT * facts)], format="csr", dtype=np.float32)

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


def _in_context(vectors: Vectors, turns: Sequence[Hashable]) -> Vectors:
    """Each vector with its neighbours' in the turn beside it: ``float32[n, 3 d]``."""
    count, width = vectors.shape
    wide = np.zeros((count, 3 * width), dtype=np.float32)
    wide[:, :width] = vectors
    same = np.array([a == b for a, b in pairwise(turns)], dtype=bool)
    follows = np.flatnonzero(same)
    wide[follows + 1, width : 2 * width] = _NEIGHBOUR * vectors[follows]
    wide[follows, 2 * width :] = _NEIGHBOUR * vectors[follows + 1]
    return wide
