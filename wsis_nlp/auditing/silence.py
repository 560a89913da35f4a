"""Three lists that are not the same: stated gaps, concepts nobody mentioned, themes that faded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from wsis_nlp.auditing.settings import audit_settings
from wsis_nlp.domain.audit import Silence
from wsis_nlp.domain.framework import Framework
from wsis_nlp.domain.records import Document, Passage, Role, Statement, Topic
from wsis_nlp.encoding.protocol import Encoder, Vectors

_WORD = re.compile(r"[^\W\d_]{3,}")
_BLOCK = 4096


def silence(
    statements: Sequence[Statement],
    vectors: Vectors,
    framework: Framework,
    encoder: Encoder,
    topics: Sequence[Topic],
    topic_of: Mapping[str, int],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
) -> Silence:
    """The three lists of one corpus.

    Parameters
    ----------
    statements
        Every sentence with what is known of it.
    vectors
        ``float32[n, d]``; ``statement.row`` is a row of it.
    framework
        The lines, with the concepts expected under each.
    encoder
        Encodes the expected concepts.
    topics
        The topics of the corpus.
    topic_of
        The topic of each passage id.
    passages
        The passages, to count topics by period.
    documents
        The documents by id; their dates and phases make the periods.
    """
    stated = Counter(
        s.lines[0].code for s in statements if s.lines and s.roles[0].role is Role.CHALLENGE
    )
    codes = [line.code for line in framework.lines if stated[line.code]]
    return Silence(
        tuple((code, stated[code]) for code in codes),
        _unmentioned(statements, vectors, framework, encoder),
        _faded(topics, topic_of, passages, documents),
    )


def _unmentioned(
    statements: Sequence[Statement], vectors: Vectors, framework: Framework, encoder: Encoder
) -> tuple[tuple[str, str], ...]:
    """The concepts expected of a line that no statement holds in words or in meaning."""
    expected = [
        (line.code, concept) for line in framework.lines for concept in line.expected_concepts
    ]
    if not expected or not statements:
        return tuple(expected)
    rows = vectors[[statement.row for statement in statements]]
    concepts = encoder.encode([concept for _, concept in expected])
    nearest = np.full(len(expected), -1.0, dtype=np.float32)
    for start in range(0, len(rows), _BLOCK):
        nearest = np.maximum(nearest, (concepts @ rows[start : start + _BLOCK].T).max(axis=1))
    missing = [
        item
        for item, best in zip(expected, nearest.tolist(), strict=True)
        if best < audit_settings().mentioned
    ]
    texts = [_stems(statement.text) for statement in statements] if missing else []
    return tuple(
        (code, concept)
        for code, concept in missing
        if not any(_stems(concept) <= words for words in texts)
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(text.casefold()))


def _faded(
    topics: Sequence[Topic],
    topic_of: Mapping[str, int],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
) -> tuple[tuple[str, str, float, str, float], ...]:
    """Topics whose share of the passages fell from the first period to the last."""
    period = _periods(documents)
    names = sorted({name for name in period.values() if name})
    if len(names) < 2:
        return ()
    # Consultations come before the forum they prepare; years are in their own order.
    first, last = names[0], names[-1]
    size: Counter[str] = Counter()
    count: Counter[tuple[int, str]] = Counter()
    for passage in passages:
        name = period.get(passage.document_id)
        if name in (first, last):
            size[name] += 1
            count[topic_of.get(passage.id, -1), name] += 1
    settings = audit_settings()
    found = []
    for topic in topics:
        before = count[topic.id, first]
        if topic.id < 0 or before < settings.faded_from:
            continue
        was, now = before / size[first], count[topic.id, last] / max(1, size[last])
        if now <= settings.faded_to * was:
            found.append((topic.label, first, round(was, 4), last, round(now, 4)))
    return tuple(sorted(found, key=lambda row: (row[4] - row[2], row[0])))


def _periods(documents: Mapping[str, Document]) -> dict[str, str | None]:
    """The period of each document: its year where there are several, else its phase."""
    years = {d.id: d.date[:4] if d.date else None for d in documents.values()}
    if len({year for year in years.values() if year}) > 1:
        return years
    return {d.id: d.phase for d in documents.values()}
