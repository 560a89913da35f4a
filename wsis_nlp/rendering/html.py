"""The draft as one HTML page that works offline: each quote opens its source in context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from wsis_nlp.domain.records import Evidence
from wsis_nlp.domain.summary import ChairSummary, Paragraph, Section
from wsis_nlp.rendering.annexes import annexes
from wsis_nlp.rendering.wording import NOTES, OURS_NOTE, by, citation, heading, notes, shown

# Characters of the source shown before and after a quote.
_CONTEXT = 320

_STYLE = """
:root{color-scheme:light dark;--ours:#1f4e79;--rule:#b9c4cf;--mark:#fff0b3;--soft:#f4f6f8}
@media(prefers-color-scheme:dark){:root{--ours:#9cc3ea;--rule:#4a5560;--mark:#5a4a00;--soft:#20252a}}
body{font:17px/1.55 Georgia,'Times New Roman',serif;margin:0 auto;max-width:46rem;padding:2rem 1rem}
h1,h2,h3,h4,nav,summary,table,.ours{font-family:system-ui,-apple-system,'Segoe UI',sans-serif}
h1{font-size:1.7rem;line-height:1.2}
h2{margin-top:3rem;border-top:2px solid var(--rule);padding-top:1rem}
.ours{color:var(--ours);font-size:.94em}.note{font-size:.88em}
nav ol{columns:2;padding-left:1.2rem;list-style:none}nav a{color:inherit}
.point{display:grid;grid-template-columns:2.6rem 1fr;margin:1.2rem 0}
.point>span{font-variant-numeric:tabular-nums}
blockquote{margin:.5rem 0 .2rem;padding-left:.9rem;border-left:3px solid var(--rule)}
details{font-size:.86em;margin:0 0 .6rem 1rem}summary{cursor:pointer}
.context{background:var(--soft);padding:.7rem;white-space:pre-wrap}mark{background:var(--mark);color:inherit}
table{border-collapse:collapse;font-size:.85em;width:100%}
td,th{border-bottom:1px solid var(--rule);padding:.25rem .5rem;text-align:left}
td,th{overflow-wrap:anywhere}
@media print{details:not([open]){display:block}nav{display:none}}
"""


class HtmlRenderer:
    """``chair-summary.html``."""

    filename = "chair-summary.html"

    def render(self, summary: ChairSummary) -> bytes:
        """The page; nothing is loaded from elsewhere and no script runs."""
        parts = [
            "<!doctype html>\n<html lang=en><head><meta charset=utf-8>",
            "<meta name=viewport content='width=device-width,initial-scale=1'>",
            f"<title>{escape(summary.title)}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{escape(summary.title)}</h1><p class='ours note'>{escape(OURS_NOTE)}</p>",
            "<nav aria-label=Contents><ol>",
        ]
        parts += [
            f"<li><a href='#s{index}'>{escape(heading(section, 1, index + 1))}</a></li>"
            for index, section in enumerate(summary.sections)
        ]
        parts.append("</ol></nav>\n")
        page = _Page(summary, parts, notes(summary))
        for index, section in enumerate(summary.sections):
            parts.append(f"<section id=s{index}>")
            _section(section, 1, index + 1, page)
            parts.append("</section>\n")
        for annex in annexes(summary):
            parts.append(f"<h2>Annex: {escape(annex.title)}</h2>")
            parts += [f"<p class=ours>{escape(text)}</p>" for text in annex.paragraphs]
            if annex.table:
                head, *rows = annex.table
                parts.append("<table><tr>" + "".join(f"<th>{escape(c)}</th>" for c in head))
                ids = [f" id=n{row[0]}" if annex.title == NOTES else "" for row in rows]
                parts += [
                    f"<tr{ident}>" + "".join(f"<td>{escape(c)}</td>" for c in row)
                    for ident, row in zip(ids, rows, strict=True)
                ]
                parts.append("</table>")
        parts.append("</body></html>\n")
        return "".join(parts).encode()


@dataclass(frozen=True, slots=True)
class _Page:
    summary: ChairSummary
    parts: list[str]
    numbers: Mapping[Evidence, int]


def _section(section: Section, level: int, place: int, page: _Page) -> None:
    tag = f"h{min(level + 1, 6)}"
    page.parts.append(f"<{tag}>{escape(heading(section, level, place))}</{tag}>\n")
    if section.note:
        page.parts.append(f"<p class='ours note'>{escape(section.note)}</p>\n")
    for paragraph in section.paragraphs:
        _paragraph(paragraph, page)
    for number, below in enumerate(section.sections, start=1):
        _section(below, level + 1, number, page)


def _paragraph(paragraph: Paragraph, page: _Page) -> None:
    summary, parts = page.summary, page.parts
    owner = "ours" if paragraph.written_by == "wsis-nlp" else "person"
    parts.append(
        f"<div class=point id=p{paragraph.number}><span>{paragraph.number}.</span><div>"
        f"<span class={owner}>{escape(paragraph.lead_in)}</span>\n"
    )
    for evidence in paragraph.evidence:
        parts.append(f"<blockquote>{escape(_shown(evidence, summary))}")
        if summary.style == "chair":
            number = page.numbers[evidence]
            parts.append(f"<sup><a href='#n{number}'>{number}</a></sup></blockquote>")
            continue
        parts.append(f" <span class=ours>{escape(by(evidence.speaker))}</span></blockquote>")
        parts.append(_source(evidence, summary))
    if paragraph.also and summary.style != "chair":
        parts.append(f"<details class=also><summary>{len(paragraph.also)} more alike</summary>")
        for evidence in paragraph.also:
            parts.append(f"<blockquote>{escape(_shown(evidence, summary))}</blockquote>")
            parts.append(_source(evidence, summary))
        parts.append("</details>")
    parts.append("</div></div>\n")


def _shown(evidence: Evidence, summary: ChairSummary) -> str:
    return shown(evidence, summary.documents[evidence.citation.document_id])


def _source(evidence: Evidence, summary: ChairSummary) -> str:
    document = summary.documents[evidence.citation.document_id]
    start, end = evidence.citation.start, evidence.citation.end
    before = document.shown(max(0, start - _CONTEXT), start)
    after = document.shown(end, end + _CONTEXT)
    return (
        f"<details class=source><summary>{escape(citation(evidence, document))}</summary>"
        f"<div class=context>…{escape(before)}<mark>{escape(document.shown(start, end))}</mark>"
        f"{escape(after)}…</div></details>\n"
    )
