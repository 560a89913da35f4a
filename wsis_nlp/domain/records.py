"""The records that flow through the house: immutable, typed, serialisable.

All offsets are character offsets into ``Document.text`` (half-open, ``text[start:end]``).
All times are seconds from the start of the recording. Ids are derived from content, so two
runs over the same input give the same ids.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum


def content_id(prefix: str, *parts: str | int | bytes) -> str:
    """A short id that depends on nothing but its parts (BLAKE2b, 64 bits, hexadecimal)."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return f"{prefix}{digest.hexdigest()}"


class DocumentKind(StrEnum):
    """What a source file is."""

    TRANSCRIPT = "transcript"
    SUBMISSION = "submission"


class StakeholderGroup(StrEnum):
    """The six groups in which the WSIS process counts its participants."""

    GOVERNMENT = "government"
    PRIVATE_SECTOR = "private sector"
    CIVIL_SOCIETY = "civil society"
    INTERNATIONAL_ORGANISATION = "international organisation"
    ACADEMIA = "academia"
    TECHNICAL_COMMUNITY = "technical community"


class Role(StrEnum):
    """What a sentence does for the review; the order is the order of the draft's headings."""

    ACHIEVEMENT = "achievement"
    CHALLENGE = "challenge"
    DEVELOPMENT = "development"
    RECOMMENDATION = "recommendation"
    INFORMATION = "information"
    PROCEDURAL = "procedural"


# What a draft has headings for.
DRAFTED = (Role.ACHIEVEMENT, Role.CHALLENGE, Role.DEVELOPMENT, Role.RECOMMENDATION)


