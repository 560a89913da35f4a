"""A person's decisions about a draft: kept in the workspace, read from an edited file."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from wsis_nlp.auditing.drafts import read_draft
from wsis_nlp.domain.edits import Edits, PointEdit
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.pipeline.standing import StandingDraft, StandingPoint, recall_standing
from wsis_nlp.rendering.xlsx import COLUMNS, DECISIONS, POINTS
from wsis_nlp.workspace import Workspace

_NAME = "edits"


def load_edits(workspace: Workspace) -> Edits:
    """Every decision that is kept."""
    raw = json.loads(workspace.recall(_NAME, "[]"))
    return Edits(
        tuple(
            PointEdit(**{**point, "spans": tuple((d, s, e) for d, s, e in point["spans"])})
            for point in raw
        )
    )


def save_edits(workspace: Workspace, edits: Edits) -> None:
    """Keep the decisions."""
    plain = [asdict(point) for point in edits.points]
    workspace.remember(_NAME, json.dumps(plain, ensure_ascii=False))


def edit_of(workspace: Workspace, number: int) -> PointEdit:
    """What is decided about a paragraph of the draft that stands, as a start for a new decision.

    Raises
    ------
    UsageError
        If the draft has no such paragraph.
    """
    last = recall_standing(workspace)
    point = last.point(number)
    if point is None:
        most = max((point.number for point in last.points), default=0)
        raise UsageError(
            f"paragraph {number}: the draft has no such paragraph (1 to {most}). "
            "Look the number up in the draft that was written last."
        )
    return _known(point, load_edits(workspace))


def import_edits(path: Path, workspace: Workspace) -> int:
    """Take over the decisions in an edited ``.docx`` or ``.xlsx``; returns how many points changed.

    In the Word file a deleted paragraph is rejected, a changed lead-in is a person's own, and a new
    order under one heading is kept. In the workbook the columns of the sheet Points decide.

    Raises
    ------
    UsageError
        If the file is of another kind, or its decisions make no sense.
    """
    last, edits = recall_standing(workspace), load_edits(workspace)
    suffix = path.suffix.casefold()
    if suffix == ".xlsx":
        found = _from_workbook(path, last)
    elif suffix == ".docx":
        found = _from_word(path, last, edits)
    else:
        raise UsageError(f"{path}: decisions are read from .docx and .xlsx. Name one of them.")
    changed = [edit for edit in found if edit not in edits.points and not _same(edit, edits)]
    for edit in changed:
        edits = edits.with_point(edit)
    if changed:
        save_edits(workspace, edits)
    return len(changed)


def _same(edit: PointEdit, edits: Edits) -> bool:
    """Whether an empty decision is about a point of which nothing was decided."""
    spans = set(edit.spans)
    return edit.empty and not any(spans & set(point.spans) for point in edits.points)


def _known(point: StandingPoint, edits: Edits) -> PointEdit:
    spans = set(point.quoted)
    before = next((edit for edit in edits.points if spans & set(edit.spans)), PointEdit(()))
    return replace(before, spans=point.quoted)


def _from_workbook(path: Path, last: StandingDraft) -> list[PointEdit]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = list(book[POINTS].iter_rows(values_only=True))
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(f"{path}: there is no sheet '{POINTS}' to read in it.") from error
    except Exception as error:  # openpyxl raises what its zip and XML parsers do
        raise UsageError(f"{path}: cannot be read as a workbook. Check it in Excel.") from error
    names = [str(name) for name in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise UsageError(f"{path}: the sheet '{POINTS}' lacks the column '{missing[0]}'.")
    by_id = {point.id: point for point in last.points}
    found = []
    for number, values in enumerate(rows[1:], start=2):
        row = dict(zip(names, values, strict=False))
        point = by_id.get(str(row["point"] or ""))
        if point is None:
            continue
        decision = str(row["decision"] or "keep").strip().casefold()
        if decision not in DECISIONS:
            raise UsageError(
                f"{path}, row {number}: the decision '{decision}' is none of "
                f"{', '.join(DECISIONS)}. Correct it."
            )
        try:
            order = None if row["order"] in (None, "") else float(str(row["order"]))
        except ValueError as error:
            raise UsageError(f"{path}, row {number}: the order is no number.") from error
        found.append(
            PointEdit(
                point.quoted,
                "" if decision == "keep" else decision,  # type: ignore[arg-type]
                order,
                str(row["my lead-in"] or "").strip(),
            )
        )
    return found


def _from_word(path: Path, last: StandingDraft, edits: Edits) -> list[PointEdit]:
    read = read_draft(path).points
    place = {point.point_id: at for at, point in enumerate(read)}
    if not place:
        return []
    now = {point.point_id: point.lead_in for point in read}
    found: dict[str, PointEdit] = {}
    for point in last.points:
        edit = _known(point, edits)
        if point.id not in now:
            edit = replace(edit, decision="reject")
        elif now[point.id] != point.lead_in:
            edit = replace(edit, lead_in=now[point.id])
        found[point.id] = edit
    for heading in dict.fromkeys((point.section, point.heading) for point in last.points):
        under = [p for p in last.points if (p.section, p.heading) == heading and p.id in place]
        moved = sorted(under, key=lambda point: place[point.id])
        if moved != under:
            for order, point in enumerate(moved, start=1):
                found[point.id] = replace(found[point.id], order=float(order))
    return list(found.values())
