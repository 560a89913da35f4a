"""``wsis-nlp frameworks``: what passages can be mapped to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wsis_nlp.cli.console import one_line_errors

# Fewer statements of a line than this were measured to map worse.
_ENOUGH = 25

app = typer.Typer(help="The frameworks that passages can be mapped to.", no_args_is_help=True)


@app.command("list")
def list_frameworks() -> None:
    """List the frameworks that ship."""
    with one_line_errors():
        from wsis_nlp.mapping import load_framework
        from wsis_nlp.mapping.frameworks import framework_names

        for name in framework_names():
            found = load_framework(name)
            statements = sum(len(line.statements) for line in found.lines)
            typer.echo(
                f"{name:<14} {found.title}: {len(found.leaves)} lines, {statements} statements"
            )


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A framework of your own, YAML.")],
) -> None:
    """Check a framework file; a fault is named with its line.

    Exit code: 0 it can be used, 1 it cannot.
    """
    with one_line_errors():
        from wsis_nlp.mapping import load_framework

        found = load_framework(str(file))
    typer.echo(f"{file}: it can be used; {len(found.leaves)} lines that passages are given to")
    for line in found.leaves:
        few = "  few: 25 or more map better" if len(line.statements) < _ENOUGH else ""
        typer.echo(
            f"  {line.code}: {len(line.statements)} statements, {len(line.terms)} terms{few}"
        )
