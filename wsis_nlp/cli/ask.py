"""``wsis-nlp ask``: what was said, by whom, where, in which words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wsis_nlp.cli.console import NOTHING_DONE, WORKSPACE, Work, one_line_errors

if TYPE_CHECKING:
    from rich.console import Console

    from wsis_nlp.answering import Answer, Found

_DATE = "2025, 2025-07 or 2025-07-09."


def ask(
    question: Annotated[str, typer.Argument(help="In plain words, in quotes.")],
    workspace: Work = WORKSPACE,
    k: Annotated[int, typer.Option("--k", min=1, help="How many passages to show.")] = 10,
    everything: Annotated[bool, typer.Option("--all", help="Show every passage.")] = False,
    context: Annotated[int, typer.Option(min=0, help="Sentences around each passage.")] = 0,
    event: Annotated[str | None, typer.Option(help="Only of this event.")] = None,
    phase: Annotated[str | None, typer.Option(help="consultation or forum.")] = None,
    session: Annotated[str | None, typer.Option(help="A number, or words of a title.")] = None,
    since: Annotated[str | None, typer.Option(help=f"From this day on: {_DATE}")] = None,
    until: Annotated[str | None, typer.Option(help=f"Up to this day: {_DATE}")] = None,
    speaker: Annotated[str | None, typer.Option(help="A name, or part of one.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Of the speaker or submission.")] = None,
    country: Annotated[str | None, typer.Option(help="Of the speaker or submission.")] = None,
    group: Annotated[str | None, typer.Option(help="A stakeholder group.")] = None,
    kind: Annotated[str | None, typer.Option(help="transcript or submission.")] = None,
    role: Annotated[
        str | None, typer.Option(help="achievement, challenge, development, recommendation.")
    ] = None,
    rerank: Annotated[
        str | None, typer.Option(help="A sentence-transformers cross-encoder: name or folder.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the spans here too.")] = None,
    docx: Annotated[Path | None, typer.Option("--docx", help="Write a Word file too.")] = None,
) -> None:
    """What was said? Points, speakers, sessions and passages, each with its source.

    Exit code: 0 something was found, 1 nothing was, 2 wrong usage.
    """
    with one_line_errors():
        from wsis_nlp.answering import ask as answer_to
        from wsis_nlp.answering import filters_of
        from wsis_nlp.workspace import write_output

        filters = filters_of(
            event=event,
            phase=phase,
            session=session,
            since=since,
            until=until,
            speaker=speaker,
            organisation=organisation,
            country=country,
            group=group,
            kind=kind,
            role=role,
        )
        answer = answer_to(
            question,
            workspace,
            filters=filters,
            count=None if everything else k,
            context=context,
            rerank=rerank,
        )
        from wsis_nlp.rendering import answers

        if json:
            typer.echo(answers.answer_json(answer))
        else:
            _show(answer)
        for path, write in ((csv, answers.answer_csv), (docx, answers.answer_docx)):
            if path:
                write_output(path, write(answer))
    raise typer.Exit(0 if answer.counts.passages else NOTHING_DONE)


def _show(answer: Answer) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from wsis_nlp.rendering import answers

    console = Console(highlight=False)
    console.print(Text(f"Understood as {answers.understood(answer)}", style="dim"))
    console.print(Text(answers.counted(answer), style="bold"))
    for remark in answer.remarks:
        console.print(Text(f"note: {remark}"))
    if answer.points:
        console.print(Text("\nMAIN POINTS", style="bold"))
    for number, point in enumerate(answer.points, start=1):
        console.print(Text(f"\n{number}. {answers.made_by(point)}", style="bold"))
        console.print(
            Padding(Text(f"“{answers.quoted_words(answer, point.evidence)}”"), (0, 0, 0, 3))
        )
        console.print(_source(answers.cited(answer, point.evidence)))
        for evidence in point.also[:3]:
            console.print(_source(f"also {answers.cited(answer, evidence)}"))
        if len(point.also) > 3:
            console.print(_source(f"and {len(point.also) - 3} more (--json lists them)"))
    if answer.passages:
        shown = f"1-{len(answer.passages)} of {answer.counts.passages:,}"
        console.print(Text(f"\nPASSAGES {shown}", style="bold"))
    for number, found in enumerate(answer.passages, start=1):
        console.print()
        console.print(Text(f"{number}. {answers.cited(answer, found.evidence)}", style="cyan"))
        _passage(console, answer, found)
    if answer.counts.passages > len(answer.passages):
        console.print(
            Text("\n--k N shows more, --all every one, --context 2 what is around.", "dim")
        )


def _passage(console: Console, answer: Answer, found: Found) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from wsis_nlp.rendering.answers import quoted_words

    text = Text(quoted_words(answer, found.evidence))
    if found.best != (0, 0):
        text.stylize("bold", *found.best)
    for start, end in found.marks:
        text.stylize("yellow", start, end)
    whole = Text()
    if found.before:
        whole.append(f"{found.before} ", style="dim")
    whole.append_text(text)
    if found.after:
        whole.append(f" {found.after}", style="dim")
    console.print(Padding(whole, (0, 0, 0, 3)))


def _source(text: str) -> object:
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(text, style="cyan"), (0, 0, 0, 3))
