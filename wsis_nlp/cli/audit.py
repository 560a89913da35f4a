"""``wsis-nlp audit``: the last check before signing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wsis_nlp.cli.console import Bars, one_line_errors

if TYPE_CHECKING:
    from wsis_nlp.pipeline.audits import DraftAudit

_SAID = {
    "verbatim": "verbatim in a source",
    "ours": "lead-ins and notes of wsis-nlp",
    "like": "a person's words, with a statement that says much the same",
    "altered": "IN QUOTATION MARKS AND NOT VERBATIM",
    "weak": "a person's words, with weak evidence",
    "none": "WITHOUT EVIDENCE",
}

# Points left out that are printed; --json has them all.
_LISTED = 20


def audit(
    draft: Annotated[Path, typer.Argument(help="The draft: a .docx or .md file, edited or not.")],
    workspace: Annotated[
        Path | None,
        typer.Option(help="The workspace it was made from.", show_default="beside the draft"),
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all of it here.")] = None,
) -> None:
    """Say which sentences of a draft have evidence, which have none, and what was left out.

    Exit code: 0 every sentence has evidence, 3 some have none or quote what was not said, 1 nothing
    done, 2 wrong usage.
    """
    with one_line_errors():
        from wsis_nlp.pipeline.audits import audit_draft

        place = workspace or draft.parent / "workspace"
        found = audit_draft(draft, place, progress=Bars())
        if json_file:
            from wsis_nlp.workspace import write_output

            plain = json.dumps(_plain(found), ensure_ascii=False, indent=1)
            write_output(json_file, plain.encode() + b"\n")
    _show(found)
    raise typer.Exit(3 if found.count("none") or found.count("altered") else 0)


def _show(found: DraftAudit) -> None:
    from rich.console import Console
    from rich.table import Table

    from wsis_nlp.rendering.wording import citation, words_of

    console = Console()
    table = Table(title="Sentences of the draft", show_header=False)
    for kind, said in _SAID.items():
        table.add_row(said, str(found.count(kind)))
    console.print(table)
    for traced in found.sentences:
        if traced.kind in ("verbatim", "ours"):
            continue
        where = f"paragraph {traced.sentence.paragraph}"
        console.print(f"{_SAID[traced.kind]} ({where}): {traced.sentence.text}", markup=False)
        for evidence in traced.evidence:
            document = found.documents[evidence.citation.document_id]
            said = f"“{words_of(evidence, document)}” {citation(evidence, document)}"
            console.print(f"    {traced.score:.2f} {said}", markup=False)
    cover = found.coverage
    console.print(
        f"Represented: {cover.represented} of {cover.statements} statements of substance. "
        f"Points left out: {len(cover.left_out)}."
    )
    listed = sorted(cover.left_out, key=lambda point: -point.voices)
    for point in listed[:_LISTED]:
        document = found.documents[point.evidence.citation.document_id]
        line = point.line or "no line"
        console.print(
            f"left out: {line}, {point.role.value}, {point.voices} voice(s), {point.reason}: "
            f"“{words_of(point.evidence, document)}” {citation(point.evidence, document)}",
            markup=False,
        )
    if len(listed) > _LISTED:
        console.print(f"... and {len(listed) - _LISTED} more: see --json FILE.")


def _plain(found: DraftAudit) -> dict[str, Any]:
    from wsis_nlp.rendering.audit import plain_audit

    return {
        "sentences": [
            {
                "text": traced.sentence.text,
                "paragraph": traced.sentence.paragraph,
                "kind": traced.kind,
                "score": traced.score,
                "evidence": [
                    {
                        "quote": evidence.quote,
                        "document": found.documents[evidence.citation.document_id].path,
                        "start": evidence.citation.start,
                        "end": evidence.citation.end,
                        "speaker": evidence.speaker.name if evidence.speaker else None,
                    }
                    for evidence in traced.evidence
                ],
            }
            for traced in found.sentences
        ],
        "coverage": plain_audit(found.coverage),
    }
