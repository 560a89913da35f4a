"""A person's corrections of the mapping: asked for where it is unsure, learned when they come back.

The spreadsheet holds the passages whose best line is nearest to the threshold (uncertainty
sampling, Lewis & Gale 1994), a voice each as far as that goes. Corrections are kept in the
workspace; from then on every mapping in it learns them like exemplars.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.framework import Framework
from wsis_nlp.mapping import load_framework
from wsis_nlp.mapping.names import LineNames
from wsis_nlp.pipeline import stages
from wsis_nlp.pipeline.runs import lasting, prepared
from wsis_nlp.progress import Progress
from wsis_nlp.rendering.wording import CASED
from wsis_nlp.workspace import Workspace, write_output

COLUMNS = ("passage", "file", "text", "note", "lines", "probability", "correct")
HINT = (
    "Write the right codes into 'correct', with ; between them, 'none' where there is none, "
    "and leave it empty where you do not judge."
)
_NONE = "none"
_Row = tuple[str, str, str, str, str, float, str]
_SHEETS = (".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class Mapped:
    """How a workspace is mapped: passages per line, and how many have none, by reason."""

    framework: Framework
    lines: dict[str, int]
    unmapped: dict[str, int]
    corrections: int


def map_again(
    workspace: Path, framework: str | None = None, *, progress: Progress | None = None
) -> Mapped:
    """Map the passages of a workspace again, with another framework or changed settings.

    Raises
    ------
    WsisNlpError
        If there is no workspace, another run is working in it, or the framework is broken.
    """
    with prepared(workspace, progress=progress) as work:
        lines = load_framework(framework or work.framework)
        stages.map_lines(work.job, work.corpus, work.encoded, lines)
        if framework:
            work.job.workspace.remember("framework", lasting(framework))
        mapper = stages.mapper_for(work.job, work.encoded, lines)
        counts = dict.fromkeys((line.code for line in lines.leaves), 0)
        unmapped: dict[str, int] = {}
        found = work.job.workspace.lines()
        for passage in work.corpus.passages:
            for score in found[passage.id]:
                counts[score.code] += 1
            if not found[passage.id]:
                known = work.corpus.readable(passage)
                text = work.corpus.text(passage)
                reason = mapper.why_not(text) if known else "it is in another language"
                unmapped[reason] = unmapped.get(reason, 0) + 1
        return Mapped(lines, counts, unmapped, len(stages.corrections_of(work.job, lines)))


def export_uncertain(
    workspace: Path, sheet: Path, count: int, *, progress: Progress | None = None
) -> int:
    """Write the ``count`` most uncertain passages into a spreadsheet; gives how many there are.

    Raises
    ------
    WsisNlpError
        If the workspace cannot be used or the spreadsheet cannot be written.
    """
    _check_suffix(sheet)
    with prepared(workspace, progress=progress) as work:
        lines = load_framework(work.framework)
        mapper = stages.mapper_for(work.job, work.encoded, lines)
        corpus = work.corpus
        texts = [corpus.text(p) for p in corpus.passages]
        chances = mapper.top_probabilities(texts, work.encoded.passages)
        doubt = np.abs(chances.max(axis=1, initial=0) - mapper.settings.threshold)
        judged = {text for text, _ in stages.corrections_of(work.job, lines)}
        given = work.job.workspace.lines()
        rows: list[_Row] = []
        for index in np.argsort(doubt, kind="stable").tolist():
            passage, text = corpus.passages[index], texts[index]
            short = text.count(" ") + 1 < mapper.settings.shortest_words
            if short or text in judged or not corpus.readable(passage):
                continue
            codes = "; ".join(score.code for score in given[passage.id])
            document = corpus.documents[passage.document_id]
            note = CASED if document.is_cased(passage.start, passage.end) else ""
            best = round(float(chances[index].max()), 3)
            rows.append((passage.id, document.path, text, note, codes or _NONE, best, ""))
            if len(rows) == count:
                break
    write_output(sheet, _csv(rows) if sheet.suffix.casefold() == ".csv" else _xlsx(rows))
    return len(rows)


def import_corrections(workspace: Path, sheet: Path) -> int:
    """Keep the corrections of a spreadsheet in the workspace; gives how many it holds.

    Raises
    ------
    UsageError
        If the spreadsheet cannot be read or names a line that the framework does not have.
    WorkspaceError
        If there is no workspace, or another run is working in it.
    """
    _check_suffix(sheet)
    rows = list(_read(sheet))
    with Workspace.reopen(workspace) as store:
        lines = load_framework(store.recall("framework", "action_lines"))
        names = LineNames(lines)
        leaves = {line.code for line in lines.leaves}
        of_framework = json.loads(store.recall(stages.CORRECTIONS, "{}"))
        kept = of_framework.setdefault(lines.name, {})
        taken = 0
        for number, row in rows:
            said = row["correct"].strip()
            if not said:
                continue
            found: list[str] = []
            for name in said.replace(",", ";").split(";"):
                code = names.code(name) if name.strip().casefold() != _NONE else _NONE
                if code is None or (code != _NONE and code not in leaves):
                    raise UsageError(
                        f"{sheet}, row {number}: '{name.strip()}' is no line that passages are "
                        f"given to. {HINT}"
                    )
                found += [code] if code != _NONE else []
            kept[row["text"]] = found
            taken += 1
        store.remember(stages.CORRECTIONS, json.dumps(of_framework, ensure_ascii=False))
    return taken


def _check_suffix(sheet: Path) -> None:
    if sheet.suffix.casefold() not in _SHEETS:
        raise UsageError(f"{sheet}: a spreadsheet must end in .xlsx or .csv. Name another file.")


def _csv(rows: Iterable[_Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    # A cell that a spreadsheet would take for a formula is shown as the text it is.
    writer.writerows(
        (*row[:2], f"'{row[2]}" if row[2][:1] in "=+-@" else row[2], *row[3:]) for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Iterable[_Row]) -> bytes:
    import xlsxwriter

    block = io.BytesIO()
    book = xlsxwriter.Workbook(block, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("passages")
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": 1})
    for column, width in enumerate((20, 28, 90, 16, 22, 11, 22)):
        page.set_column(column, column, width, wrap)
    page.write_row(0, 0, COLUMNS, bold)
    page.write_comment(0, len(COLUMNS) - 1, HINT)
    page.freeze_panes(1, 0)
    for place, row in enumerate(rows, start=1):
        page.write_row(place, 0, row)
    book.close()
    return block.getvalue()


def _read(sheet: Path) -> Iterable[tuple[int, dict[str, str]]]:
    """The rows of a spreadsheet by the names of their columns, with their numbers."""
    try:
        if sheet.suffix.casefold() == ".csv":
            cells = list(csv.reader(io.StringIO(sheet.read_text("utf-8-sig"), newline="")))
        else:
            import openpyxl

            book = openpyxl.load_workbook(sheet, read_only=True, data_only=True)
            cells = [
                ["" if cell is None else str(cell) for cell in row]
                for row in book.worksheets[0].iter_rows(values_only=True)
            ]
    except OSError as error:
        raise UsageError(f"{sheet}: cannot be read ({error.strerror}). Check the path.") from error
    except Exception as error:  # openpyxl raises what its zip and XML parsers do
        raise UsageError(
            f"{sheet}: this is no spreadsheet that can be read. Save it anew."
        ) from error
    head = cells[0] if cells else []
    missing = [name for name in ("text", "correct") if name not in head]
    if missing:
        raise UsageError(
            f"{sheet}: the column '{missing[0]}' is missing. Export the spreadsheet again."
        )
    for number, row in enumerate(cells[1:], start=2):
        found = dict(zip(head, row, strict=False))
        text = found.get("text", "")
        found["text"] = text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text
        yield number, {"correct": "", **found}
