"""Who spoke: labels resolved to speakers over the whole corpus.

A label is taken apart (``names``), then given to the participant of the table that it names, else
to the person whom its own words name. Two labels become one person only where that is safe; the
evidence is kept. Roles stay within their document and are never counted as a person. Nothing is
guessed: unknown stays unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wsis_nlp.domain.records import (
    Document,
    DocumentKind,
    Speaker,
    SpeakerKind,
    StakeholderGroup,
    content_id,
)
from wsis_nlp.reading.identities import Identities, Listed
from wsis_nlp.reading.introductions import Introduction, introduction
from wsis_nlp.reading.names import Label, name_key, parse_label
from wsis_nlp.reading.organisations import one_spelling, region_of
from wsis_nlp.reading.sidecars import Sidecars

# Roles that anybody may have for one turn: there a self-introduction says who it was.
_ANYBODY = re.compile(
    r"speaker|unidentified|unknown|audience|participant|remote|question|floor|voice|delegate|"
    r"\bm[ae]n\b|\bwom[ae]n\b|male|student|panell?ist",
    re.IGNORECASE,
)
INFERRED = "self-introduction, inferred"


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
    introduced: Introduction | None = None


@dataclass(frozen=True, slots=True)
class SpeakerDirectory:
    """Every speaker of the corpus and whose each utterance is."""

    speakers: tuple[Speaker, ...]
    of_utterance: dict[str, str | None]


def mentions(document: Document) -> tuple[Mention, ...]:
    """What a document says of its speakers. A submission's speaker is its organisation.

    A transcript in one piece, whose turns nothing tells apart, is nobody's: whoever says a name in
    it did not say all of it.
    """
    written = document.kind is DocumentKind.SUBMISSION
    undivided = len(document.utterances) == 1 and not document.utterances[0].label
    return tuple(
        Mention(
            document.id,
            utterance.id,
            document.kind,
            utterance.label,
            document.organisation if written else None,
            document.country if written else None,
            document.group if written else None,
            None
            if written or undivided
            else introduction(document.shown(utterance.start, utterance.end)),
        )
        for utterance in document.utterances
    )


def resolve_speakers(found: Iterable[Mention], sidecars: Sidecars) -> SpeakerDirectory:
    """Resolve the mentions of a whole corpus; the order of the mentions does not matter."""
    found = list(found)
    resolver = _Resolver(found, sidecars)
    heard: dict[str, set[Speaker]] = defaultdict(set)
    of_utterance: dict[str, str | None] = {}
    for mention in found:
        speaker = resolver.speaker(mention)
        of_utterance[mention.utterance_id] = speaker.id if speaker else None
        if speaker:
            heard[speaker.id].add(speaker)
    merged = [_merged(heard[key]) for key in sorted(heard)]
    spelt = one_spelling(s.organisation for s in merged if s.organisation)
    return SpeakerDirectory(tuple(_spelt(speaker, spelt) for speaker in merged), of_utterance)


def _spelt(speaker: Speaker, spelt: Mapping[str, str]) -> Speaker:
    """The speaker with the one spelling of the organisation that stands for all."""
    name = spelt.get(speaker.organisation or "", speaker.organisation)
    if name == speaker.organisation:
        return speaker
    told = f"organisation also written {speaker.organisation}"
    return replace(speaker, organisation=name, evidence=(*speaker.evidence, told))


def _merged(records: set[Speaker]) -> Speaker:
    """What all mentions of one speaker say together; where they differ, nothing is known."""
    sure = {record for record in records if INFERRED not in record.evidence} or records
    countries = {r.country for r in sure if r.country} or {r.country for r in records if r.country}
    bodies = {r.organisation for r in sure if r.organisation}
    bodies = bodies or {r.organisation for r in records if r.organisation}
    groups = {record.group for record in records if record.group}
    country = countries.pop() if len(countries) == 1 else None
    evidence = sorted({told for record in records for told in record.evidence})
    return replace(
        min(sure, key=_fullest),
        organisation=bodies.pop() if len(bodies) == 1 else None,
        country=country,
        region=region_of(country),
        group=groups.pop() if len(groups) == 1 else None,
        evidence=tuple(evidence),
    )


def _fullest(record: Speaker) -> tuple[int, bool, str, tuple[str, ...]]:
    """The name to show first: the one with most words spelt out, with its accents."""
    words = sum(len(word.strip(".")) > 1 for word in record.name.split())
    return -words, record.name.isascii(), record.name, record.evidence


@dataclass(slots=True)
class _Resolver:
    """Gives each mention its speaker, knowing all of them."""

    found: list[Mention]
    sidecars: Sidecars
    labels: dict[str, Label | None] = field(default_factory=dict)
    identities: Identities = field(init=False)

    def __post_init__(self) -> None:
        self.labels = {m.label: parse_label(m.label) for m in self.found if m.label}
        persons: list[tuple[str, str, str | None]] = []
        for mention in self.found:
            label = self._label(mention)
            if label and label.kind == "person":
                persons.append((mention.document_id, label.key, label.country))
                said = mention.introduced
                if said and said.name and label.key in name_key(said.name).split():
                    persons.append((mention.document_id, name_key(said.name), said.country))
        self.identities = Identities(persons, Listed.of(self.sidecars.participants))

    def speaker(self, mention: Mention) -> Speaker | None:
        """Who speaks; ``None`` where nobody is named."""
        if mention.kind is DocumentKind.SUBMISSION:
            return _submitter(mention)
        label = self._label(mention)
        if label is None:
            return None
        if label.kind == "role":
            return Speaker(
                content_id("s", "role", mention.document_id, label.name.casefold()),
                label.name,
                SpeakerKind.ROLE,
                label.organisation,
                label.country,
                region_of(label.country),
                evidence=("captions: a role",),
            )
        if label.kind in ("country", "organisation"):
            return Speaker(
                content_id("s", "organisation", label.name.casefold()),
                label.name,
                SpeakerKind.ORGANISATION,
                label.organisation,
                label.country,
                region_of(label.country),
                label.group,
                ("captions: a delegation",),
            )
        return self._person(mention, label)

    def _label(self, mention: Mention) -> Label | None:
        """The label, or the name that somebody without one gives themselves."""
        label = self.labels.get(mention.label or "")
        said = mention.introduced
        anybody = label is None or (label.kind == "role" and bool(_ANYBODY.search(label.name)))
        if not anybody or said is None or not said.name:
            return label
        return Label("person", said.name, name_key(said.name), said.country, said.organisation)

    def _person(self, mention: Mention, label: Label) -> Speaker:
        identity = self.identities.of(mention.document_id, label.key)
        person = identity.participant
        if person:
            return Speaker(
                content_id("s", "person", name_key(person.name)),
                person.name,
                SpeakerKind.PERSON,
                person.organisation,
                person.country,
                region_of(person.country),
                person.group,
                (person.evidence, *identity.evidence),
            )
        country, organisation, evidence = label.country, label.organisation, ["captions"]
        said = mention.introduced
        name, surname = label.name, label.key.split()[-1]
        own = said and (said.name is None or surname in name_key(said.name).split())
        if said and said.name and " " not in label.key and name_key(said.name) == identity.key:
            name = said.name
        labelled = self.labels.get(mention.label or "")
        if labelled is None or labelled.kind == "role":
            evidence = [INFERRED]
        elif said and own and not (country or organisation):
            country, organisation = said.country, said.organisation
            evidence += [INFERRED] if country or organisation else []
        return Speaker(
            content_id("s", "person", identity.scope, identity.key),
            name,
            SpeakerKind.PERSON,
            organisation,
            country,
            region_of(country),
            evidence=(*evidence, *identity.evidence),
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
