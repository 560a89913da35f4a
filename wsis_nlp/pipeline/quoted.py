"""The figures quoted in a workspace, those that disagree, and the table of them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from wsis_nlp.domain.records import Document, Role
from wsis_nlp.mapping.disagreements import Disagreement, find_disagreements
from wsis_nlp.mapping.figures import Figure, find_figures
from wsis_nlp.pipeline.drafts import statements_of
from wsis_nlp.pipeline.runs import prepared
from wsis_nlp.progress import Progress

COLUMNS = (
    *("disagreement", "quote", "value", "unit", "kind", "bound", "about", "sentence", "speaker"),
    *("organisation", "file", "start", "end", "document"),
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """All figures of a workspace, in the order of its documents, and what does not agree."""

    figures: tuple[Figure, ...]
    disagreements: tuple[Disagreement, ...]
    documents: dict[str, Document]


def quoted_figures(workspace: Path, *, progress: Progress | None = None) -> Quoted:
    """Find the figures in a workspace that was run before; procedural talk is left out.

    Raises
    ------
    WorkspaceError
        If there is no workspace, or another run is working in it.
    """
    with prepared(workspace, progress=progress) as work:
        statements = [
            statement
            for statement in statements_of(work.job, work.corpus)
            if statement.roles[0].role is not Role.PROCEDURAL
        ]
        figures = find_figures(statements)
        found = find_disagreements(figures, work.encoded.sentences)
        return Quoted(figures, found, work.corpus.documents)


def figures_csv(quoted: Quoted) -> bytes:
    """One row a figure, those that disagree first and numbered; a byte-order mark for Excel."""
    number = {
        id(figure): place
        for place, found in enumerate(quoted.disagreements, start=1)
        for side in found.sides
        for figure in side.figures
    }
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    last = len(quoted.disagreements) + 1
    for figure in sorted(quoted.figures, key=lambda one: number.get(id(one), last)):
        speaker = figure.statement.speaker
        sentence = figure.statement.sentence
        document = quoted.documents[sentence.document_id]
        said = document.text[sentence.start : sentence.end]
        writer.writerow(
            (
                *(number.get(id(figure), ""), figure.quote, f"{figure.value:.12g}", figure.unit),
                *(figure.kind.value, figure.bound.value, " ".join(sorted(figure.about))),
                *(said, speaker.name if speaker else ""),
                *(speaker.organisation if speaker else "", document.path),
                *(figure.start, figure.end, document.id),
            )
        )
    return out.getvalue().encode("utf-8-sig")
