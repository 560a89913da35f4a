"""The audit of a draft that a person has edited, against the workspace it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wsis_nlp.auditing import Traced, audit_coverage, trace
from wsis_nlp.auditing.drafts import read_draft
from wsis_nlp.auditing.tracing import plain
from wsis_nlp.domain.audit import Audit
from wsis_nlp.domain.records import Document, Evidence
from wsis_nlp.mapping import load_framework
from wsis_nlp.pipeline.drafts import statements_of, unsaid
from wsis_nlp.pipeline.edits import load_edits
from wsis_nlp.pipeline.runs import prepared
from wsis_nlp.pipeline.standing import StandingDraft, recall_standing
from wsis_nlp.progress import Progress
from wsis_nlp.rendering.wording import OURS_NOTE, by
from wsis_nlp.segmenting.sentences import split


@dataclass(frozen=True, slots=True)
class DraftAudit:
    """Which sentences of a draft have evidence, and what the draft represents and leaves out."""

    sentences: tuple[Traced, ...]
    coverage: Audit
    documents: dict[str, Document]

    def count(self, kind: str) -> int:
        """How many sentences are of one kind."""
        return sum(traced.kind == kind for traced in self.sentences)


def audit_draft(path: Path, workspace: Path, *, progress: Progress | None = None) -> DraftAudit:
    """Audit a draft, edited or not, in ``.docx`` or ``.md``.

    Raises
    ------
    UsageError
        If the draft cannot be read.
    WorkspaceError
        If there is no workspace.
    """
    sentences = read_draft(path).sentences
    with prepared(workspace, progress=progress) as ready:
        lines = load_framework(ready.framework)
        last = recall_standing(ready.job.workspace)
        statements = statements_of(ready.job, ready.corpus)
        written = [*(point.lead_in for point in last.points), *last.notes, OURS_NOTE]
        ours = frozenset(plain(text[start:end]) for text in written for start, end in split(text))
        ours |= {plain(by(speaker)) for speaker in {None, *(s.speaker for s in statements)}}
        documents, vectors = ready.corpus.documents, ready.encoded.sentences
        traced = trace(sentences, ours, statements, vectors, documents, ready.encoded.model)
        quoted = [e for t in traced if t.kind in ("verbatim", "like") for e in t.evidence]
        coverage = audit_coverage(
            statements,
            vectors,
            documents,
            quoted,
            _behind(quoted, last, documents),
            unsaid(ready.job, ready.corpus, ready.encoded, lines, statements),
            load_edits(ready.job.workspace),
        )
        return DraftAudit(tuple(traced), coverage, documents)


def _behind(
    quoted: list[Evidence], last: StandingDraft, documents: dict[str, Document]
) -> list[Evidence]:
    """What stands behind those points of the last draft that are still quoted."""
    starts = {(e.citation.document_id, e.citation.start) for e in quoted}
    return [
        Evidence(documents[ident].text[start:end], documents[ident].cite(start, end), None)
        for point in last.points
        if any((ident, start) in starts for ident, start, _ in point.quoted)
        for ident, start, end in point.also
        if ident in documents
    ]
