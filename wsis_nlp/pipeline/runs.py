"""The batch run: from a folder to a draft, in the order of the floors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wsis_nlp.answering import prepare
from wsis_nlp.domain.errors import NothingReadError
from wsis_nlp.drafting import Outline
from wsis_nlp.encoding import load_encoder
from wsis_nlp.mapping import load_framework
from wsis_nlp.pipeline import stages
from wsis_nlp.pipeline.drafts import draft, draft_key
from wsis_nlp.pipeline.intake import source_files
from wsis_nlp.pipeline.job import VERSION, Corpus, Encoded, Job
from wsis_nlp.pipeline.outputs import check_writable, outputs_key, render, take_edits, write
from wsis_nlp.pipeline.report import RunReport
from wsis_nlp.progress import Progress, Silent
from wsis_nlp.rendering.template import missing_styles
from wsis_nlp.workspace import Workspace

REPORT = "run-report.json"


def run(
    folder: Path,
    out: Path,
    *,
    workspace: Path | None = None,
    encoder: str = "default",
    framework: str = "action_lines",
    outline: Outline | None = None,
    template: Path | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Read a folder and write the draft and its companions into ``out``.

    The Word file is set up like ``template``, if one is given.

    Raises
    ------
    WsisNlpError
        If nothing can be done; a file that cannot be read only stands in the report.
    """
    lines, outline = load_framework(framework), outline or Outline()
    files = source_files(folder, tuple(own for own in (out, workspace, template) if own))
    missing = missing_styles(template) if template else []
    check_writable(out)
    report = RunReport(str(folder), str(out), VERSION)
    with Workspace.open(workspace or out / "workspace", create=True) as store:
        job = Job(store, progress or Silent(), report)
        store.remember("encoder", lasting(encoder))
        _read(job, folder, files, out / REPORT)
        corpus = Corpus.load(store)
        with job.stage("encoding"):
            encoded = stages.encode(job, corpus, load_encoder(encoder))
        with job.stage("indexing"):
            stages.index(job, encoded)
        with job.stage("mapping"):
            stages.map_lines(job, corpus, encoded, lines)
        encoded.model.release()
        with job.stage("topics"):
            stages.find_topics(job, corpus, encoded)
        encoded.model.release()
        store.remember("sources", str(folder.absolute()))
        with job.stage("columns"):
            prepare(store, encoded.model.dimension)
        store.remember("framework", lasting(framework))
        take_edits(job, out)
        _tell_missing(job, template, missing)
        key = draft_key(job, corpus, encoded, lines, outline)
        if template:
            key += f"/{hashlib.sha256(template.read_bytes()).hexdigest()[:16]}"
        if store.stage_key("draft") == f"{key}/{outputs_key(out)}":
            report.counts |= json.loads(store.recall("draft counts", "{}"))
            report.remarks.append("nothing has changed since the draft was made: it stands")
        else:
            with job.stage("drafting"):
                summary = draft(job, corpus, encoded, lines, outline)
            encoded.model.release()
            with job.stage("rendering"):
                render(job, summary, out, template)
            store.remember("draft counts", json.dumps(report.counts))
            store.complete("draft", f"{key}/{outputs_key(out)}")
    report.save(out / REPORT)
    return report


def redraft(
    workspace: Path,
    out: Path,
    outline: Outline,
    *,
    template: Path | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Write a draft from a workspace that was run before into ``out``.

    The Word file is set up like ``template``, if one is given.

    The draft that stands, to which a person's decisions refer, stays the one of the last run.

    Raises
    ------
    WsisNlpError
        If there is no such workspace or the outline asks for what is not there.
    """
    missing = missing_styles(template) if template else []
    check_writable(out)
    with prepared(workspace, progress=progress) as ready:
        job = ready.job
        job.report.out = str(out)
        _tell_missing(job, template, missing)
        with job.stage("drafting"):
            lines = load_framework(ready.framework)
            summary = draft(job, ready.corpus, ready.encoded, lines, outline)
        with job.stage("rendering"):
            write(job, summary, out, template)
        return job.report


def _tell_missing(job: Job, template: Path | None, missing: list[str]) -> None:
    if missing:
        job.report.remarks.append(
            f"{template} has no style {', '.join(missing)}: ours stand in. Add them in Word "
            "to have your own"
        )


def ingest(folder: Path, workspace: Path, *, progress: Progress | None = None) -> RunReport:
    """Read a folder into a workspace and stop there; the report is saved in the workspace.

    Raises
    ------
    WsisNlpError
        If nothing can be done; a file that cannot be read only stands in the report.
    """
    files = source_files(folder, (workspace,))
    report = RunReport(str(folder), str(workspace), VERSION)
    with Workspace.open(workspace, create=True) as store:
        _read(Job(store, progress or Silent(), report), folder, files, workspace / REPORT)
    report.save(workspace / REPORT)
    return report


def _read(job: Job, folder: Path, files: list[Path], saved: Path) -> None:
    stages.read_files(job, folder, files)
    if not job.report.fates("read"):
        job.report.save(saved)
        raise NothingReadError(
            f"{folder}: none of its {len(job.report.files)} file(s) could be read; "
            f"the reasons are in {saved}."
        )


def lasting(name: str) -> str:
    """A name as it stands; a path so that it still holds when called from another folder."""
    return str(Path(name).absolute()) if Path(name).exists() else name


@dataclass(frozen=True, slots=True)
class Prepared:
    """A workspace that was run before, ready for a further stage; ``framework`` is its name."""

    job: Job
    corpus: Corpus
    encoded: Encoded
    framework: str


@contextmanager
def prepared(workspace: Path, *, progress: Progress | None = None) -> Iterator[Prepared]:
    """Open a workspace that was run before, with its texts and vectors, to work in it.

    Raises
    ------
    WorkspaceError
        If there is none, or another run is working in it.
    """
    report = RunReport(str(workspace), str(workspace), VERSION)
    with Workspace.reopen(workspace) as store:
        job = Job(store, progress or Silent(), report)
        corpus = Corpus.load(store)
        model = load_encoder(store.recall("encoder", "default"))
        encoded = stages.encode(job, corpus, model)
        yield Prepared(job, corpus, encoded, store.recall("framework", "action_lines"))
