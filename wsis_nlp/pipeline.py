"""The batch run: from a folder to a draft, in the order of the floors.

Each stage looks first whether what it would do is done already: a file that was read with the
same contents and lists, vectors that are there, a stage over the corpus whose key has not changed.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import numpy as np

from wsis_nlp.domain.errors import NothingReadError, OutputError, ProvenanceError
from wsis_nlp.domain.framework import Framework
from wsis_nlp.domain.records import ChairSummary, Document, Passage, Role, Sentence, Statement
from wsis_nlp.domain.resources import config_path
from wsis_nlp.drafting import compose, verify
from wsis_nlp.encoding import Encoder, Vectors, load_encoder, pool
from wsis_nlp.intake import Intake, source_files
from wsis_nlp.mapping import Mapper, RoleTagger, Theme, Voiced, find_themes, load_framework
from wsis_nlp.progress import Progress, Silent
from wsis_nlp.reading import Sidecars, load_sidecars, mentions, resolve_speakers
from wsis_nlp.rendering import RENDERERS
from wsis_nlp.report import FileFate, RunReport
from wsis_nlp.searching import VectorIndex
from wsis_nlp.topics import SEED, train
from wsis_nlp.workspace import Remembering, Workspace, atomic_write

VERSION = metadata.version("wsis-nlp")
REPORT = "run-report.json"
# The default encoder knows English; other languages are listed and left out of the draft.
ENCODER_LANGUAGES = ("en",)


@dataclass(slots=True)
class _Run:
    workspace: Workspace
    progress: Progress
    report: RunReport

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.report.seconds[name] = round(time.perf_counter() - begun, 3)


@dataclass(frozen=True, slots=True)
class _Corpus:
    documents: dict[str, Document]
    sentences: list[Sentence]
    passages: list[Passage]
    key: str

    def text(self, span: Sentence | Passage) -> str:
        return self.documents[span.document_id].text[span.start : span.end]


def run(
    folder: Path,
    out: Path,
    *,
    workspace: Path | None = None,
    encoder: str = "default",
    framework: str = "action_lines",
    title: str = "Draft Chair's Summary",
    progress: Progress | None = None,
) -> RunReport:
    """Read a folder and write the draft and its companions into ``out``.

    Raises
    ------
    WsisNlpError
        If nothing can be done; a file that cannot be read only stands in the report.
    """
    lines = load_framework(framework)
    files = source_files(folder, (out, workspace) if workspace else (out,))
    sidecars = load_sidecars(folder)
    _writable(out)
    report = RunReport(str(folder), str(out), VERSION)
    with Workspace.open(workspace or out / "workspace", create=True) as store:
        job = _Run(store, progress or Silent(), report)
        with job.stage("reading"), job.progress.stage("reading", len(files)) as step:
            intake = Intake(store, folder, sidecars, VERSION)
            for record in intake.take(files, step):
                report.files.append(FileFate(record.path, record.fate, record.reason))
            report.fresh_files = intake.fresh
        if not any(fate.fate == "read" for fate in report.files):
            report.save(out / REPORT)
            raise NothingReadError(
                f"{folder}: none of its {len(files)} file(s) could be read; "
                f"the reasons are in {out / REPORT}."
            )
        corpus = _corpus(store)
        with job.stage("speakers"):
            _speakers(job, corpus, sidecars)
        with job.stage("encoding"):
            model = load_encoder(encoder)
            kept = Remembering(model, store.vectors(model.fingerprint, model.dimension))
            vectors, pooled = _encode(job, corpus, model)
        with job.stage("indexing"):
            key = f"{corpus.key}/{model.fingerprint}"
            if VectorIndex.load(store.folder / "index", key) is None:
                VectorIndex.build(pooled, key).save(store.folder / "index")
        with job.stage("topics"):
            _topics(job, corpus, pooled, key)
        with job.stage("mapping"):
            _map(job, corpus, vectors, pooled, kept, lines, key)
        key = _draft_key(job, corpus, model, lines, title)
        if store.stage_key("draft") == f"{key}/{_outputs_key(out)}":
            report.counts |= json.loads(store.recall("draft counts", "{}"))
            report.remarks.append("nothing has changed since the draft was made: it stands")
        else:
            with job.stage("drafting"):
                statements = _statements(job, corpus)
                themes = _themes(corpus, statements, vectors, Mapper(lines, kept))
                summary = _draft(job, corpus, statements, vectors, lines, themes, title, model)
            with job.stage("rendering"):
                _render(job, summary, out)
            store.remember("draft counts", json.dumps(report.counts))
            store.remember("outputs", json.dumps(_digests(out)))
            store.complete("draft", f"{key}/{_outputs_key(out)}")
        foreign = [d for d in corpus.documents.values() if not _english(corpus, d.id)]
        report.left_out = {d.path: f"in {d.language}, not in English" for d in foreign}
    report.save(out / REPORT)
    return report


def _writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with atomic_write(out / ".writable") as stream:
            stream.write(b"")
        (out / ".writable").unlink()
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror}). Choose another folder with --out."
        ) from error


def _corpus(store: Workspace) -> _Corpus:
    documents = store.documents()
    found, cut = store.sentences(), store.passages()
    digest = hashlib.sha256()
    for document in documents.values():
        digest.update(f"{document.path}\0{document.sha256}\0{document.kind}\0".encode())
    for span in found:
        digest.update(f"{span.document_id}{span.start}-{span.end};".encode())
    return _Corpus(documents, found, cut, digest.hexdigest()[:16])


def _speakers(job: _Run, corpus: _Corpus, sidecars: Sidecars) -> None:
    key = f"{corpus.key}/{hashlib.sha256(repr(sidecars).encode()).hexdigest()[:16]}"
    if job.workspace.stage_key("speakers") != key:
        found = [m for document in corpus.documents.values() for m in mentions(document)]
        directory = resolve_speakers(found, sidecars)
        job.workspace.set_speakers(key, directory.speakers, directory.of_utterance)
    speakers = {s.id: s for s in job.workspace.speakers().values()}
    job.report.counts["speakers"] = sum(s.countable for s in speakers.values())
    job.report.counts["utterances"] = sum(len(d.utterances) for d in corpus.documents.values())


def _encode(job: _Run, corpus: _Corpus, model: Encoder) -> tuple[Vectors, Vectors]:
    """Sentence vectors, encoded once a document, and passage vectors pooled from them."""
    store = job.workspace.vectors(model.fingerprint, model.dimension)
    before = job.workspace.stage_key("encoding")
    if before and before != model.fingerprint:
        job.report.remarks.append(
            f"the encoder changed to {model.name}: everything is encoded anew"
        )
    by_document: dict[str, list[str]] = {ident: [] for ident in corpus.documents}
    for sentence in corpus.sentences:
        by_document[sentence.document_id].append(corpus.text(sentence))
    keys: set[str] = set()
    parts: list[Vectors] = []
    with job.progress.stage("encoding", len(corpus.sentences)) as step:
        for ident, texts in by_document.items():
            key = store.key(ident, texts)
            keys.add(key)
            kept = store.load(key, len(texts))
            if kept is None:
                kept = model.encode(texts, step)
                store.save(key, kept)
                job.report.encoded += len(texts)
            else:
                step(len(texts))
            parts.append(kept)
    store.prune(keys)
    job.workspace.complete("encoding", model.fingerprint)
    vectors: Vectors = np.vstack(parts)
    words = np.array([corpus.text(s).count(" ") + 1 for s in corpus.sentences], dtype=np.float32)
    row = {(s.document_id, s.index): i for i, s in enumerate(corpus.sentences)}
    starts = np.array([row[p.document_id, p.first] for p in corpus.passages], dtype=np.int64)
    job.report.counts["sentences"] = len(corpus.sentences)
    job.report.counts["passages"] = len(corpus.passages)
    return vectors, pool(vectors, words, starts)


def _english(corpus: _Corpus, document_id: str) -> bool:
    return corpus.documents[document_id].language in (None, *ENCODER_LANGUAGES)


def _topics(job: _Run, corpus: _Corpus, pooled: Vectors, key: str) -> None:
    rows = [i for i, p in enumerate(corpus.passages) if _english(corpus, p.document_id)]
    key = f"{key}/{VERSION}/{SEED}"
    with job.progress.stage("topics", 1) as step:
        if job.workspace.stage_key("topics") != key:
            chosen = [corpus.passages[i] for i in rows]
            model = train([p.id for p in chosen], [corpus.text(p) for p in chosen], pooled[rows])
            of_passage = zip((p.id for p in chosen), model.assignments, strict=True)
            job.workspace.set_topics(key, model.topics, of_passage)
            if model.note:
                job.report.remarks.append(model.note)
        step(1)
    job.report.counts["topics"] = len(job.workspace.topics())


def _map(
    job: _Run,
    corpus: _Corpus,
    vectors: Vectors,
    pooled: Vectors,
    model: Encoder,
    lines: Framework,
    key: str,
) -> None:
    key = f"{key}/{VERSION}/{lines.fingerprint}/{_config_key('mapping')}"
    with job.progress.stage("mapping", len(corpus.passages)) as step:
        if job.workspace.stage_key("mapping") != key:
            mapper, tagger = Mapper(lines, model), RoleTagger(model)
            texts = [corpus.text(p) for p in corpus.passages]
            scores = mapper.map(texts, pooled)
            roles = tagger.tag([corpus.text(s) for s in corpus.sentences], vectors)
            job.workspace.set_mapping(
                key,
                zip((p.id for p in corpus.passages), scores, strict=True),
                zip(corpus.sentences, roles, strict=True),
            )
        step(len(corpus.passages))
    mapped = sum(bool(scores) for scores in job.workspace.lines().values())
    job.report.counts["mapped"] = mapped
    job.report.counts["unmapped"] = len(corpus.passages) - mapped


def _config_key(name: str) -> str:
    """The files of one folder under ``configs/``."""
    digest = hashlib.sha256()
    for path in sorted(config_path(name).iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _draft_key(job: _Run, corpus: _Corpus, model: Encoder, lines: Framework, title: str) -> str:
    """What a draft depends on."""
    stages = [str(job.workspace.stage_key(name)) for name in ("speakers", "topics", "mapping")]
    parts = [VERSION, corpus.key, model.fingerprint, lines.fingerprint, title, *stages]
    return hashlib.sha256("\0".join([*parts, _config_key("drafting")]).encode()).hexdigest()[:16]


def _digests(out: Path) -> dict[str, str]:
    """The SHA-256 of each file of a draft that lies in ``out``."""
    paths = (out / renderer.filename for renderer in RENDERERS)
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()
    }


def _outputs_key(out: Path) -> str:
    """The files of a draft as they lie in ``out``; another key if one is missing or was edited."""
    return hashlib.sha256(repr(sorted(_digests(out).items())).encode()).hexdigest()[:16]


def _statements(job: _Run, corpus: _Corpus) -> list[Statement]:
    """Every sentence of the draft's language that was said on air, with all that is known of it."""
    speakers, lines = job.workspace.speakers(), job.workspace.lines()
    roles, topic = job.workspace.roles(), job.workspace.topic_of()
    passage_of = {
        (p.document_id, index): p for p in corpus.passages for index in range(p.first, p.last + 1)
    }
    out: list[Statement] = []
    for row, sentence in enumerate(corpus.sentences):
        document = corpus.documents[sentence.document_id]
        if not _english(corpus, document.id) or document.utterances[sentence.utterance].off_air:
            continue
        passage = passage_of[sentence.document_id, sentence.index]
        out.append(
            Statement(
                sentence,
                corpus.text(sentence),
                row,
                passage.id,
                speakers.get((sentence.document_id, sentence.utterance)),
                lines[passage.id],
                roles[sentence.document_id, sentence.index],
                topic[passage.id],
            )
        )
    return out


