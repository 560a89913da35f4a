"""Which sentences of a draft have evidence: verbatim in a source, like one, or in none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from wsis_nlp.auditing.settings import audit_settings
from wsis_nlp.domain.records import Document, Evidence, Statement
from wsis_nlp.encoding.protocol import Encoder, Vectors
from wsis_nlp.segmenting.sentences import split

Kind = Literal["verbatim", "ours", "altered", "like", "weak", "none"]
# What a word processor changes in quotes and dashes without being asked, and spaces.
_SAME = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "})
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of an edited draft: its words, whether it stands in quotation marks, and the
    number of the paragraph or table row it was found in, from 1.
    """

    text: str
    quoted: bool
    paragraph: int


@dataclass(frozen=True, slots=True)
class Traced:
    """A sentence of a draft with its evidence.

    ``kind`` is ``verbatim`` (a span of a source), ``ours`` (a lead-in or note that wsis-nlp wrote),
    ``altered`` (in quotation marks, near a statement and not its words), ``like`` or ``weak`` (a
    person's words with a statement that says much the same, or somewhat), or ``none``. ``score`` is
    the cosine where it is a likeness.
    """

    sentence: DraftSentence
    kind: Kind
    evidence: tuple[Evidence, ...] = ()
    score: float = 0.0


def trace(
    sentences: Sequence[DraftSentence],
    ours: frozenset[str],
    statements: Sequence[Statement],
    vectors: Vectors,
    documents: Mapping[str, Document],
    encoder: Encoder,
) -> list[Traced]:
    """Find the evidence of each sentence of a draft.

    Parameters
    ----------
    sentences
        The sentences of the draft.
    ours
        The sentences that wsis-nlp itself wrote into it, as :func:`plain` gives them.
    statements
        Every sentence of the sources with what is known of it.
    vectors
        ``float32[n, d]``; ``statement.row`` is a row of it.
    documents
        The documents by id.
    encoder
        Encodes what is not verbatim.
    """
    sources = _Sources(documents, statements)
    sentences = [part for sentence in sentences for part in _parts(sentence, sources)]
    traced: list[Traced | None] = []
    for sentence in sentences:
        found = sources.find(sentence.text)
        if found:
            traced.append(Traced(sentence, "verbatim", (found,), 1.0))
        elif plain(sentence.text) in ours:
            traced.append(Traced(sentence, "ours"))
        else:
            traced.append(None)
    open_ones = [at for at, found in enumerate(traced) if found is None]
    if open_ones and statements:
        rows = vectors[[statement.row for statement in statements]]
        likeness = encoder.encode([sentences[at].text for at in open_ones]) @ rows.T
        for at, scores in zip(open_ones, likeness, strict=True):
            best = int(scores.argmax())
            traced[at] = _like(sentences[at], float(scores[best]), sources.cite(statements[best]))
    return [
        found or Traced(sentence, "none") for found, sentence in zip(traced, sentences, strict=True)
    ]


def _parts(sentence: DraftSentence, sources: _Sources) -> list[DraftSentence]:
    """A quotation that is no span of one source, sentence by sentence."""
    if not sentence.quoted or sources.find(sentence.text):
        return [sentence]
    text = sentence.text
    return [replace(sentence, text=text[start:end]) for start, end in split(text)]


def plain(text: str) -> str:
    """A sentence without the changes that a word processor makes by itself."""
    return _SPACE.sub(" ", text.translate(_SAME)).strip(" \"'").removesuffix(":").casefold()


def _long_enough(text: str) -> bool:
    """Whether a text is long enough to be told as a quotation: of four words and more."""
    return text.strip().count(" ") >= 3


def _like(sentence: DraftSentence, score: float, evidence: Evidence) -> Traced:
    settings = audit_settings()
    if sentence.quoted and _long_enough(sentence.text) and score >= settings.weak_evidence:
        return Traced(sentence, "altered", (evidence,), round(score, 3))
    if score >= settings.evidence:
        return Traced(sentence, "like", (evidence,), round(score, 3))
    if score >= settings.weak_evidence:
        return Traced(sentence, "weak", (evidence,), round(score, 3))
    return Traced(sentence, "none", (), round(score, 3))


class _Sources:
    """All sources in one text in which a span is found, with the way back to its document."""

    def __init__(self, documents: Mapping[str, Document], statements: Sequence[Statement]) -> None:
        self.documents = documents
        self.order = list(documents.values())
        self.starts: list[int] = []
        parts: list[str] = []
        length = 0
        for document in self.order:
            self.starts.append(length)
            parts.append(document.text.translate(_SAME).replace("\n", " ").casefold())
            # Casefolding may lengthen a text (ß): such a one is matched as it stands.
            if len(parts[-1]) != len(document.text):
                parts[-1] = document.text
            length += len(parts[-1]) + 1
        self.text = "\x00".join(parts)
        self.of_document: dict[str, list[Statement]] = {}
        for statement in statements:
            self.of_document.setdefault(statement.sentence.document_id, []).append(statement)

    def find(self, text: str) -> Evidence | None:
        """The span that holds the words of ``text``, or ``None``."""
        wanted = _SPACE.sub(" ", text.translate(_SAME)).strip().strip('"').strip().casefold()
        if not _long_enough(wanted):
            return None
        place = self.text.find(wanted)
        if place < 0:
            return None
        which = bisect_right(self.starts, place) - 1
        document = self.order[which]
        start = place - self.starts[which]
        return self._evidence(document, start, start + len(wanted))

    def cite(self, statement: Statement) -> Evidence:
        """A whole statement as evidence."""
        sentence = statement.sentence
        return self._evidence(self.documents[sentence.document_id], sentence.start, sentence.end)

    def _evidence(self, document: Document, start: int, end: int) -> Evidence:
        inside = self.of_document.get(document.id, [])
        place = bisect_right(inside, start, key=lambda s: s.sentence.start) - 1
        statement = inside[place] if place >= 0 and inside[place].sentence.end > start else None
        speaker = statement.speaker if statement else None
        return Evidence(
            quote=document.text[start:end],
            citation=document.cite(start, end, speaker),
            speaker=speaker,
            roles=tuple(score.role for score in statement.roles) if statement else (),
            lines=tuple(score.code for score in statement.lines) if statement else (),
            reason="traced",
        )
