"""``wsis-nlp map``: passages to the lines of a framework."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from wsis_nlp.cli.console import WORKSPACE, Bars, Work, one_line_errors

if TYPE_CHECKING:
    from wsis_nlp.pipeline.labelling import Mapped


# The language of fewer words is too often guessed wrong.
_TELLING_WORDS = 8
# What the encoder should read of one text at the most, in characters.
_MOST = 100_000


def map_passages(
    workspace: Work = WORKSPACE,
    framework: Annotated[
        str | None,
        typer.Option(help="The lines: a name that ships or a YAML file.", show_default="as before"),
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="Map this text only; - reads it from standard input.")
    ] = None,
) -> None:
    """Map a workspace again, or one text, and say why.

    Exit code: 0 done, 1 nothing was done, 2 wrong usage.
    """
    with one_line_errors():
        if text is not None:
            _one(sys.stdin.read() if text == "-" else text, framework or "action_lines")
            return
        from wsis_nlp.pipeline.labelling import map_again

        mapped = map_again(workspace, framework, progress=Bars())
    _table(mapped)


def _one(text: str, framework: str) -> None:
    from wsis_nlp.encoding import encode_whole, load_encoder
    from wsis_nlp.mapping import Mapper, load_framework
    from wsis_nlp.mapping.mapper import NOT_LIKELY
    from wsis_nlp.segmenting import language_of

    text = " ".join(text.split())
    language = language_of(text)
    # A few words do not tell a language; what is told must be told plainly.
    if language not in (None, "en") and text.count(" ") >= _TELLING_WORDS:
        typer.echo(f"unmapped: it seems to be in another language ({language}) than English")
        return
    encoder = load_encoder()
    mapper = Mapper(load_framework(framework), encoder)
    vectors = encode_whole(encoder, [text[:_MOST]])
    scores = mapper.map([text], vectors)[0]
    for score in scores:
        title = mapper.framework.line(score.code).title
        typer.echo(f"{score.code}  {score.probability:.2f}  {title}")
        typer.echo(f"  near: {score.exemplars[0]}")
        if score.terms:
            typer.echo(f"  terms: {', '.join(score.terms)}")
    if not scores:
        reason = mapper.why_not(text)
        typer.echo(f"unmapped: {reason}")
        if reason != NOT_LIKELY:
            return
        codes = [line.code for line in mapper.framework.leaves]
        chances = zip(mapper.probabilities([text], vectors)[0].tolist(), codes, strict=True)
        closest = sorted(chances, reverse=True)[:3]
        typer.echo("  closest: " + ", ".join(f"{code} {chance:.2f}" for chance, code in closest))


def _table(mapped: Mapped) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=mapped.framework.title)
    table.add_column("line")
    table.add_column("passages", justify="right")
    for code, count in mapped.lines.items():
        table.add_row(f"{code} {mapped.framework.line(code).title}", str(count))
    for reason, count in mapped.unmapped.items():
        table.add_row(f"no line: {reason}", str(count))
    Console().print(table)
    if mapped.corrections:
        typer.echo(f"{mapped.corrections} correction(s) by a person were learned")
