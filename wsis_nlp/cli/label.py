"""``wsis-nlp label``: a person corrects the mapping where it is unsure, and it learns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wsis_nlp.cli.console import WORKSPACE, Bars, Work, one_line_errors

app = typer.Typer(help="Correct the mapping in a spreadsheet.", no_args_is_help=True)


@app.command("export")
def export_sheet(
    sheet: Annotated[Path, typer.Argument(help="The spreadsheet to write, .xlsx or .csv.")],
    workspace: Work = WORKSPACE,
    count: Annotated[int, typer.Option(min=1, help="How many passages to ask about.")] = 100,
) -> None:
    """Write the passages that the mapper is least sure of into a spreadsheet."""
    with one_line_errors():
        from wsis_nlp.pipeline.labelling import HINT, export_uncertain

        written = export_uncertain(workspace, sheet, count, progress=Bars())
    typer.echo(f"{written} passages in {sheet}. {HINT}")


@app.command("import")
def import_sheet(
    sheet: Annotated[Path, typer.Argument(help="The spreadsheet with its 'correct' filled in.")],
    workspace: Work = WORKSPACE,
) -> None:
    """Learn the corrections and map the workspace again."""
    with one_line_errors():
        from wsis_nlp.pipeline.labelling import import_corrections, map_again

        taken = import_corrections(workspace, sheet)
        mapped = map_again(workspace, progress=Bars())
    typer.echo(
        f"{taken} correction(s) taken over, {mapped.corrections} in all; mapped again: "
        f"{sum(mapped.unmapped.values())} passages have no line. Run again for a new draft."
    )
