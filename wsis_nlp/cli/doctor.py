"""``wsis-nlp doctor``: is everything in order?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wsis_nlp.cli.console import NOTHING_DONE, one_line_errors

_MARKS = {"well": "[green]well[/]", "note": "[yellow]note[/]", "ill": "[red]ill[/]"}


def doctor(
    workspace: Annotated[
        Path | None, typer.Option(help="Look at this workspace too: is it whole?")
    ] = None,
) -> None:
    """Say in one screen what is installed, what the machine has, and whether all is well.

    Exit code: 0 all is well, 1 something is ill.
    """
    with one_line_errors():
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        from wsis_nlp.pipeline.doctor import examine

        found = examine(workspace)
    table = Table(show_header=False)
    for finding in found:
        table.add_row(finding.name, _MARKS[finding.state], escape(finding.said))
    Console().print(table)
    if any(finding.state == "ill" for finding in found):
        raise typer.Exit(NOTHING_DONE)
