"""The stages from files to mapped passages, each of which first looks whether it is done already.

A file that was read with the same contents and lists, vectors that are there, a stage over the
corpus whose key has not changed: none of them is done again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.framework import Framework
from wsis_nlp.domain.records import Judged
from wsis_nlp.encoding import Encoder, Vectors, pool
from wsis_nlp.encoding.languages import ENGLISH
from wsis_nlp.mapping import Mapper, RoleTagger
from wsis_nlp.pipeline.intake import Intake
from wsis_nlp.pipeline.job import VERSION, Corpus, Encoded, Job, config_key
from wsis_nlp.pipeline.material import topic_material
from wsis_nlp.pipeline.report import FileFate
from wsis_nlp.reading import (
    Sidecars,
    case_document,
    load_sidecars,
    mentions,
    name_words,
    resolve_speakers,
)
from wsis_nlp.searching import VectorIndex
from wsis_nlp.topics import fit, load_config
from wsis_nlp.workspace import Remembering

# Sentences of several documents that are read in one go: batches of one length are then full, which
# takes two thirds of the time of one document after the other. A run that is stopped loses one go.
_TOGETHER = 4096
_document_of = attrgetter("document_id")
# The name under which a workspace keeps what a person corrected.
CORRECTIONS = "corrections"


def read_files(job: Job, folder: Path, files: list[Path]) -> None:
    """Read ``files`` of ``folder`` with its tables, and say what became of each."""
    sidecars = load_sidecars(folder)
    with job.stage("reading"), job.progress.stage("reading", len(files)) as step:
        intake = Intake(job.workspace, folder, sidecars, VERSION)
        for record in intake.take(files, step):
            job.report.files.append(FileFate(record.path, record.fate, record.reason))
        job.report.fresh_files = intake.fresh
    with job.stage("speakers"):
        corpus = Corpus.load(job.workspace)
        find_speakers(job, corpus, sidecars)
    job.report.counts["sentences"] = len(corpus.sentences)
    job.report.counts["passages"] = len(corpus.passages)
    _left_out(job, corpus)


def _left_out(job: Job, corpus: Corpus) -> None:
    """List what is in a language that the encoder does not know."""
    found: dict[str, Counter[str]] = {}
    total = Counter(passage.document_id for passage in corpus.passages)
    for passage in corpus.passages:
        if not corpus.readable(passage):
            document = corpus.documents[passage.document_id]
            code = str(document.language_of(passage.start, passage.end))
            found.setdefault(passage.document_id, Counter())[code] += 1
    known = "not in English" if corpus.languages == ENGLISH else "which the encoder does not know"
    for ident, codes in found.items():
        names = " and ".join(sorted(codes))
        count = sum(codes.values())
        whole = count == total[ident]
        what = f"in {names}" if whole else f"{count} of {total[ident]} passages in {names}"
        job.report.left_out[corpus.documents[ident].path] = f"{what}, {known}"
    job.report.counts["passages left out by language"] = sum(
        sum(codes.values()) for codes in found.values()
    )


def find_speakers(job: Job, corpus: Corpus, sidecars: Sidecars) -> None:
    """Who spoke, resolved over the whole corpus."""
    key = f"{corpus.key}/{hashlib.sha256(repr(sidecars).encode()).hexdigest()[:16]}"
    if job.workspace.stage_key("speakers") != key:
        found = [m for document in corpus.documents.values() for m in mentions(document)]
        directory = resolve_speakers(found, sidecars)
        job.workspace.set_speakers(key, directory.speakers, directory.of_utterance)
        _case_anew(job, corpus, name_words(s.name for s in directory.speakers) | sidecars.names)
    speakers = {s.id: s for s in job.workspace.speakers().values()}
    job.report.counts["speakers"] = sum(s.countable for s in speakers.values())
    job.report.counts["utterances"] = sum(len(d.utterances) for d in corpus.documents.values())


def _case_anew(job: Job, corpus: Corpus, names: frozenset[str]) -> None:
    """Case what is in capitals again, now that everybody who speaks is known by name."""
    for ident, document in corpus.documents.items():
        if document.cased:
            again = case_document(document, names)
            if again.cased != document.cased:
                corpus.documents[ident] = again
                job.workspace.recase(again)


def encode(job: Job, corpus: Corpus, model: Encoder) -> Encoded:
    """Sentence vectors, encoded once a document, and passage vectors pooled from them."""
    store = job.workspace.vectors(model.fingerprint, model.dimension)
    before = job.workspace.stage_key("encoding")
    if before and before != model.fingerprint:
        job.report.remarks.append(
            f"the encoder changed to {model.name}: everything is encoded anew"
        )
    by_document: dict[str, list[str]] = {ident: [] for ident in corpus.documents}
    for sentence in corpus.sentences:
        # What is in a language that the encoder does not know is not encoded: its vector is zero.
        text = corpus.meant(sentence) if corpus.readable(sentence) else ""
        by_document[sentence.document_id].append(text)
    keys = {ident: store.key(ident, texts) for ident, texts in by_document.items()}
    kept = {ident: store.load(keys[ident], len(texts)) for ident, texts in by_document.items()}
    missing = {i: texts for i, texts in by_document.items() if kept[i] is None}
    with job.progress.stage("encoding", len(corpus.sentences)) as step:
        step(len(corpus.sentences) - sum(map(len, missing.values())))
        for some in _together(missing):
            found = _encode(model, [text for ident in some for text in missing[ident]], step)
            for ident, part in _parts(some, missing, found):
                store.save(keys[ident], part)
                kept[ident] = part
                job.report.encoded += len(part)
    store.prune(keys.values())
    job.workspace.complete("encoding", model.fingerprint)
    vectors: Vectors = np.vstack([part for part in kept.values() if part is not None])
    words = np.array([corpus.text(s).count(" ") + 1 for s in corpus.sentences], dtype=np.float32)
    row = {(s.document_id, s.index): i for i, s in enumerate(corpus.sentences)}
    starts = np.array([row[p.document_id, p.first] for p in corpus.passages], dtype=np.int64)
    return Encoded(
        Remembering(model, store),
        vectors,
        pool(vectors, words, starts),
        f"{corpus.key}/{model.fingerprint}",
    )


def _encode(model: Encoder, texts: list[str], step: Callable[[int], None]) -> Vectors:
    rows = [row for row, text in enumerate(texts) if text]
    vectors: Vectors = np.zeros((len(texts), model.dimension), dtype=np.float32)
    if rows:
        vectors[rows] = model.encode([texts[row] for row in rows], step)
    step(len(texts) - len(rows))
    return vectors


def _together(said: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Documents in goes of about ``_TOGETHER`` sentences."""
    some: list[str] = []
    for ident in said:
        some.append(ident)
        if sum(len(said[one]) for one in some) >= _TOGETHER:
            yield some
            some = []
    if some:
        yield some


