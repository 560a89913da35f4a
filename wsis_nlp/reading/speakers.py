"""Who spoke: labels resolved to speakers over the whole corpus.

A label is resolved by the participants' table where it names one person there, else by its own
words. Two labels become one person only where that is safe: a full name and a spelling of it with
the same words, or a surname that only one person of the same document bears. Roles stay within
their document and are never counted as a person. Nothing is guessed: unknown stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import yaml

from wsis_nlp.domain.records import (
    Document,
    DocumentKind,
    Speaker,
    SpeakerKind,
    StakeholderGroup,
    content_id,
)
from wsis_nlp.domain.resources import config_path
from wsis_nlp.reading.conventions import is_role
from wsis_nlp.reading.sidecars import Participant, Sidecars

_HONORIFICS = re.compile(
    r"^(?:(?:h\.?\s?e\.?|mr|mrs|ms|mx|miss|dr|prof(?:essor)?|hon(?:ourable|orable)?|sir|dame|"
    r"ambassador|amb|minister|sen(?:ator)?|rev|eng|the)\b\.?\s*)+",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*\(([^)]*)\)\s*$")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """An utterance's claim to a speaker: all that resolving needs of it."""

    document_id: str
    utterance_id: str
    kind: DocumentKind
    label: str | None
    organisation: str | None = None
    country: str | None = None
    group: StakeholderGroup | None = None


@dataclass(frozen=True, slots=True)
class SpeakerDirectory:
    """Every speaker of the corpus and whose each utterance is."""

    speakers: tuple[Speaker, ...]
    of_utterance: dict[str, str | None]


def mentions(document: Document) -> tuple[Mention, ...]:
    """What a document says of its speakers. A submission's speaker is its organisation."""
    written = document.kind is DocumentKind.SUBMISSION
    return tuple(
        Mention(
            document.id,
            utterance.id,
            document.kind,
            utterance.label,
            document.organisation if written else None,
            document.country if written else None,
            document.group if written else None,
        )
        for utterance in document.utterances
    )


def resolve_speakers(found: Iterable[Mention], sidecars: Sidecars) -> SpeakerDirectory:
    """Resolve the mentions of a whole corpus; the order of the mentions does not matter."""
    listed = _listed(sidecars.participants)
    by_document: dict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        by_document[mention.document_id].append(mention)
    full_names = _full_names(by_document)
    heard: dict[str, set[Speaker]] = defaultdict(set)
    of_utterance: dict[str, str | None] = {}
    for ident in sorted(by_document):
        surnames = _surnames(by_document[ident])
        for mention in by_document[ident]:
            speaker = _resolve(mention, listed, surnames, full_names)
            of_utterance[mention.utterance_id] = speaker.id if speaker else None
            if speaker:
                heard[speaker.id].add(speaker)
    return SpeakerDirectory(tuple(_merged(heard[key]) for key in sorted(heard)), of_utterance)


def _merged(records: set[Speaker]) -> Speaker:
    """What all mentions of one speaker say together; where they differ, nothing is known."""
    countries = {record.country for record in records if record.country}
    groups = {record.group for record in records if record.group}
    country = countries.pop() if len(countries) == 1 else None
    return replace(
        min(records, key=lambda record: (record.name, record.evidence)),
        country=country,
        region=region_of(country),
        group=groups.pop() if len(groups) == 1 else None,
    )


def _resolve(
    mention: Mention,
    listed: dict[str, Participant | None],
    surnames: dict[str, str | None],
    full_names: dict[str, str],
) -> Speaker | None:
    if mention.kind is DocumentKind.SUBMISSION:
        return _submitter(mention)
    label = mention.label
    if not label:
        return None
    bare, bracket = _bare(label)
    key = name_key(bare)
    if not key or is_role(label) or is_role(bare):
        ident = content_id("s", "role", mention.document_id, label.casefold())
        return Speaker(ident, label, SpeakerKind.ROLE, evidence=("captions: a role",))
    participant = listed.get(key) or listed.get(name_key(label))
    if participant is None and " " not in key:
        longer = surnames.get(key)
        if longer:
            participant = listed.get(longer)
            key = longer
    if participant:
        return Speaker(
            content_id("s", "person", name_key(participant.name)),
            participant.name,
            SpeakerKind.PERSON,
            participant.organisation,
            participant.country,
            region_of(participant.country),
            participant.group,
            (participant.evidence,),
        )
    country = bracket if bracket and region_of(bracket) else None
    # A lone first name or surname is a person of that document; a full name, of the corpus.
    scope = "" if " " in key else mention.document_id
    return Speaker(
        content_id("s", "person", scope, key),
        full_names.get(key, bare),
        SpeakerKind.PERSON,
        country=country,
        region=region_of(country),
        evidence=("captions",),
    )


def _submitter(mention: Mention) -> Speaker | None:
    if not mention.organisation:
        return None
    return Speaker(
        content_id("s", "organisation", mention.organisation.casefold()),
        mention.organisation,
        SpeakerKind.ORGANISATION,
        mention.organisation,
        mention.country,
        region_of(mention.country),
        mention.group,
        ("sessions table",),
    )


def name_key(name: str) -> str:
    """A name without case, accents, honorifics and signs: what is compared."""
    plain = unicodedata.normalize("NFKD", _bare(name)[0])
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_WORD.findall(plain.casefold()))


@cache
def _regions() -> dict[str, str]:
    raw = yaml.safe_load(config_path("reading", "regions.yaml").read_text(encoding="utf-8"))
    return {country.casefold(): region for region, names in raw.items() for country in names}


def region_of(country: str | None) -> str | None:
    """The region of a country, or ``None`` where the country is not known."""
    return _regions().get(country.strip().casefold()) if country else None


def _bare(label: str) -> tuple[str, str | None]:
    match = _BRACKETED.search(label)
    bracket = match.group(1).strip() if match else None
    name = label[: match.start()] if match else label
    return _HONORIFICS.sub("", name).strip(" .,"), bracket


def _listed(participants: Iterable[Participant]) -> dict[str, Participant | None]:
    """Names and variants to participants; a spelling that two share is nobody's."""
    out: dict[str, Participant | None] = {}
    for person in participants:
        for spelling in {name_key(name) for name in (person.name, *person.variants)} - {""}:
            out[spelling] = person if spelling not in out else None
    return out


def _full_names(by_document: dict[str, list[Mention]]) -> dict[str, str]:
    """For each name the spelling to show: mixed case before capitals, then the alphabet."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for group in by_document.values():
        for mention in group:
            if mention.label:
                bare = _bare(mention.label)[0]
                spellings[name_key(bare)].add(bare.title() if bare.isupper() else bare)
    return {key: min(names) for key, names in spellings.items()}


def _surnames(group: Iterable[Mention]) -> dict[str, str | None]:
    """Last words of the full names of one document; one that two people bear is nobody's."""
    out: dict[str, str | None] = {}
    for key in {name_key(m.label) for m in group if m.label and not is_role(m.label)}:
        words = key.split()
        if len(words) > 1:
            out[words[-1]] = key if words[-1] not in out else None
    return out
