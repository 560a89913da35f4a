"""``wsis-nlp run``: a folder becomes a draft."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wsis_nlp.cli.console import Bars, EncoderName, one_line_errors

if TYPE_CHECKING:
    from wsis_nlp.pipeline import RunReport


class Styles(StrEnum):
    """The styles of a draft."""

    EVIDENCE = "evidence"
    CHAIR = "chair"


# What may be said of a draft, whichever command makes it.
TITLE = "Draft Chair's Summary"
Title = Annotated[str, typer.Option("--title", help="The title of the draft.")]
Style = Annotated[Styles, typer.Option("--style", help="'chair' names nobody outside the annexes.")]
Itu = Annotated[bool, typer.Option("--itu", help="Lines attributed to ITU first.")]
Template = Annotated[
    Path | None,
    typer.Option("--template", help="A .docx whose styles, page, header and footer to use."),
]


def run(
    folder: Annotated[Path, typer.Argument(help="The folder with transcripts and submissions.")],
    out: Annotated[Path, typer.Option(help="Where the draft goes.")] = Path("wsis-out"),
    workspace: Annotated[
        Path | None,
        typer.Option(help="Where work is kept between runs.", show_default="OUT/workspace"),
    ] = None,
    encoder: EncoderName = "default",
    framework: Annotated[
        str, typer.Option(help="The lines to map to: a name that ships or a YAML file.")
    ] = "action_lines",
    title: Title = TITLE,
    style: Style = Styles.EVIDENCE,
    itu: Itu = False,
    template: Template = None,
) -> None:
    """Read a folder and write a cited draft Chair's Summary (Word, HTML, Markdown, JSON, CSV).

    Exit code: 0 every file was read, 3 some were refused, 1 nothing was done, 2 wrong usage.
    """
    with one_line_errors():
        from wsis_nlp import pipeline
        from wsis_nlp.drafting import Outline

        report = pipeline.run(
            folder,
            out,
            workspace=workspace,
            encoder=encoder,
            framework=framework,
            outline=Outline(title, style.value, itu_first=itu),
            template=template,
            progress=Bars(),
        )
    show_report(report)
    typer.echo(f"Open {out / 'chair-summary.docx'}")
    raise typer.Exit(report.exit_code)


def show_report(report: RunReport) -> None:
    """Print what a run did: counts, seconds, and every file that was not simply read."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title="What was done", show_header=False)
    # Drafting again reads no file.
    for fate in ("read", "duplicate", "refused") if report.files else ():
        table.add_row(f"files {fate}", str(len(report.fates(fate))))
    for name, count in report.counts.items():
        table.add_row(name, str(count))
    for name, seconds in report.seconds.items():
        table.add_row(f"{name}, seconds", f"{seconds:.1f}")
    console.print(table)
    for item in report.files:
        if item.fate != "read":
            console.print(f"{item.fate}: {item.path}: {item.reason}", markup=False, soft_wrap=True)
    for path, reason in report.left_out.items():
        console.print(f"left out of the draft: {path}: {reason}", markup=False, soft_wrap=True)
    for remark in report.remarks:
        console.print(f"note: {remark}", markup=False, soft_wrap=True)
