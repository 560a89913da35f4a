"""Each file of a draft read back: what is quoted under which point, whose words, from which place.

Used by the tests and by ``benchmarks/round_trip.py``. The data formats give places as offsets. The
formats for people give them in words (session, speaker, time or turn); they count as given back if
these words lead to one place in the sources, and that is the place of the quote.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import openpyxl
from lxml import etree, html

from wsis_nlp.domain.records import Document, Evidence
from wsis_nlp.domain.summary import ChairSummary
from wsis_nlp.rendering.wording import CASED, place_of, source_of, speaker_of, words_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_Q = "{urn:QDA-XML:project:1.0}"


@dataclass(frozen=True)
class Quote:
    """One quote of a point: its words, who said them, and where they stand."""

    paragraph: int
    lead_in: str
    lead_by: str
    words: str
    who: str
    document: str
    start: int
    end: int


@dataclass(frozen=True)
class Told:
    """A quote whose place is told in words: its note."""

    paragraph: int
    lead_in: str
    lead_by: str
    words: str
    note: str


def given(summary: ChairSummary) -> list[Quote]:
    """Every quote of a draft, in order."""
    return [
        _quote(paragraph, evidence, summary.documents)
        for paragraph in summary.paragraphs()
        for evidence in paragraph.evidence
    ]


def _quote(paragraph: Any, evidence: Evidence, documents: dict[str, Document]) -> Quote:
    where = evidence.citation
    document = documents[where.document_id]
    return Quote(
        paragraph.number,
        _flat(paragraph.lead_in),
        paragraph.written_by,
        _flat(words_of(evidence, document)),
        speaker_of(evidence.speaker),
        where.document_id,
        where.start,
        where.end,
    )


def read_back(path: Path, documents: dict[str, Document]) -> list[Quote]:
    """Every quote in a file of a draft, in order; one that leads nowhere has no document."""
    kind = path.suffix
    if kind in (".json", ".csv", ".xlsx", ".qdpx"):
        reader = {".json": _json, ".csv": _csv, ".xlsx": _xlsx, ".qdpx": _qdpx}[kind]
        return list(reader(path, documents))
    told = {".docx": _docx, ".md": _markdown, ".html": _html}[kind](path)
    places = _Places(documents)
    return [places.find(one) for one in told]


class _Places:
    """Where the words of notes lead."""

    def __init__(self, documents: dict[str, Document]) -> None:
        self._by_source: dict[str, list[Document]] = {}
        for document in documents.values():
            self._by_source.setdefault(_flat(source_of(document)), []).append(document)
        self._shown = {d.id: d.shown(0, len(d.text)) for d in documents.values()}

    def find(self, told: Told) -> Quote:
        note = _flat(told.note).removesuffix(CASED).strip()
        words = re.compile(r"\s+".join(re.escape(word) for word in told.words.split()))
        found: list[tuple[str, str, int, int]] = []
        for source, documents in self._by_source.items():
            if f". {source}, " not in note:
                continue
            for document in documents:
                for match in words.finditer(self._shown[document.id]):
                    start, end = match.span()
                    said = Evidence(match[0], document.cite(start, end, None), None, (), ())
                    tail = f". {source}, {_flat(place_of(said, document))}."
                    if note.endswith(tail):
                        found.append((note.removesuffix(tail), document.id, start, end))
        place = found[0] if len(found) == 1 else ("", "", -1, -1)
        return Quote(told.paragraph, told.lead_in, told.lead_by, _flat(told.words), *place)


def _json(path: Path, _: dict[str, Document]) -> Iterator[Quote]:
    draft = json.loads(path.read_text(encoding="utf-8"))

    def walk(section: dict[str, Any]) -> Iterator[Quote]:
        for paragraph in section["paragraphs"]:
            lead = paragraph["lead_in"]
            for span in paragraph["quoted"]:
                words = span["cased"]["text"] if span["cased"] else span["quote"]
                parts = (span["speaker"], span["organisation"], span["country"])
                yield Quote(
                    *(paragraph["number"], _flat(lead["text"]), lead["written_by"], _flat(words)),
                    *(_who(*parts), span["document"], span["start"], span["end"]),
                )
        for below in section["sections"]:
            yield from walk(below)

    for section in draft["sections"]:
        yield from walk(section)


def _who(name: str | None, organisation: str | None, country: str | None) -> str:
    """The speaker as notes have it, from the columns of the data."""
    if not name:
        return "not named in the source"
    parts = [name]
    if organisation and organisation != name:
        parts.append(organisation)
    if country and country not in " ".join(parts):
        parts.append(country)
    return ", ".join(parts)


def _rows(rows: list[dict[str, str]], leads: dict[int, tuple[str, str]]) -> Iterator[Quote]:
    for row in rows:
        if row["use"] == "quoted":
            number = int(row["paragraph"])
            yield Quote(
                *(number, *leads[number], _flat(row["cased by wsis-nlp"] or row["quote"])),
                _who(row["speaker"], row["organisation"], row["country"]),
                *(row["document"], int(row["start"]), int(row["end"])),
            )


def _csv(path: Path, _: dict[str, Document]) -> Iterator[Quote]:
    """A table of evidence has no lead-ins: those of the draft's JSON beside it stand in."""
    text = path.read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    beside = _json(path.with_name("chair-summary.json"), {})
    leads = {quote.paragraph: (quote.lead_in, quote.lead_by) for quote in beside}
    yield from _rows(rows, leads)