def _themes(
    corpus: _Corpus, statements: list[Statement], vectors: Vectors, mapper: Mapper
) -> tuple[Theme, ...]:
    """New themes, sought in the passages by their sentences of substance alone."""
    inside: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.roles[0].role is not Role.PROCEDURAL:
            inside.setdefault(statement.passage_id, []).append(statement)
    voiced: list[Voiced] = []
    rows: list[int] = []
    starts: list[int] = []
    for passage in corpus.passages:
        said = inside.get(passage.id, [])
        if 2 * len(said) <= passage.last - passage.first + 1:
            continue
        speaker = said[0].speaker
        voice = speaker.delegation if speaker and speaker.countable else None
        text = " ".join(statement.text for statement in said)
        voiced.append(Voiced(passage.id, text, passage.document_id, voice))
        starts.append(len(rows))
        rows += [statement.row for statement in said]
    words = np.array([corpus.text(corpus.sentences[r]).count(" ") + 1 for r in rows], np.float32)
    return find_themes(voiced, pool(vectors[rows], words, np.array(starts, np.int64)), mapper)


def _draft(
    job: _Run,
    corpus: _Corpus,
    statements: list[Statement],
    vectors: Vectors,
    lines: Framework,
    themes: tuple[Theme, ...],
    title: str,
    model: Encoder,
) -> ChairSummary:
    with job.progress.stage("drafting", len(lines.lines)) as step:
        summary = compose(
            title, statements, vectors, corpus.documents, lines, themes, progress=step
        )
    job.report.counts["paragraphs"] = sum(1 for _ in summary.paragraphs())
    job.report.counts["statements"] = sum(
        bool(s.roles) and s.roles[0].role is not Role.PROCEDURAL for s in statements
    )
    summary = replace(summary, manifest=_manifest(corpus, lines, model))
    job.report.counts["verified spans"] = verify(summary)
    return summary


