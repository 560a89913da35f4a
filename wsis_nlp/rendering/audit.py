"""The audit of a draft as annexes and as plain data: the same in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wsis_nlp.auditing.coverage import ALONE, NOT_ALONE
from wsis_nlp.auditing.settings import audit_settings
from wsis_nlp.domain.audit import Audit, LeftOut, Share
from wsis_nlp.domain.summary import ChairSummary
from wsis_nlp.rendering.wording import Annex, citation, words_of

# The annex of points that are not in the draft; the workbook has all of them in its sheet.
LEFT_OUT = "Points left out"
_KINDS = {"group": "stakeholder group", "region": "region"}


def audit_annexes(summary: ChairSummary) -> tuple[Annex, ...]:
    """What the draft represents, what it leaves out, and what was not said."""
    audit = summary.audit
    if audit is None or not audit.statements:
        return ()
    part = f"{audit.represented} ({_percent(audit.represented, audit.statements)})"
    whole = (
        f"Of {audit.statements} statements of achievements, challenges, new developments and "
        f"recommendations, {part} are quoted here, counted behind a point, or say the same as a "
        "quote.",
        "Weight is a heading's part of the quotes over its part of the statements: 1 is even, 2 is "
        "twice as much as it said.",
    )
    return (
        Annex("Coverage by line", whole, _shares("Line", audit.of("line"))),
        *(
            Annex(f"Coverage by {name}", (), _shares(name.capitalize(), audit.of(kind)))
            for kind, name in _KINDS.items()
        ),
        Annex(LEFT_OUT, _left_out_note(audit), left_out_rows(summary, _worth_showing(audit))),
        Annex("What was not said", _silence(audit)),
    )


def plain_audit(audit: Audit) -> dict[str, object]:
    """An audit ready for JSON."""
    return {
        "statements": audit.statements,
        "represented": audit.represented,
        "shares": [
            {
                "kind": share.kind,
                "name": share.name,
                "said": share.said,
                "represented": share.represented,
                "quoted": share.quoted,
                "weight": share.ratio,
            }
            for share in audit.shares
        ],
        "left_out": [
            {
                "line": point.line,
                "role": point.role.value,
                "voices": point.voices,
                "groups": [group.value for group in point.groups],
                "reason": point.reason,
                "quote": point.evidence.quote,
                "document": point.evidence.citation.document_id,
                "start": point.evidence.citation.start,
                "end": point.evidence.citation.end,
            }
            for point in audit.left_out
        ],
        "stated_gaps": dict(audit.silence.stated),
        "unmentioned": [list(item) for item in audit.silence.unmentioned],
        "faded": [list(item) for item in audit.silence.faded],
    }


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.0f} %"


def _shares(name: str, shares: tuple[Share, ...]) -> tuple[tuple[str, ...], ...]:
    rows = [(name, "Statements", "Represented", "Quotes", "Weight")]
    rows += [
        (
            share.name,
            str(share.said),
            f"{share.represented} ({_percent(share.represented, share.said)})",
            str(share.quoted),
            f"{share.ratio:.1f}",
        )
        for share in shares
    ]
    return tuple(rows)


def _left_out_note(audit: Audit) -> tuple[str, ...]:
    if not audit.left_out:
        return ("No point of several voices or of a whole group is left out.",)
    return (
        "Points that several voices or one stakeholder group alone made and that are not in the "
        f"draft, with the reason: the first of each line. All {len(audit.left_out)} points that "
        "are left out, those of one voice too, are in chair-summary.xlsx and chair-summary.json.",
    )


def _worth_showing(audit: Audit) -> list[LeftOut]:
    """Of the points left out those of several voices and of one group alone, the first by line."""
    settings = audit_settings()
    shown: Counter[str] = Counter()
    kept = []
    for point in audit.left_out:
        alone = point.reason.endswith(ALONE) and not point.reason.startswith(NOT_ALONE)
        wanted = point.voices >= settings.least_voices or alone
        if wanted and shown[point.line] < settings.most_listed:
            shown[point.line] += 1
            kept.append(point)
    return kept


def left_out_rows(summary: ChairSummary, points: Sequence[LeftOut]) -> tuple[tuple[str, ...], ...]:
    """Points that are not in the draft as a table with its header; empty if there are none."""
    if not points:
        return ()
    rows = [("Line", "Kind", "Voices", "Best said as", "Source", "Reason")]
    for point in points:
        document = summary.documents[point.evidence.citation.document_id]
        rows.append(
            (
                point.line or "none",
                point.role.value,
                str(point.voices),
                f"“{words_of(point.evidence, document)}”",
                citation(point.evidence, document),
                point.reason,
            )
        )
    return tuple(rows)


def _silence(audit: Audit) -> tuple[str, ...]:
    silence = audit.silence
    stated = ", ".join(f"{code} {count}" for code, count in silence.stated) or "none"
    by_line: dict[str, list[str]] = {}
    for code, concept in silence.unmentioned:
        by_line.setdefault(code, []).append(concept)
    missing = "; ".join(f"{code}: {', '.join(names)}" for code, names in by_line.items())
    faded = "; ".join(
        f"{label} ({100 * was:.1f} % of the passages in {first}, {100 * now:.1f} % in {last})"
        for label, first, was, last, now in silence.faded
    )
    return (
        "Silence is not a gap. These are three lists that must not be read as one.",
        f"Gaps that speakers stated, by line (statements of challenges): {stated}.",
        "Concepts expected of a line for which no statement was found by its words or likeness "
        f"(check before use): {missing or 'none'}.",
        f"Themes that faded: {faded or 'none, or only one period'}.",
    )
