"""The coverage audit: how much of what was said a draft represents, and which points it lacks.

A statement is represented when it is quoted, counted behind a point of the draft, or says the same
as a quoted sentence (by the likeness that joins statements into points). What is left is grouped
into points in the same way, and each is listed with the reason why it is not in the draft: nothing
that was said disappears.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.auditing.settings import audit_settings
from wsis_nlp.domain.audit import Audit, LeftOut, Share, Silence
from wsis_nlp.domain.edits import Edits
from wsis_nlp.domain.records import (
    DRAFTED,
    Document,
    Evidence,
    Role,
    Speaker,
    StakeholderGroup,
    Statement,
)
from wsis_nlp.drafting.points import group_like, like_enough
from wsis_nlp.drafting.quality import judge, rules, stands_asked
from wsis_nlp.encoding.protocol import Vectors

# Why a point is not in the draft.
OUTSIDE = "no line covers it"
NO_ROOM = "no room under this heading"
# Added for a point that one stakeholder group made by itself, and most of that group heard here.
ALONE = "; one stakeholder group alone"
REJECTED = "rejected by a person"
NOT_ALONE = "no sentence of it stands on its own"
NOT_CLEAR = "not clear enough on its own for so few voices"


def audit_coverage(
    statements: Sequence[Statement],
    vectors: Vectors,
    documents: Mapping[str, Document],
    quoted: Sequence[Evidence],
    counted: Sequence[Evidence] = (),
    silence: Silence | None = None,
    edits: Edits | None = None,
) -> Audit:
    """Audit what a draft represents.

    Parameters
    ----------
    statements
        Every sentence with what is known of it.
    vectors
        ``float32[n, d]``; ``statement.row`` is a row of it.
    documents
        The documents by id.
    quoted
        The spans that the draft quotes.
    counted
        Further spans that stand behind its points.
    silence
        The three lists of what was not said, kept in the audit as they are.
    edits
        What a person decided: a point that is left out may have been rejected.
    """
    said = [s for s in statements if s.roles and s.roles[0].role in DRAFTED]
    shown, behind = _rows(quoted, said), _rows(counted, said)
    represented = np.zeros(len(said), dtype=bool)
    represented[list(shown | behind)] = True
    by_heading: dict[tuple[str, Role], list[int]] = {}
    for row, statement in enumerate(said):
        code = statement.lines[0].code if statement.lines else ""
        by_heading.setdefault((code, statement.roles[0].role), []).append(row)
    left_out: list[LeftOut] = []
    for (code, role), rows in sorted(by_heading.items()):
        known = vectors[[said[row].row for row in rows]]
        _mark_alike(rows, known, shown, represented)
        left = [at for at, row in enumerate(rows) if not represented[row]]
        remaining = [said[rows[at]] for at in left]
        listed = _points(code, role, remaining, known[left], documents, edits or Edits())
        voices = {s.delegation: s.group for s in _speakers([said[row] for row in rows])}
        heard = Counter(voices.values())
        left_out += _listed(listed, heard)
    return Audit(
        len(said),
        int(represented.sum()),
        tuple(_shares(said, represented, shown, documents)),
        tuple(left_out),
        silence or Silence(),
    )


def _rows(spans: Sequence[Evidence], said: Sequence[Statement]) -> set[int]:
    """The statements that hold a span."""
    starts: dict[str, list[tuple[int, int, int]]] = {}
    for row, statement in enumerate(said):
        sentence = statement.sentence
        starts.setdefault(sentence.document_id, []).append((sentence.start, sentence.end, row))
    found = set()
    for span in spans:
        where = span.citation
        for start, end, row in starts.get(where.document_id, ()):
            if start < where.end and where.start < end:
                found.add(row)
    return found


def _mark_alike(
    rows: list[int], vectors: Vectors, shown: set[int], represented: NDArray[np.bool_]
) -> None:
    """Mark what says the same as a quoted sentence of its own heading."""
    quoted = [at for at, row in enumerate(rows) if row in shown]
    if not quoted:
        return
    alike = (vectors @ vectors[quoted].T >= like_enough(vectors)).any(axis=1)
    represented[np.array(rows)[alike]] = True


def _points(
    code: str,
    role: Role,
    left: Sequence[Statement],
    vectors: Vectors,
    documents: Mapping[str, Document],
    edits: Edits,
) -> list[LeftOut]:
    """What is left, as points, each with its best sentence."""
    if not left:
        return []
    quality = np.array([judge(s.text, s.judged.stands).quality for s in left])
    found = []
    for group in group_like(vectors, quality + 1e-3):
        speakers = _speakers([left[at] for at in group])
        best = max(group, key=lambda at: (quality[at], -at))
        groups = tuple(sorted({s.group for s in speakers if s.group}, key=str))
        voices = len({s.delegation for s in speakers})
        edit = edits.of(left[at].sentence for at in group)
        rejected = edit is not None and edit.decision == "reject"
        clear = left[best].judged.stands
        point = LeftOut(
            code,
            role,
            voices,
            groups,
            Evidence.of(
                left[best],
                documents[left[best].sentence.document_id],
                "left out",
                round(float(quality[best]), 4),
            ),
            REJECTED if rejected else _reason(code, voices, float(quality[best]), clear),
        )
        found.append(point)
    return found


def _reason(code: str, voices: int, quality: float, stands: float) -> str:
    """Why nobody's decision, but the rules, kept a point out."""
    if quality < rules().least_quality:
        return NOT_ALONE
    if not code:
        return OUTSIDE
    return NO_ROOM if stands >= stands_asked(voices) else NOT_CLEAR


def _listed(points: list[LeftOut], heard: Counter[StakeholderGroup | None]) -> list[LeftOut]:
    """Every point, those of most voices first; what one group alone said is marked as such."""
    settings = audit_settings()
    kept = []
    for point in points:
        alone = point.groups[0] if len(point.groups) == 1 else None
        whole = alone is not None and point.voices >= settings.group_share * heard[alone]
        kept.append(replace(point, reason=point.reason + ALONE) if whole else point)
    return sorted(kept, key=lambda point: (-point.voices, -point.evidence.score))


def _speakers(statements: Sequence[Statement]) -> list[Speaker]:
    known = {s.speaker.id: s.speaker for s in statements if s.speaker and s.speaker.countable}
    return list(known.values())


def _shares(
    said: Sequence[Statement],
    represented: NDArray[np.bool_],
    shown: set[int],
    documents: Mapping[str, Document],
) -> list[Share]:
    """Shares by line, group, region and session.

    ``ratio`` is the part of the quotes that a heading has, over its part of the statements: 1 is
    even, 2 is twice as much as it said.
    """
    kinds: dict[str, Callable[[Statement], str]] = {
        "line": lambda s: s.lines[0].code if s.lines else "no line",
        "group": lambda s: s.speaker.group.value if s.speaker and s.speaker.group else "not known",
        "region": lambda s: (s.speaker.region if s.speaker else None) or "not known",
        "session": lambda s: documents[s.sentence.document_id].path,
    }
    out = []
    for kind, name_of in kinds.items():
        names = [name_of(statement) for statement in said]
        total = Counter(names)
        kept = Counter(name for name, is_in in zip(names, represented, strict=True) if is_in)
        quotes = Counter(names[row] for row in shown)
        for name, count in sorted(total.items()):
            part = quotes[name] / max(1, len(shown))
            ratio = part / (count / len(said))
            out.append(Share(kind, name, count, kept[name], quotes[name], round(ratio, 3)))
    return out