class SpeakerKind(StrEnum):
    """How well a speaker is known. Only persons and organisations are counted as distinct."""

    PERSON = "person"
    ORGANISATION = "organisation"
    ROLE = "role"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where in the source the text from ``offset`` on stands; holds until the next anchor.

    ``original`` is the character offset in the decoded source file, where that has a meaning
    (text formats); ``page`` and ``paragraph`` count from 1; ``time`` is in seconds.
    """

    offset: int
    original: int | None = None
    time: float | None = None
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something that stood in the source and is not speech: a noise mark, furniture, a footnote.

    ``offset`` is the place in ``Document.text`` where it was taken out; ``text`` is what it said.
    ``kind`` is one of ``noise``, ``furniture``, ``off-air``, ``footnote``, ``repeat``, ``other``.
    """

    offset: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One speaker's turn, or one section of a submission.

    ``label`` is the speaker exactly as the source writes it, or ``None`` where it names nobody.
    ``heading`` is the section's heading in a submission. ``off_air`` marks talk before the
    opening, which is kept but never drafted.
    """

    id: str
    document_id: str
    index: int
    start: int
    end: int
    label: str | None = None
    start_time: float | None = None
    end_time: float | None = None
    heading: str | None = None
    off_air: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, read. Everything below points into ``text``.

    ``foreign`` are the spans (start, end, ISO 639-1 code) where a speaker left its ``language``.
    ``cased`` is the text as it is shown to a person where the source is in capitals: of the same
    length, the same but for the case of letters, and ours. Empty where the source's letters stand.
    """

    id: str
    path: str
    sha256: str
    kind: DocumentKind
    title: str
    text: str
    utterances: tuple[Utterance, ...]
    event: str | None = None
    phase: str | None = None
    session: str | None = None
    date: str | None = None
    start_clock: str | None = None
    language: str | None = None
    organisation: str | None = None
    country: str | None = None
    group: StakeholderGroup | None = None
    organisers: str | None = None
    tagged: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()
    convention: str = ""
    foreign: tuple[tuple[int, int, str], ...] = ()
    cased: str = ""

    def shown(self, start: int, end: int) -> str:
        """The words of a span as a person reads them: capitals throughout are cased."""
        return (self.cased or self.text)[start:end]

    def is_cased(self, start: int, end: int) -> bool:
        """Whether the case of letters in a span is ours and not the source's."""
        return bool(self.cased) and self.cased[start:end] != self.text[start:end]

    def language_of(self, start: int, end: int) -> str | None:
        """The language of a span: of the part in another language that it lies in, if it does."""
        return next(
            (code for first, last, code in self.foreign if first < end and start < last),
            self.language,
        )

    def anchor_at(self, offset: int) -> Anchor | None:
        """The anchor in force at ``offset``, or ``None`` before the first one."""
        place = bisect_right(self.anchors, offset, key=lambda anchor: anchor.offset)
        return self.anchors[place - 1] if place else None

    def cite(self, start: int, end: int, speaker: Speaker | None = None) -> Citation:
        """The citation of ``text[start:end]``, with the place that the source gives it."""
        anchor = self.anchor_at(start)
        return Citation(
            self.id,
            start,
            end,
            speaker.id if speaker else None,
            anchor.time if anchor else None,
            anchor.page if anchor else None,
            anchor.paragraph if anchor else None,
        )


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person, organisation or role as it resolves across the corpus.

    ``evidence`` says how each thing is known ("participants.csv, row 12"; "self-introduction,
    inferred"; "captions"). Unknown stays ``None``.
    """

    id: str
    name: str
    kind: SpeakerKind
    organisation: str | None = None
    country: str | None = None
    region: str | None = None
    group: StakeholderGroup | None = None
    evidence: tuple[str, ...] = ()

    @property
    def countable(self) -> bool:
        """Whether this speaker can be told apart from every other one."""
        return self.kind in (SpeakerKind.PERSON, SpeakerKind.ORGANISATION)

    @property
    def delegation(self) -> str:
        """What is counted as one voice: the organisation where it is known, else the speaker."""
        return self.organisation or self.id


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence inside one utterance. ``index`` counts within the document."""

    document_id: str
    index: int
    utterance: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences inside one utterance: the unit that is mapped, searched and shown.

    ``first`` and ``last`` are the (inclusive) indices of its sentences in the document.
    """

    id: str
    document_id: str
    index: int
    utterance: int
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Enough to re-open the source at a place and prove that the words are there."""

    document_id: str
    start: int
    end: int
    speaker_id: str | None = None
    time: float | None = None
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class LineScore:
    """One line of a framework given to a passage, and why.

    ``probability`` is calibrated; ``exemplars`` are the nearest statements of the knowledge base,
    ``terms`` the key terms found in the passage.
    """

    code: str
    probability: float
    exemplars: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleScore:
    """One role given to a sentence, with its probability and the cues that spoke for it."""

    role: Role
    probability: float
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What a sentence does and is fit for: ``roles``, likeliest first, and the probability
    ``stands`` that it is understood without its neighbours.
    """

    roles: tuple[RoleScore, ...] = ()
    stands: float = 0.0


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with all that is known about it: what drafting works on.

    ``row`` is the row of its vector in the workspace's sentence matrix; ``passage_id`` is the
    passage it stands in, whose framework lines (``lines``) it shares; ``topic`` is the topic of
    that passage, -1 for none.
    """

    sentence: Sentence
    text: str
    row: int
    passage_id: str
    speaker: Speaker | None
    lines: tuple[LineScore, ...] = ()
    judged: Judged = Judged()
    topic: int = -1

    @property
    def roles(self) -> tuple[RoleScore, ...]:
        """Its roles, likeliest first."""
        return self.judged.roles


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its label, its c-TF-IDF terms with weights, and its size in passages.

    ``id`` is -1 for the passages that belong to no topic. ``representatives`` are passage ids.
    """

    id: int
    label: str
    terms: tuple[tuple[str, float], ...]
    size: int
    representatives: tuple[str, ...] = ()
    stability: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim span chosen for a draft.

    ``quote`` equals ``document.text[citation.start:citation.end]``. ``trimmed_start`` and
    ``trimmed_end`` say that the span is less than the whole sentence, shown by an ellipsis of ours.
    """

    quote: str
    citation: Citation
    speaker: Speaker | None
    roles: tuple[Role, ...] = ()
    lines: tuple[str, ...] = ()
    score: float = 0.0
    reason: str = ""
    trimmed_start: bool = False
    trimmed_end: bool = False

    @classmethod
    def of(
        cls, statement: Statement, document: Document, reason: str, score: float = 0.0
    ) -> Evidence:
        """A whole statement, as ``document`` has it."""
        start, end = statement.sentence.start, statement.sentence.end
        return cls(
            document.text[start:end],
            document.cite(start, end, statement.speaker),
            statement.speaker,
            tuple(role.role for role in statement.roles),
            tuple(line.code for line in statement.lines),
            score,
            reason,
        )
