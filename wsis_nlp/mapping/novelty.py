"""Themes that several speakers share and that the framework does not cover.

Passages are grouped by likeness of meaning and of rare words. Three signs together make a group
new: its passages are closer to each other than to the nearest provisions of any line; the words
that set it apart are words that no provision uses; and the mapper is not sure of any one line for
it. Groups are ranked by the product of the three and the logarithm of one plus the distinct
voices. How often a theme was raised in each phase or year is counted beside it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.mapping.mapper import Mapper
from wsis_nlp.mapping.words import Vocabulary, stem, stop_words

_FEWEST_PASSAGES = 4
_FEWEST_VOICES = 3
# Likeness of two passages (cosine of meaning and half the cosine of their rare words), of a passage
# to the middle of a group that it joins, and the least rank of a theme: chosen on the planted
# themes of the demonstration corpus and of corpora/planted-themes (docs/decisions/0047).
_LIKE = 0.55
_RARE_WORDS = 0.5
_JOIN = 0.6
_LEAST_RANK = 0.17
_SEED = 3
_ROUNDS = 3
_KEY_WORDS = 10
_TITLE_WORDS = 4
# Words under which a passage is an aside ("I think so."), and shared words under which a group
# has no subject: in real interviews, groups of asides ranked first without the two.
_ASIDE = 15
_FEWEST_WORDS = 2
_CLOSEST = 3
# Words of four letters or more, and abbreviations.
_WORD = re.compile(r"[^\W\d_]{4,}|\b[A-Z]{3}\b")
# Above this many passages the likeness of all pairs no longer fits in memory: sample evenly.
_MOST_PASSAGES = 12_000
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme outside the framework: title words, passage ids, voices, documents.

    ``novelty`` is how much nearer its passages are to each other than to any provision (cosine);
    ``unknown`` the share of its key words, by weight, that its voices share and no provision
    uses; ``mapped`` the mean probability, over its passages, of the line they are most about;
    ``closest`` are the lines they are most about, which might need review. ``groups`` are the
    stakeholder groups heard on it, ``periods`` the passages in each phase or year, in order.
    """

    title: str
    passages: tuple[str, ...]
    voices: int
    documents: int
    novelty: float
    unknown: float
    mapped: float
    closest: tuple[str, ...]
    groups: tuple[str, ...] = ()
    periods: tuple[tuple[str, int], ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The theme without its passages, for a report."""
        plain = asdict(self)
        plain["passages"] = len(self.passages)
        return plain


@dataclass(frozen=True, slots=True)
class Voiced:
    """A passage as the search for themes needs it; ``voice`` is ``None`` if not countable.

    ``group`` is the stakeholder group of the speaker, ``period`` the year or phase, where known.
    """

    id: str
    text: str
    document_id: str
    voice: str | None
    group: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class _KeyWord:
    """A word of a group; ``shared`` if half of its voices use it, ``common`` if most documents do,
    and not those of the group alone.
    """

    text: str
    weight: float
    shared: bool
    common: bool


def find_themes(
    passages: Sequence[Voiced], vectors: Vectors, mapper: Mapper, most: int = 5
) -> tuple[Theme, ...]:
    """The themes outside the framework, best first.

    Parameters
    ----------
    passages
        Passages of substance only.
    vectors
        ``float32[n, d]``, unit length, row i for ``passages[i]``.
    mapper
        Whose knowledge base counts as known.
    most
        How many themes at most.
    """
    said = [i for i, passage in enumerate(passages) if passage.text.count(" ") >= _ASIDE]
    passages, vectors = [passages[i] for i in said], vectors[said]
    if len(passages) > _MOST_PASSAGES:
        rows = np.linspace(0, len(passages) - 1, _MOST_PASSAGES).astype(int).tolist()
        passages, vectors = [passages[i] for i in rows], vectors[rows]
    if not passages:
        return ()
    grouped = _group(vectors, [passage.text for passage in passages])
    groups = [g for g in grouped if _shared([passages[i] for i in g])]
    key_words = _key_words([[passages[i] for i in group] for group in groups], passages)
    about = [
        (group, words)
        for group, words in zip(groups, key_words, strict=True)
        if sum(word.shared for word in words) >= _FEWEST_WORDS
    ]
    rows = [row for group, _ in about for row in group]
    chances = mapper.probabilities([passages[row].text for row in rows], vectors[rows])
    found: list[tuple[float, Theme]] = []
    for group, words in about:
        mapped, chances = chances[: len(group)].mean(axis=0), chances[len(group) :]
        theme = _theme([passages[i] for i in group], vectors[group], words, mapped, mapper)
        rank = theme.novelty * theme.unknown * (1 - theme.mapped) * float(np.log1p(theme.voices))
        if rank >= _LEAST_RANK:
            found.append((rank, theme))
    found.sort(key=lambda item: (-item[0], item[1].title))
    return tuple(theme for _, theme in found[:most])


def _shared(passages: Sequence[Voiced]) -> bool:
    """Whether enough voices speak of it, in more than one document."""
    voices = {passage.voice for passage in passages} - {None}
    return len(voices) >= _FEWEST_VOICES and len({p.document_id for p in passages}) > 1


def _group(vectors: Vectors, texts: Sequence[str]) -> list[list[int]]:
    """Rows about one thing; no row twice.

    A row and what is like it make a seed, the one with most company first. Then the seed takes in
    what is near its middle: people speak of a new thing in few words of their own, and the middle
    of several passages is a better example of it than any one.
    """
    left = np.ones(len(vectors), dtype=bool)
    like = _like(vectors, texts)
    company = like.sum(axis=1).astype(np.float64)
    groups: list[list[int]] = []
    while left.any():
        centre = int(np.argmax(np.where(left, company, -1.0)))
        members = np.flatnonzero(like[centre] & left)
        if len(members) < _SEED:
            break
        members = _grown(members, vectors, left)
        if len(members) >= _FEWEST_PASSAGES:
            groups.append(members.tolist())
        left[members] = False
        left[centre] = False
        company -= like[:, members].sum(axis=1)
    return groups


def _like(vectors: Vectors, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which pairs of passages are alike: ``bool[n, n]``."""
    words = Vocabulary(texts).matrix(texts)
    like = np.zeros((len(vectors), len(vectors)), dtype=bool)
    for start in range(0, len(vectors), _BLOCK):
        rows = slice(start, start + _BLOCK)
        # What is like is so both ways: half of the pairs need a look.
        likeness = vectors[rows] @ vectors[start:].T
        likeness += _RARE_WORDS * (words[rows] @ words[start:].T).toarray()
        like[rows, start:] = likeness >= _LIKE
        like[start:, rows] = like[rows, start:].T
    return like


def _grown(
    members: NDArray[np.intp], vectors: Vectors, left: NDArray[np.bool_]
) -> NDArray[np.intp]:
    for _ in range(_ROUNDS):
        centre = vectors[members].mean(axis=0)
        near = np.flatnonzero(left & (vectors @ (centre / np.linalg.norm(centre)) >= _JOIN))
        if len(near) < _SEED or np.array_equal(near, members):
            break
        members = near
    return members


def _theme(
    passages: Sequence[Voiced],
    vectors: Vectors,
    words: Sequence[_KeyWord],
    chances: NDArray[np.float32],
    mapper: Mapper,
) -> Theme:
    centre = vectors.mean(axis=0)
    centre /= np.linalg.norm(centre)
    coherence = float((vectors @ centre).mean())
    near, _ = mapper.nearness(centre)
    unknown = sum(w.weight for w in words if w.shared and not mapper.covers(w.text))
    closest = np.argsort(-chances, kind="stable")[:_CLOSEST]
    periods = Counter(passage.period for passage in passages if passage.period)
    return Theme(
        ", ".join([w.text for w in words if w.shared and not w.common][:_TITLE_WORDS]),
        tuple(passage.id for passage in passages),
        len({passage.voice for passage in passages if passage.voice}),
        len({passage.document_id for passage in passages}),
        round(coherence - near, 3),
        round(unknown / max(1e-9, sum(w.weight for w in words)), 3),
        round(float(chances.max()), 3),
        tuple(mapper.framework.leaves[i].code for i in closest.tolist()),
        tuple(sorted({passage.group for passage in passages if passage.group})),
        tuple(sorted(periods.items())),
    )


def _key_words(
    groups: Sequence[Sequence[Voiced]], passages: Sequence[Voiced]
) -> list[list[_KeyWord]]:
    """The words that set each group apart, weightiest first (TF-IDF over documents)."""
    used: dict[str, set[str]] = {}
    for passage in passages:
        for word in set(_words(passage.text)):
            used.setdefault(word, set()).add(passage.document_id)
    spread: dict[str, set[str]] = {}
    for word, where in used.items():
        spread.setdefault(stem(word), set()).update(where)
    documents = len({passage.document_id for passage in passages})
    out = []
    for group in groups:
        # Half of the voices, but never fewer than two nor more than make a theme.
        heard = len({passage.voice for passage in group} - {None})
        enough = max(2, min(_FEWEST_VOICES, heard // 2))
        most = max(documents / 2, len({passage.document_id for passage in group}))
        voices: dict[str, set[str | None]] = {}
        spellings: dict[str, Counter[str]] = {}
        for passage in group:
            for word in _words(passage.text):
                voices.setdefault(stem(word), set()).add(passage.voice)
                spellings.setdefault(stem(word), Counter())[word] += 1
        words = [
            _KeyWord(
                min(counts, key=lambda word: (-counts[word], word)),
                counts.total() * math.log1p(documents / len(spread[root])),
                len(voices[root] - {None}) >= enough,
                len(spread[root]) > most,
            )
            for root, counts in spellings.items()
            if len(voices[root]) > 1
        ]
        out.append(sorted(words, key=lambda word: (-word.weight, word.text))[:_KEY_WORDS])
    return out


def _words(text: str) -> list[str]:
    found = (word.casefold() for word in _WORD.findall(text))
    return [word for word in found if word not in stop_words()]
