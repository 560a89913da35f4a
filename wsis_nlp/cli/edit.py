"""``wsis-nlp edit``: a person's decisions about a draft, which the next run keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from wsis_nlp.cli.console import WORKSPACE, Work, one_line_errors

app = typer.Typer(
    help="Decide about points of the draft that stands; run again to see them in it.",
    no_args_is_help=True,
)
Number = Annotated[int, typer.Argument(help="The paragraph's number in the draft.")]


@app.command()
def pin(number: Number, workspace: Work = WORKSPACE) -> None:
    """Keep a paragraph in the draft, whatever else is found, with its first quote first."""
    _decide(workspace, number, decision="pin")


@app.command()
def reject(number: Number, workspace: Work = WORKSPACE) -> None:
    """Leave a paragraph's point out of the draft; the audit lists it as rejected."""
    _decide(workspace, number, decision="reject")


@app.command()
def move(
    number: Number,
    order: Annotated[float, typer.Option(help="Small ones come first under their heading.")],
    workspace: Work = WORKSPACE,
) -> None:
    """Place a paragraph among those of its heading."""
    _decide(workspace, number, order=order)


@app.command("lead-in")
def lead_in(
    number: Number,
    words: Annotated[str, typer.Argument(help="Your own lead-in; empty for ours again.")],
    workspace: Work = WORKSPACE,
) -> None:
    """Rewrite a paragraph's lead-in; it is marked as a person's."""
    _decide(workspace, number, lead_in=words.strip())


@app.command("import")
def take_over(
    file: Annotated[Path, typer.Argument(help="The edited draft, .docx or .xlsx.")],
    workspace: Work = WORKSPACE,
) -> None:
    """Take over the decisions in an edited Word file or workbook (a run does so by itself)."""
    with one_line_errors():
        from wsis_nlp.pipeline.edits import import_edits
        from wsis_nlp.workspace import Workspace

        with Workspace.reopen(workspace) as store:
            count = import_edits(file, store)
    typer.echo(f"Decisions on {count} point(s) taken over. Run again to see them in the draft.")


@app.command("list")
def show(workspace: Work = WORKSPACE) -> None:
    """List what is decided."""
    with one_line_errors():
        from wsis_nlp.pipeline.edits import load_edits
        from wsis_nlp.rendering.wording import CASED
        from wsis_nlp.workspace import Workspace

        with Workspace.open(workspace) as store:
            documents, edits = store.documents(), load_edits(store)
    for edit in edits.points:
        ident, start, end = edit.spans[0]
        document = documents.get(ident)
        text = document.shown(start, end) if document else "(its source is gone)"
        cased = CASED if document and document.is_cased(start, end) else ""
        order = f"order {edit.order:g}" if edit.order is not None else ""
        own = f"lead-in: {edit.lead_in}" if edit.lead_in else ""
        told = (edit.decision, order, own, f"“{text}”", cased)
        typer.echo("; ".join(part for part in told if part))
    if not edits.points:
        typer.echo("Nothing is decided yet.")


@app.command()
def undo(number: Number, workspace: Work = WORKSPACE) -> None:
    """Forget what was decided about a paragraph."""
    _decide(workspace, number, decision="", order=None, lead_in="")


def _decide(workspace: Path, number: int, **decided: Any) -> None:  # noqa: ANN401
    with one_line_errors():
        from wsis_nlp.pipeline.edits import edit_of, load_edits, save_edits
        from wsis_nlp.workspace import Workspace

        with Workspace.reopen(workspace) as store:
            edit = replace(edit_of(store, number), **decided)
            save_edits(store, load_edits(store).with_point(edit))
    said = "nothing is decided about it any more" if edit.empty else "your decision is kept"
    typer.echo(f"Paragraph {number}: {said}. Run again to see it in the draft.")
