"""Records to JSON and back, for the columns of the workspace that hold whole records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, fields
from sys import intern

from wsis_nlp.domain.records import (
    Anchor,
    Document,
    DocumentKind,
    LineScore,
    Note,
    Role,
    RoleScore,
    Speaker,
    SpeakerKind,
    StakeholderGroup,
    Topic,
    Utterance,
)

_ELSEWHERE = ("id", "path", "text", "utterances")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def document_to_json(document: Document) -> str:
    """Everything of a document that has no column of its own."""
    plain: dict[str, object] = {
        field.name: getattr(document, field.name)
        for field in fields(document)
        if field.name not in _ELSEWHERE
    }
    plain["anchors"] = [astuple(anchor) for anchor in document.anchors]
    plain["notes"] = [astuple(note) for note in document.notes]
    return _dump(plain)


def document_from_json(
    ident: str, path: str, text: str, record: str, utterances: tuple[Utterance, ...]
) -> Document:
    """The document that :func:`document_to_json` and its columns describe."""
    plain = json.loads(record)
    plain["kind"] = DocumentKind(plain["kind"])
    plain["group"] = StakeholderGroup(plain["group"]) if plain["group"] else None
    plain["anchors"] = tuple(Anchor(*anchor) for anchor in plain["anchors"])
    plain["notes"] = tuple(Note(*note) for note in plain["notes"])
    plain["tagged"] = tuple(plain["tagged"])
    plain["foreign"] = tuple((a, b, code) for a, b, code in plain.get("foreign", ()))
    plain["warnings"] = tuple(plain["warnings"])
    return Document(id=ident, path=path, text=text, utterances=utterances, **plain)


def speaker_to_json(speaker: Speaker) -> str:
    """A speaker as JSON."""
    return _dump({field.name: getattr(speaker, field.name) for field in fields(speaker)})


def speaker_from_json(record: str) -> Speaker:
    """The speaker that :func:`speaker_to_json` wrote."""
    plain = json.loads(record)
    plain["kind"] = SpeakerKind(plain["kind"])
    plain["group"] = StakeholderGroup(plain["group"]) if plain["group"] else None
    plain["evidence"] = tuple(plain["evidence"])
    return Speaker(**plain)


def topic_to_json(topic: Topic) -> str:
    """A topic as JSON."""
    return _dump({field.name: getattr(topic, field.name) for field in fields(topic)})


def topic_from_json(record: str) -> Topic:
    """The topic that :func:`topic_to_json` wrote."""
    plain = json.loads(record)
    plain["terms"] = tuple((term, weight) for term, weight in plain["terms"])
    plain["representatives"] = tuple(plain["representatives"])
    return Topic(**plain)


def lines_to_json(lines: Sequence[LineScore]) -> str:
    """The lines of a passage as JSON."""
    return _dump([astuple(line) for line in lines])


def lines_from_json(record: str | None) -> tuple[LineScore, ...]:
    """The lines that :func:`lines_to_json` wrote."""
    # The same few statements and terms stand behind thousands of passages: one of each is kept.
    return tuple(
        LineScore(
            intern(code), probability, tuple(map(intern, exemplars)), tuple(map(intern, terms))
        )
        for code, probability, exemplars, terms in json.loads(record or "[]")
    )


def roles_to_json(roles: Sequence[RoleScore]) -> str:
    """The roles of a sentence as JSON."""
    return _dump([astuple(role) for role in roles])


def roles_from_json(record: str | None) -> tuple[RoleScore, ...]:
    """The roles that :func:`roles_to_json` wrote."""
    return tuple(
        RoleScore(Role(role), probability, tuple(map(intern, cues)))
        for role, probability, cues in json.loads(record or "[]")
    )
