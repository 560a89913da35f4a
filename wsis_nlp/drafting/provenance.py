"""The first law: every quoted word equals its source at its offsets."""

from __future__ import annotations

from collections.abc import Mapping

from wsis_nlp.domain.errors import ProvenanceError
from wsis_nlp.domain.records import Document, Evidence
from wsis_nlp.domain.summary import ChairSummary


def verify(summary: ChairSummary) -> int:
    """Check every span of a draft, quoted or backing; returns how many there are.

    Raises
    ------
    ProvenanceError
        At the first that differs.
    """
    spans = [
        (f"paragraph {paragraph.number}", evidence)
        for paragraph in summary.paragraphs()
        for evidence in (*paragraph.evidence, *paragraph.also)
    ]
    if summary.audit:
        spans += [("a point left out", point.evidence) for point in summary.audit.left_out]
    for place, evidence in spans:
        check(evidence, summary.documents, place)
    return len(spans)


def check(evidence: Evidence, documents: Mapping[str, Document], place: str) -> None:
    """Check one span; ``place`` says where it is quoted.

    Raises
    ------
    ProvenanceError
        If it differs from its source.
    """
    where = evidence.citation
    document = documents.get(where.document_id)
    if document is None or document.text[where.start : where.end] != evidence.quote:
        raise ProvenanceError(
            f"{place}: a quote differs from its source "
            f"({where.document_id}, characters {where.start}-{where.end}). "
            "Nothing was written; please report this."
        )
