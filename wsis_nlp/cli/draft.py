"""``wsis-nlp draft``: a draft from a workspace that was run before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wsis_nlp.cli.console import WORKSPACE, Bars, Work, one_line_errors
from wsis_nlp.cli.run import TITLE, Itu, Style, Styles, Template, Title, show_report


def draft(
    workspace: Work = WORKSPACE,
    out: Annotated[Path, typer.Option(help="Where the draft goes.")] = Path("wsis-draft"),
    title: Title = TITLE,
    style: Style = Styles.EVIDENCE,
    action_line: Annotated[
        list[str] | None, typer.Option(help="Only this line; may be given again.")
    ] = None,
    words: Annotated[int | None, typer.Option(min=20, help="Quoted words of one line.")] = None,
    itu: Itu = False,
    group: Annotated[
        list[str] | None, typer.Option(help="Only this stakeholder group; may be given again.")
    ] = None,
    phase: Annotated[
        list[str] | None, typer.Option(help="Only this phase; may be given again.")
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="Add what was said only in submissions, or on the floor."),
    ] = False,
    template: Template = None,
) -> None:
    """Draft again from what was read and mapped, in part or in another style.

    Your decisions (wsis-nlp edit) are kept; nothing is read or encoded anew. Exit code: 0 done, 1
    nothing done, 2 wrong usage.
    """
    with one_line_errors():
        from wsis_nlp.drafting import Outline
        from wsis_nlp.pipeline.runs import redraft

        outline = Outline(
            title,
            style.value,
            tuple(action_line or ()),
            words,
            itu,
            tuple(group or ()),
            tuple(phase or ()),
            compare,
        )
        report = redraft(workspace, out, outline, template=template, progress=Bars())
    show_report(report)
    typer.echo(f"Open {out / 'chair-summary.docx'}")
