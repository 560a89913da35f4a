"""What every command shares: errors in one line, progress bars, exit codes."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from wsis_nlp.domain.errors import UsageError, WsisNlpError

NOTHING_DONE = 1
USAGE = 2

# Where a run keeps its work unless it is told otherwise: what every further command works in.
WORKSPACE = Path("wsis-out/workspace")
# Options that several commands have.
Work = Annotated[Path, typer.Option("--workspace", help="The workspace of an earlier run.")]
EncoderName = Annotated[
    str,
    typer.Option("--encoder", help="'default', or a sentence-transformers name or folder."),
]


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Show an error as one line and leave with its exit code: 2 for usage, 1 for the rest."""
    try:
        yield
    except UsageError as error:
        raise _stop(str(error), USAGE) from error
    except WsisNlpError as error:
        raise _stop(str(error), NOTHING_DONE) from error
    except KeyboardInterrupt as error:
        raise _stop("stopped; run again to go on from here.", 130) from error
    except BrokenPipeError:
        # The reader of our output (a pager, head) has gone: there is no one to tell.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
        raise typer.Exit(0) from None
    except sqlite3.OperationalError as error:
        raise _stop(f"the workspace cannot be written ({error}). Make room and retry.") from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        remedy = "Make room and run again; what was done is kept." if full else "Check the path."
        where = f"{error.filename}: " if error.filename else ""
        raise _stop(f"{where}{error.strerror or error}. {remedy}") from error


def _stop(message: str, code: int = NOTHING_DONE) -> typer.Exit:
    typer.echo(f"wsis-nlp: {message}", err=True)
    return typer.Exit(code)


class Bars:
    """A rich progress bar a stage, on the terminal only."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show a bar of ``total`` steps with the time left."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        console = Console(stderr=True)
        if not console.is_terminal:
            yield lambda _: None
            return
        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console) as progress:
            task = progress.add_task(name, total=total)
            yield lambda steps: progress.advance(task, steps)
