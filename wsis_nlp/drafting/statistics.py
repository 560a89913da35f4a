"""Who took part and how much was said: the plain data behind the annexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from wsis_nlp.domain.records import Document, DocumentKind, Role, Speaker, Statement


def statistics(
    statements: Sequence[Statement], documents: Mapping[str, Document]
) -> dict[str, object]:
    """Counts of documents, speakers, groups, regions and statements, ready for JSON."""
    speakers: dict[str, Speaker] = {}
    for statement in statements:
        if statement.speaker:
            speakers.setdefault(statement.speaker.id, statement.speaker)
    countable = [speaker for speaker in speakers.values() if speaker.countable]
    kinds = Counter(document.kind for document in documents.values())
    substance = [s for s in statements if s.roles and s.roles[0].role is not Role.PROCEDURAL]
    roles = Counter(score.role.value for s in substance for score in s.roles[:1])
    lines = Counter(score.code for s in substance for score in s.lines[:1])
    return {
        "sessions": kinds[DocumentKind.TRANSCRIPT],
        "submissions": kinds[DocumentKind.SUBMISSION],
        "speakers": len(countable),
        "roles_without_a_name": len(speakers) - len(countable),
        "groups": _sorted(Counter(s.group.value if s.group else "not known" for s in countable)),
        "regions": _sorted(Counter(s.region or "not known" for s in countable)),
        "languages": _sorted(Counter(d.language or "not known" for d in documents.values())),
        "statements": len(substance),
        "procedural_sentences": len(statements) - len(substance),
        "statements_by_role": _sorted(roles),
        "statements_by_line": dict(sorted(lines.items())),
        "statements_outside_the_lines": sum(not s.lines for s in substance),
    }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