def _manifest(corpus: _Corpus, lines: Framework, model: Encoder) -> dict[str, object]:
    """What the draft was made from and with; nothing that changes from one run to the next."""
    packages = ("bertopic", "faiss-cpu", "hdbscan", "numpy", "openvino", "umap-learn")
    return {
        "wsis_nlp": VERSION,
        "encoder": {"name": model.name, "fingerprint": model.fingerprint},
        "framework": {"name": lines.name, "sha256": lines.fingerprint},
        "corpus": corpus.key,
        "seed": SEED,
        "packages": {name: metadata.version(name) for name in packages},
        "inputs": {d.path: d.sha256 for d in corpus.documents.values()},
    }


def _render(job: _Run, summary: ChairSummary, out: Path) -> None:
    _keep_edited(job, out)
    with job.progress.stage("rendering", len(RENDERERS)) as step:
        for renderer in RENDERERS:
            try:
                with atomic_write(out / renderer.filename) as stream:
                    stream.write(renderer.render(summary))
            except OSError as error:
                raise OutputError(
                    f"{out / renderer.filename}: cannot be written ({error.strerror}). "
                    "Make room or choose another folder with --out."
                ) from error
            except ValueError as error:
                raise ProvenanceError(
                    f"{renderer.filename}: a quote cannot be written unchanged ({error})."
                ) from error
            job.report.outputs.append(renderer.filename)
            step(1)


def _keep_edited(job: _Run, out: Path) -> None:
    """Put aside what a person has changed since it was written, before it is written anew."""
    written = json.loads(job.workspace.recall("outputs", "{}"))
    for name, digest in _digests(out).items():
        if name in written and digest != written[name]:
            path = out / name
            kept = path.with_name(f"{path.stem}.edited-{digest[:8]}{path.suffix}")
            path.replace(kept)
            job.report.remarks.append(f"{name} was edited by hand: kept as {kept.name}")
