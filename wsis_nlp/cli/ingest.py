"""``wsis-nlp ingest``: a folder into a workspace, without the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wsis_nlp.cli.console import WORKSPACE, Bars, one_line_errors
from wsis_nlp.cli.run import show_report


def ingest(
    folder: Annotated[Path, typer.Argument(help="The folder with transcripts and submissions.")],
    workspace: Annotated[Path, typer.Option(help="Where what was read is kept.")] = WORKSPACE,
) -> None:
    """Read a folder into a workspace and stop there: who spoke, in which words, and when.

    Exit code: 0 every file was read, 3 some were refused, 1 nothing was done, 2 wrong usage.
    """
    with one_line_errors():
        from wsis_nlp import pipeline

        report = pipeline.ingest(folder, workspace, progress=Bars())
    show_report(report)
    raise typer.Exit(report.exit_code)