def _parts(
    some: Sequence[str], said: Mapping[str, Sequence[str]], found: NDArray[np.float32]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The rows of each of the documents that were read in one go."""
    ends = np.cumsum([len(said[ident]) for ident in some])
    return zip(some, np.split(found, ends[:-1]), strict=True)


def index(job: Job, encoded: Encoded) -> None:
    """The index that searching reads."""
    folder = job.workspace.folder / "index"
    if VectorIndex.load(folder, encoded.key) is None:
        VectorIndex.build(encoded.passages, encoded.key).save(folder)
    job.workspace.complete("index", encoded.key)


def find_topics(job: Job, corpus: Corpus, encoded: Encoded) -> None:
    """The topics of the passages that are not procedure: the mapping says which."""
    mapped = job.workspace.stage_key("mapping")
    key = f"{encoded.key}/{VERSION}/{mapped}/{config_key('topics')}"
    with job.progress.stage("topics", 1) as step:
        if job.workspace.stage_key("topics") != key:
            material = topic_material(job, corpus, encoded)
            model = fit(material, load_config())
            of_passage = zip(material.ids, model.assignments, strict=True)
            job.workspace.set_topics(key, model.topics, of_passage)
            if model.note:
                job.report.remarks.append(model.note)
        step(1)
    job.report.counts["topics"] = len(job.workspace.topics())


def corrections_of(job: Job, lines: Framework) -> list[tuple[str, tuple[str, ...]]]:
    """What a person has said of passages of this workspace: each text with its right codes."""
    kept = json.loads(job.workspace.recall(CORRECTIONS, "{}")).get(lines.name, {})
    return [(text, tuple(codes)) for text, codes in sorted(kept.items())]


def mapper_for(job: Job, encoded: Encoded, lines: Framework) -> Mapper:
    """The mapper of a workspace, which has learned the corrections that are kept in it."""
    return Mapper(lines, encoded.model, corrections_of(job, lines))


def _judge(job: Job, corpus: Corpus, tagger: RoleTagger) -> list[Judged]:
    """What is found of each sentence; what a document was read to is kept, like its vectors."""
    store = job.workspace.vectors(tagger.fingerprint, tagger.dimension)
    spans = {ident: list(found) for ident, found in groupby(corpus.sentences, _document_of)}
    texts = {ident: [corpus.meant(s) for s in found] for ident, found in spans.items()}
    keys = {ident: store.key(ident, said) for ident, said in texts.items()}
    kept = {ident: store.load(keys[ident], len(said)) for ident, said in texts.items()}
    missing = {ident: texts[ident] for ident, logits in kept.items() if logits is None}
    for some in _together(missing):
        sentences = [sentence for ident in some for sentence in spans[ident]]
        logits = tagger.logits(
            [text for ident in some for text in missing[ident]],
            [sentence.utterance for sentence in sentences],
            [sentence.document_id for sentence in sentences],
        )
        for ident, part in _parts(some, missing, logits):
            store.save(keys[ident], part)
            kept[ident] = part
    store.prune(keys.values())
    judged: list[Judged] = []
    for ident, found in kept.items():
        assert found is not None
        judged += tagger.judge(texts[ident], found)
    return judged


def map_lines(job: Job, corpus: Corpus, encoded: Encoded, lines: Framework) -> None:
    """The lines of each passage and the roles of each sentence."""
    learned = hashlib.sha256(repr(corrections_of(job, lines)).encode()).hexdigest()[:16]
    key = f"{encoded.key}/{VERSION}/{lines.fingerprint}/{config_key('mapping')}/{learned}"
    with job.progress.stage("mapping", len(corpus.passages)) as step:
        if job.workspace.stage_key("mapping") != key:
            mapper, tagger = mapper_for(job, encoded, lines), RoleTagger()
            texts = [corpus.meant(p) for p in corpus.passages]
            found = mapper.map(texts, encoded.passages)
            scores = [
                lines_of if corpus.readable(passage) else ()
                for lines_of, passage in zip(found, corpus.passages, strict=True)
            ]
            encoded.model.release()  # one model at a time is enough to hold
            judged = _judge(job, corpus, tagger)
            job.workspace.set_mapping(
                key,
                zip((p.id for p in corpus.passages), scores, strict=True),
                zip(corpus.sentences, judged, strict=True),
            )
        step(len(corpus.passages))
    mapped = sum(bool(scores) for scores in job.workspace.lines().values())
    job.report.counts["mapped"] = mapped
    job.report.counts["unmapped"] = len(corpus.passages) - mapped
