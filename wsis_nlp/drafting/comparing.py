"""What was said in the submissions and not on the floor, the reverse, and what was said in both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from wsis_nlp.domain.records import DRAFTED, Document, DocumentKind, Statement
from wsis_nlp.drafting.points import find_points
from wsis_nlp.drafting.quality import judge, rules
from wsis_nlp.encoding.protocol import Vectors

WRITTEN, FLOOR, BOTH = "only in submissions", "only on the floor", "in both"


def compare_sources(
    statements: Sequence[Statement], vectors: Vectors, documents: Mapping[str, Document]
) -> list[dict[str, object]]:
    """Every point that one sentence can say, with where it was made; ready for JSON.

    A point is made "only" somewhere as far as it was found: what is said there in quite other words
    may have been missed. ``written`` and ``spoken`` count distinct delegations or speakers that can
    be told apart. Points of most voices come first.
    """
    said = [s for s in statements if s.roles and s.roles[0].role in DRAFTED]
    if not said:
        return []
    rows = vectors[[statement.row for statement in said]]
    quality = np.array([judge(s.text, s.judged.stands).quality for s in said])
    found: list[dict[str, object]] = []
    for group in find_points(said, rows, quality):
        best = max(group, key=lambda row: (quality[row], -row))
        if quality[best] < rules().least_quality:
            continue
        sides: dict[DocumentKind, list[Statement]] = {kind: [] for kind in DocumentKind}
        for row in group:
            sides[documents[said[row].sentence.document_id].kind].append(said[row])
        written, spoken = sides[DocumentKind.SUBMISSION], sides[DocumentKind.TRANSCRIPT]
        where = BOTH if written and spoken else WRITTEN if written else FLOOR
        sentence = said[best].sentence
        codes = Counter(s.lines[0].code for s in (said[row] for row in group) if s.lines)
        found.append(
            {
                "where": where,
                "line": codes.most_common(1)[0][0] if codes else "",
                "role": said[best].roles[0].role.value,
                "written": _voices(written),
                "spoken": _voices(spoken),
                "statements": len(group),
                "quote": documents[sentence.document_id].text[sentence.start : sentence.end],
                "document": sentence.document_id,
                "start": sentence.start,
                "end": sentence.end,
                "speaker": speaker.name if (speaker := said[best].speaker) else None,
            }
        )
    return sorted(found, key=_rank)


def _voices(side: Sequence[Statement]) -> int:
    return len({s.speaker.delegation for s in side if s.speaker and s.speaker.countable})


def _rank(point: dict[str, object]) -> tuple[int, str, int]:
    voices = int(str(point["written"])) + int(str(point["spoken"]))
    return -voices, str(point["document"]), int(str(point["start"]))
