"""What a mapper learns: the statements of a framework, each with its line and its weight.

Everything the knowledge base says of a line (exemplars, scope, title, terms, near-misses of other
lines) is an example of it; ``configs/mapping/outside.yaml`` and the framework's own ``outside``
are examples of what belongs to no line. Each statement is learned again inside the phrases of
``configs/mapping/wordings.yaml``, which say nothing of the subject: data augmentation against
taking a way of speaking for a subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.framework import Framework, Line
from wsis_nlp.mapping.settings import MappingSettings, Wordings, load_outside, load_wordings

_SENTENCE = re.compile(r"(?<=[.;])\s+")
# What is shorter is a name: a resolution or a speaker does not put phrases around it.
_SHORTEST = 6
# Of five copies two also have a phrase at the end.
_ENDED, _OF = 2, 5


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Texts with the leaf of each (``n_leaves`` for outside), ``int64[n]``, and its weight.

    ``whole`` marks the statements which may be shown as a reason, ``bool[n]``. The last
    ``corrections`` of the texts are a person's, and they alone differ between workspaces.
    """

    texts: tuple[str, ...]
    owners: NDArray[np.int64]
    weights: NDArray[np.float64]
    whole: NDArray[np.bool_]
    corrections: int


def gather(
    framework: Framework,
    settings: MappingSettings,
    corrections: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> Knowledge:
    """Everything that is known of the leaves of a framework, and of what lies outside."""
    leaves = framework.leaves
    codes = {line.code: i for i, line in enumerate(leaves)}
    outside = len(leaves)
    known: list[tuple[str, int, float]] = []
    for index, line in enumerate(leaves):
        said = (*line.statements, *_own_scope(framework, line))
        known += [(text, index, 1.0) for text in said]
        known += [
            (miss.text, codes[miss.belongs_to], 1.0)
            for miss in line.near_misses
            if miss.belongs_to in codes
        ]
        names = dict.fromkeys((line.title, *line.aliases, *line.terms, *line.expected_concepts))
        known += [(text, index, settings.term_weight) for text in names]
    known += [(text, outside, 1.0) for text in (*load_outside(), *framework.outside)]
    plain = np.array([weight >= 1 for _, _, weight in known], dtype=bool)
    copies = list(_copies(known, settings.copies, load_wordings()))
    corrected: list[tuple[str, int, float]] = []
    for text, given in corrections:
        places = [codes[code] for code in given if code in codes] or [outside]
        corrected += [(text, place, settings.correction_weight) for place in places]
    texts, owners, weights = zip(*known, *copies, *corrected, strict=True)
    of_text = np.array(owners, dtype=np.int64)
    plain = np.pad(plain, (0, len(copies) + len(corrected)))
    shown = plain & (of_text < outside)
    return Knowledge(texts, of_text, np.array(weights), shown, len(corrected))


def _copies(
    known: Sequence[tuple[str, int, float]], count: int, wordings: Wordings
) -> Iterator[tuple[str, int, float]]:
    """Each whole statement ``count`` times in other wordings, which share its weight."""
    said = [(t, o, w) for t, o, w in known if w >= 1 and t.count(" ") + 1 >= _SHORTEST]
    step = 0
    for turn in range(count):
        for text, owner, weight in said:
            # Neither number divides the lengths of the lists that ship: all phrases meet all lines.
            copy = f"{wordings.before[(step * 11 + turn * 7) % len(wordings.before)]} {_low(text)}"
            if step % _OF < _ENDED:
                end = wordings.after[(step // _OF + turn) % len(wordings.after)]
                copy = f"{copy.rstrip('.')} {end}"
            step += 1
            yield copy, owner, weight / count


def _low(text: str) -> str:
    """The text as it goes on in mid-sentence: a capital that is no acronym is made small."""
    first = text.split(" ", 1)[0]
    return text if first == "I" or first[:2].isupper() else text[0].lower() + text[1:]


def _own_scope(framework: Framework, line: Line) -> list[str]:
    """The sentences of a scope that name no other line: those draw a border, not the line."""
    others = [other.code for other in framework.lines if other.code != line.code]
    return [
        sentence
        for sentence in _SENTENCE.split(line.scope)
        if not any(re.search(rf"\b{re.escape(code)}\b", sentence) for code in others)
    ]
