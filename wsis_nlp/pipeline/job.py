"""What the stages of a run hand to each other."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata

from wsis_nlp.domain.records import Document, Passage, Sentence
from wsis_nlp.domain.resources import config_path
from wsis_nlp.encoding import Encoder, Vectors, languages_of_encoder
from wsis_nlp.encoding.languages import ENGLISH
from wsis_nlp.pipeline.report import RunReport
from wsis_nlp.progress import Progress
from wsis_nlp.reading.lexicon import as_meant
from wsis_nlp.workspace import Workspace

VERSION = metadata.version("wsis-nlp")


@dataclass(slots=True)
class Job:
    """One run: where it works, who hears of its progress, what it reports."""

    workspace: Workspace
    progress: Progress
    report: RunReport

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the seconds of a stage into the report."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.report.seconds[name] = round(time.perf_counter() - begun, 3)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that was read. ``key`` depends on the texts and where they were cut.

    ``languages`` are those the workspace's encoder knows, ``None`` if it knows any; what is in
    another is listed, never encoded and never drafted.
    """

    documents: dict[str, Document]
    sentences: list[Sentence]
    passages: list[Passage]
    key: str
    languages: frozenset[str] | None = ENGLISH

    @classmethod
    def load(cls, workspace: Workspace) -> Corpus:
        """The corpus of a workspace."""
        documents = workspace.documents()
        found, cut = workspace.sentences(), workspace.passages()
        digest = hashlib.sha256(config_key("reading").encode())
        for document in documents.values():
            digest.update(f"{document.path}\0{document.sha256}\0{document.kind}\0".encode())
        for span in found:
            digest.update(f"{span.document_id}{span.start}-{span.end};".encode())
        languages = languages_of_encoder(workspace.recall("encoder", "default"))
        return cls(documents, found, cut, digest.hexdigest()[:16], languages)

    def text(self, span: Sentence | Passage) -> str:
        """The words of a span as they are read: what was in capitals is cased."""
        return self.documents[span.document_id].shown(span.start, span.end)

    def meant(self, span: Sentence | Passage) -> str:
        """The words of a span as they were meant, where captioning mis-heard: for matching only."""
        return as_meant(self.text(span))

    def readable(self, span: Sentence | Passage) -> bool:
        """Whether the encoder knows the language of a span."""
        language = self.documents[span.document_id].language_of(span.start, span.end)
        return self.languages is None or language is None or language in self.languages


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of a corpus: of its sentences, and of its passages pooled from them.

    ``model`` remembers what it encodes besides (knowledge bases, examples); ``key`` names corpus
    and model.
    """

    model: Encoder
    sentences: Vectors
    passages: Vectors
    key: str


def config_key(name: str) -> str:
    """A key of the files in one folder under ``configs/``."""
    digest = hashlib.sha256()
    for path in sorted(config_path(name).iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