def _xlsx(path: Path, _: dict[str, Document]) -> Iterator[Quote]:
    book = openpyxl.load_workbook(path, read_only=True)

    def table(name: str) -> list[dict[str, str]]:
        head, *rows = book[name].iter_rows(values_only=True)
        return [
            {
                str(key): "" if cell is None else str(cell)
                for key, cell in zip(head, row, strict=True)
            }
            for row in rows
        ]

    leads = {
        int(row["paragraph"]): (_flat(row["lead-in"]), row["written by"]) for row in table("Points")
    }
    yield from _rows(table("Evidence"), leads)


def _qdpx(path: Path, documents: dict[str, Document]) -> Iterator[Quote]:
    """A project has the coded spans: those of a point, quoted and counted, in their documents."""
    by_path = {document.path: document.id for document in documents.values()}
    with ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        codes = {code.get("guid"): code.get("name") for code in root.iter(f"{_Q}Code")}
        for source in root.iter(f"{_Q}TextSource"):
            name = source.get("plainTextPath").removeprefix("internal://")
            text = archive.read(f"Sources/{name}").decode()
            for span in source.iter(f"{_Q}PlainTextSelection"):
                start, end = int(span.get("startPosition")), int(span.get("endPosition"))
                for reference in span.iter(f"{_Q}CodeRef"):
                    point = re.match(r"(\d+)\. (.*)", codes[reference.get("targetGUID")], re.DOTALL)
                    if point:
                        yield Quote(
                            *(int(point[1]), _flat(point[2]), "", _flat(text[start:end]), ""),
                            *(by_path[source.get("name")], start, end),
                        )


def _docx(path: Path) -> list[Told]:
    package = docx.Document(str(path))
    with ZipFile(path) as archive:
        names = archive.namelist()
        notes = {}
        if "word/footnotes.xml" in names:
            root = etree.fromstring(archive.read("word/footnotes.xml"))
            for note in root.iter(f"{_W}footnote"):
                notes[note.get(f"{_W}id")] = "".join(t.text or "" for t in note.iter(f"{_W}t"))
    for table in package.tables:
        cells = [[cell.text for cell in row.cells] for row in table.rows[:1]]
        if cells == [["Note", "Source"]]:
            notes |= {row.cells[0].text: row.cells[1].text for row in table.rows[1:]}
            break
    out: list[Told] = []
    number, lead, owner = 0, "", ""
    for paragraph in package.paragraphs:
        if paragraph.text.startswith("Annex 1. ") and paragraph.style.name == "Heading 1":
            break
        if paragraph.style.name == "Numbered paragraph":
            number += 1
            first = paragraph.runs[0]
            lead = _flat(first.text)
            owner = "wsis-nlp" if first.style.name == "Our words" else "person"
        quotes = [run.text for run in paragraph.runs if run.text.startswith("“")]
        quotes = [text for text in quotes if text.endswith("”")]
        if number and quotes and paragraph.style.name in ("Numbered paragraph", "Evidence"):
            reference = paragraph._p.find(f".//{_W}footnoteReference")
            key = paragraph.runs[-1].text if reference is None else reference.get(f"{_W}id")
            out.append(Told(number, lead, owner, _inside(quotes[-1]), notes.get(key, "")))
    return out


def _markdown(path: Path) -> list[Told]:
    lines = path.read_text(encoding="utf-8").splitlines()
    notes = {}
    for line in lines:
        if found := re.match(r"\[\^(\d+)\]: (.*)", line) or re.match(r"\| (\d+) \| (.*) \|$", line):
            notes.setdefault(found[1], _plain(found[2]))
    out: list[Told] = []
    number, lead, owner = 0, "", ""
    for line in lines:
        if line.startswith("## Annex"):
            break
        if found := re.match(r"(\d+)\\\. (\*?)(.*?)(\*?)$", line):
            number, lead = int(found[1]), _flat(_plain(found[3]))
            owner = "wsis-nlp" if found[2] else "person"
        elif line.startswith("> “"):
            # The note's mark stands last: [^n], or in the chair's style \[n\].
            text, key = re.fullmatch(r"> (“.*)\[\^?(\d+)\\?\]", line).groups()
            quote = _plain(text.rpartition("”")[0])
            out.append(Told(number, lead, owner, _inside(quote), notes.get(key, "")))
    return out


def _html(path: Path) -> list[Told]:
    page = html.fromstring(path.read_text(encoding="utf-8"))
    out: list[Told] = []
    for point in page.iterfind(".//div[@class='point']"):
        number = int(point.get("id").removeprefix("p"))
        body = point[1]
        first = body[0]
        owner = "wsis-nlp" if first.get("class") == "ours" else "person"
        for block in body.findall("blockquote"):
            link = block.find(".//a")
            if link is not None:
                row = page.get_element_by_id(link.get("href").removeprefix("#"))
                note = row[1].text_content()
            else:
                note = block.getnext().find("summary").text_content()
            words = _inside(block.text or "")
            out.append(Told(number, _flat(first.text_content()), owner, words, note))
    return out


def _inside(shown: str) -> str:
    """The words between the quotation marks, without the marks of what was trimmed."""
    text = shown.strip().removeprefix("“").removesuffix("”")
    return text.removeprefix("[…] ").removesuffix(" […]")


def _plain(text: str) -> str:
    return re.sub(r"\\([\\`*_\[\]<>|#])", r"\1", text)


def _flat(text: str) -> str:
    return " ".join(text.split())
