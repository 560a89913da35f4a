"""``wsis-nlp figures``: the numbers that were quoted, and those that disagree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wsis_nlp.cli.console import WORKSPACE, Bars, Work, one_line_errors

if TYPE_CHECKING:
    from wsis_nlp.pipeline.quoted import Quoted


def figures(
    workspace: Work = WORKSPACE,
    csv: Annotated[Path | None, typer.Option(help="Write every figure here, a row each.")] = None,
) -> None:
    """List figures about the same thing that disagree, side by side, with who said them where.

    Exit code: 0 done, 1 nothing was done, 2 wrong usage.
    """
    with one_line_errors():
        from wsis_nlp.pipeline.quoted import figures_csv, quoted_figures
        from wsis_nlp.workspace import write_output

        quoted = quoted_figures(workspace, progress=Bars())
        if csv:
            write_output(csv, figures_csv(quoted))
    _show(quoted)


def _show(quoted: Quoted) -> None:
    from wsis_nlp.rendering.wording import CASED

    for place, found in enumerate(quoted.disagreements, start=1):
        typer.echo(f"{place}. {found.unit}: {', '.join(found.about)}")
        for side in found.sides:
            typer.echo(f"   {side.figures[0].quote} ({side.voices} voice(s))")
            for figure in side.figures:
                speaker = figure.statement.speaker
                who = (speaker.organisation or speaker.name) if speaker else "speaker not known"
                sentence = figure.statement.sentence
                document = quoted.documents[sentence.document_id]
                mark = f" {CASED}" if document.is_cased(sentence.start, sentence.end) else ""
                typer.echo(f'   - {who}, {document.path}: "{figure.statement.text}"{mark}')
    typer.echo(f"{len(quoted.figures)} figures, {len(quoted.disagreements)} disagreement(s).")
