"""The files of a draft in its output folder: written whole, and never over a person's work."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from wsis_nlp.domain.errors import OutputError, ProvenanceError, UsageError
from wsis_nlp.domain.summary import ChairSummary
from wsis_nlp.pipeline.changes import FILENAME as CHANGES
from wsis_nlp.pipeline.changes import changes
from wsis_nlp.pipeline.edits import import_edits
from wsis_nlp.pipeline.job import Job
from wsis_nlp.pipeline.standing import recall_standing, remember_standing, standing
from wsis_nlp.rendering import RENDERERS
from wsis_nlp.rendering.docx import DocxRenderer
from wsis_nlp.workspace import atomic_write

# The files of a draft in which a person decides.
_DECIDING = (".docx", ".xlsx")


def check_writable(out: Path) -> None:
    """Make the folder; raises ``OutputError`` if nothing can be written into it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with atomic_write(out / ".writable") as stream:
            stream.write(b"")
        (out / ".writable").unlink()
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror}). Choose another folder with --out."
        ) from error


def digests(out: Path) -> dict[str, str]:
    """The SHA-256 of each file of a draft that lies in ``out``."""
    paths = (out / renderer.filename for renderer in RENDERERS)
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()
    }


def outputs_key(out: Path) -> str:
    """The files of a draft as they lie in ``out``; another key if one is missing or was edited."""
    return hashlib.sha256(repr(sorted(digests(out).items())).encode()).hexdigest()[:16]


def render(job: Job, summary: ChairSummary, out: Path, template: Path | None = None) -> None:
    """Write the draft of a run, which from now on is the one that stands; see :func:`write`.

    What a person has changed since it was written is put aside first.
    """
    _keep_edited(job, out)
    before = recall_standing(job.workspace)
    write(job, summary, out, template)
    job.workspace.remember("outputs", json.dumps(digests(out)))
    if before.points:
        _tell_changes(job, changes(before, standing(summary), summary.documents), out)
    remember_standing(job.workspace, summary)


def write(job: Job, summary: ChairSummary, out: Path, template: Path | None = None) -> None:
    """Write a draft in every format, each file whole or not at all; Word set up like ``template``.

    Raises
    ------
    OutputError
        If a file cannot be written.
    ProvenanceError
        If a format cannot hold a quote unchanged.
    """
    with job.progress.stage("rendering", len(RENDERERS)) as step:
        for shipped in RENDERERS:
            word = template and shipped.filename == DocxRenderer.filename
            renderer = DocxRenderer(template) if word else shipped
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


def take_edits(job: Job, out: Path) -> None:
    """Take over what a person decided in the files of the last draft; call before drafting anew."""
    written = json.loads(job.workspace.recall("outputs", "{}"))
    for name, digest in digests(out).items():
        if written.get(name) in (None, digest) or Path(name).suffix not in _DECIDING:
            continue
        try:
            count = import_edits(out / name, job.workspace)
        except UsageError as error:
            job.report.remarks.append(f"the decisions in it were not taken over: {error}")
            continue
        if count:
            job.report.remarks.append(f"{name}: decisions on {count} point(s) taken over")


def _tell_changes(job: Job, told: str, out: Path) -> None:
    if not told:
        return
    with atomic_write(out / CHANGES) as stream:
        stream.write(told.encode())
    job.report.remarks.append(f"{CHANGES} says what changed since the last draft")


def _keep_edited(job: Job, out: Path) -> None:
    """Put aside what a person has changed since it was written, before it is written anew."""
    written = json.loads(job.workspace.recall("outputs", "{}"))
    for name, digest in digests(out).items():
        if name in written and digest != written[name]:
            path = out / name
            kept = path.with_name(f"{path.stem}.edited-{digest[:8]}{path.suffix}")
            path.replace(kept)
            job.report.remarks.append(f"{name} was edited by hand: kept as {kept.name}")
