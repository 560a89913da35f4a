"""Themes that several speakers share and no line of the framework covers.

A theme is a topic of the topic model, or a group of like statements, whose passages are mostly
given to no line. It must be said by more than one voice in more than one document. Novelty is the
share of its statements outside the lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from wsis_nlp.domain.framework import Framework
from wsis_nlp.domain.records import Role, Statement
from wsis_nlp.drafting.quality import Fitness
from wsis_nlp.encoding.protocol import Vectors

_FEWEST_VOICES = 2
_FEWEST_DOCUMENTS = 2
_LIKE = 0.50
_NOVEL = 0.5


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme outside the lines: statements by row, voices, documents, novelty (0..1)."""

    title: str
    rows: tuple[int, ...]
    voices: int
    documents: int
    novelty: float
    closest: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The theme without its rows, for the report."""
        plain = asdict(self)
        plain["statements"] = len(plain.pop("rows"))
        return plain


def find_themes(
    statements: Sequence[Statement],
    fitness: Sequence[Fitness],
    vectors: Vectors,
    framework: Framework,
    most: int,
) -> list[Theme]:
    """The themes outside the lines, those of most voices first; at most ``most`` of them."""
    outside = [
        row
        for row, statement in enumerate(statements)
        if not statement.lines and statement.roles[0].role is not Role.INFORMATION
    ]
    if not outside:
        return []
    space = vectors[[statements[row].row for row in outside]]
    left = np.ones(len(outside), dtype=bool)
    like = space @ space.T >= _LIKE
    fit = np.array([fitness[row].quality for row in outside])
    company = like.sum(axis=1).astype(np.float64)
    everything = vectors[[statement.row for statement in statements]]
    found: list[Theme] = []
    while len(found) < 4 * most:
        support = np.where(left & (fit > 0), company + fit, -1.0)
        centre = int(np.argmax(support))
        if support[centre] < _FEWEST_VOICES:
            break
        members = [int(i) for i in np.flatnonzero(like[centre] & left)]
        left[members] = False
        company -= like[:, members].sum(axis=1)
        theme = _theme([outside[i] for i in members], statements, everything, framework)
        if theme:
            found.append(theme)
    found.sort(key=lambda theme: (-theme.voices, -theme.novelty, theme.title))
    return found[:most]


def _theme(
    rows: list[int], statements: Sequence[Statement], space: Vectors, framework: Framework
) -> Theme | None:
    voices = {
        s.delegation for row in rows if (s := statements[row].speaker) is not None and s.countable
    }
    documents = {statements[row].sentence.document_id for row in rows}
    if len(voices) < _FEWEST_VOICES or len(documents) < _FEWEST_DOCUMENTS:
        return None
    centre = space[rows].mean(axis=0)
    near = np.flatnonzero(space @ (centre / np.linalg.norm(centre)) >= _LIKE)
    mapped = Counter(statements[int(i)].lines[0].code for i in near if statements[int(i)].lines)
    novelty = 1 - sum(mapped.values()) / max(1, len(near))
    if novelty < _NOVEL:
        return None
    order = {line.code: i for i, line in enumerate(framework.lines)}
    closest = sorted(mapped, key=lambda code: (-mapped[code], order[code]))[:3]
    return Theme(
        _title([statements[row].text for row in rows]),
        tuple(rows),
        len(voices),
        len(documents),
        round(novelty, 3),
        tuple(closest),
    )


def _title(texts: Sequence[str]) -> str:
    """The words that most of the statements share, in order of how many do."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    counts: Counter[str] = Counter()
    for text in texts:
        words = {word.strip(".,;:!?\"'()“”’").casefold() for word in text.split()}
        counts.update(w for w in words if len(w) > 3 and w not in ENGLISH_STOP_WORDS)
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:4]
    return ", ".join(word for word, _ in best)
