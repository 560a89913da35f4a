"""``wsis-nlp inspect``: how a file is read; ``wsis-nlp schema``: the JSON that we read."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wsis_nlp.cli.console import one_line_errors
from wsis_nlp.domain.records import DocumentKind

if TYPE_CHECKING:
    from rich.console import Console

    from wsis_nlp.domain.records import Document, Utterance
    from wsis_nlp.reading import Sidecars

# Without --full: characters of a turn, turns, and notes of a kind.
_TURN, _TURNS, _NOTES = 240, 40, 5


def inspect(
    file: Annotated[Path, typer.Argument(help="A transcript or submission.")],
    full: Annotated[
        bool, typer.Option("--full", help="Every turn and every note, unshortened.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All of it, as JSON.")] = False,
    kind: Annotated[
        DocumentKind | None, typer.Option(help="Read it as this, whatever it looks like.")
    ] = None,
) -> None:
    """Show how a file is read: who speaks, when, what was dropped and why.

    The tables beside the file (sessions.csv, participants.csv) are used where there are any.
    """
    with one_line_errors():
        document = _read(file, kind)
        if as_json:
            json.dump(_record(document), sys.stdout, ensure_ascii=False, indent=1)
            sys.stdout.write("\n")
        else:
            _show(document, full=full)


def schema() -> None:
    """Print the JSON Schema of the .json files that are read; a .jsonl file has a turn a line."""
    with one_line_errors():
        from wsis_nlp.reading.json_schema import json_schema

        sys.stdout.write(json.dumps(json_schema(), indent=2) + "\n")


def _read(file: Path, kind: DocumentKind | None) -> Document:
    from dataclasses import replace

    from wsis_nlp.domain.errors import UsageError
    from wsis_nlp.reading import read
    from wsis_nlp.segmenting import language_of

    if not file.exists():
        raise UsageError(f"{file}: there is no such file. Check the spelling.")
    if file.is_dir():
        raise UsageError(f"{file}: this is a folder. Name one file, or use wsis-nlp ingest.")
    sidecars = _tables(file)
    session = sidecars.session_of(file)
    kind = kind or (session.kind if session else None)
    document = sidecars.apply(read(file, kind, sidecars.names))
    return replace(document, language=document.language or language_of(document.text))


def _tables(file: Path) -> Sidecars:
    """The tables of the nearest folder that has any: the file's own, or one of two above it."""
    from wsis_nlp.reading import is_sidecar, load_sidecars

    folders = list(file.resolve().parents)[:3]
    near = (folder for folder in folders if any(map(is_sidecar, folder.iterdir())))
    return load_sidecars(next(near, folders[0]))


def _record(document: Document) -> dict[str, object]:
    """The document as plain data: offsets, and the words they stand for."""
    from dataclasses import asdict

    record = asdict(document)
    record["cased_by"] = "wsis-nlp" if document.cased else None
    for turn in record["utterances"]:
        span = (turn["start"], turn["end"])
        turn["text"] = document.text[slice(*span)]
        turn["cased"] = document.shown(*span) if document.is_cased(*span) else None
        anchor = document.anchor_at(turn["start"])
        turn["page"] = anchor.page if anchor else None
        turn["paragraph"] = anchor.paragraph if anchor else None
    return record


def _show(document: Document, *, full: bool) -> None:
    from rich.console import Console

    from wsis_nlp.rendering.wording import CASED

    console = Console(highlight=False, markup=False, soft_wrap=not sys.stdout.isatty())
    speakers = Counter(turn.label for turn in document.utterances if turn.label)
    nameless = sum(turn.label is None for turn in document.utterances)
    console.print(document.title, style="bold")
    facts = {
        "file": document.path,
        "kind": f"{document.kind.value} ({document.convention})",
        "date": document.date,
        "event": " / ".join(
            part for part in (document.event, document.phase, document.session) if part
        ),
        "language": document.language,
        "organisation": document.organisation,
        "organisers": document.organisers,
        "tagged": ", ".join(document.tagged),
        "words": f"{len(document.text.split()):,}",
    }
    for name, value in facts.items():
        if value:
            console.print(f"  {name:<13}{value}")
    if document.kind is DocumentKind.TRANSCRIPT:
        console.print(
            f"  {'turns':<13}{len(document.utterances):,}, {len(speakers):,} label(s), "
            f"{nameless:,} turn(s) without one"
        )
    if document.cased:
        console.print(f"  {'case':<13}{CASED}")
    for warning in document.warnings:
        console.print(f"  {'warning':<13}{warning}", style="yellow")
    console.print()
    shown = document.utterances if full else document.utterances[:_TURNS]
    for turn in shown:
        _show_turn(console, document, turn, full=full)
    _more(console, len(document.utterances) - len(shown), "turn")
    _show_notes(console, document, full=full)


def _show_turn(console: Console, document: Document, turn: Utterance, *, full: bool) -> None:
    from wsis_nlp.rendering.wording import clock

    anchor = document.anchor_at(turn.start)
    place = []
    if turn.start_time is not None:
        place.append(clock(turn.start_time))
    if anchor and anchor.page:
        place.append(f"p. {anchor.page}")
    elif anchor and anchor.paragraph and turn.start_time is None:
        place.append(f"par. {anchor.paragraph}")
    if turn.off_air:
        place.append("before the opening")
    spoken = document.kind is DocumentKind.TRANSCRIPT
    name = turn.label or turn.heading or ("(nobody named)" if spoken else "(no heading)")
    console.print(name + (f"  [{', '.join(place)}]" if place else ""), style="cyan")
    words = document.shown(turn.start, turn.end)
    if not full and len(words) > _TURN:
        words = words[:_TURN].rsplit(None, 1)[0] + f" ... (+{len(words) - _TURN:,} characters)"
    for line in words.split("\n"):
        console.print("  " + line)


def _show_notes(console: Console, document: Document, *, full: bool) -> None:
    counts = Counter(note.kind for note in document.notes)
    if not counts:
        return
    console.print()
    console.print("Kept apart from the text:", style="bold")
    for kind, count in counts.most_common():
        console.print(f"  {kind} ({count:,})", style="cyan")
        texts = list(dict.fromkeys(note.text for note in document.notes if note.kind == kind))
        for text in texts if full else texts[:_NOTES]:
            short = text if full or len(text) < 120 else text[:117] + "..."
            console.print("    " + short)
        _more(console, 0 if full else len(texts) - _NOTES, f"different {kind} note")


def _more(console: Console, count: int, what: str) -> None:
    if count > 0:
        console.print(f"    ... and {count:,} more {what}(s); --full shows all", style="dim")
