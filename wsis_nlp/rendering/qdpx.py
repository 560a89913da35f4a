"""The whole coding as a REFI-QDA project, which NVivo, ATLAS.ti and MAXQDA open.

REFI-QDA 1.5 (www.qdasoftware.org): a zip file with ``project.qde`` and the plain text of each
source. Positions count Unicode code points, as ours do. Ids are made from what they name, so the
same draft gives the same bytes.
"""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from wsis_nlp.domain.records import Role
from wsis_nlp.domain.summary import ChairSummary, Section
from wsis_nlp.rendering.wording import source_of

if TYPE_CHECKING:
    from lxml import etree

_NAMESPACE = "urn:QDA-XML:project:1.0"
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, _NAMESPACE)
_DATE = (1980, 1, 1, 0, 0, 0)
# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Colours that are told apart by colour-blind readers too (Okabe & Ito 2008).
_COLOURS = {"line": "#0072B2", "role": "#D55E00", "point": "#009E73"}

Span = tuple[int, int]


class QdpxRenderer:
    """``chair-summary.qdpx``: lines and roles of every sentence, and the points of the draft."""

    filename = "chair-summary.qdpx"

    def render(self, summary: ChairSummary) -> bytes:
        """The project; each sentence of a source that was considered is one coded selection."""
        project = _project(summary)
        out = io.BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            archive.writestr(ZipInfo("project.qde", _DATE), project, ZIP_DEFLATED)
            for ident, document in summary.documents.items():
                name = f"Sources/{_guid('source', ident)}.txt"
                archive.writestr(ZipInfo(name, _DATE), document.text.encode(), ZIP_DEFLATED)
        return out.getvalue()


def _guid(kind: str, name: str) -> str:
    return str(uuid.uuid5(_IDS, f"{kind}/{name}"))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _project(summary: ChairSummary) -> bytes:
    from lxml import etree

    root = etree.Element("Project", name=_clean(summary.title), origin="wsis-nlp")
    root.set("xmlns", _NAMESPACE)
    users = etree.SubElement(root, "Users")
    etree.SubElement(users, "User", guid=_guid("user", "wsis-nlp"), name="wsis-nlp (machine)")
    book = etree.SubElement(etree.SubElement(root, "CodeBook"), "Codes")
    for kind, title, codes in _codes(summary):
        folder = _code(book, f"folder {kind}", "", title, _COLOURS[kind], codable=False)
        for name, shown, description in codes:
            code = _code(folder, kind, name, shown, _COLOURS[kind], codable=True)
            if description:
                etree.SubElement(code, "Description").text = _clean(description)
    sources = etree.SubElement(root, "Sources")
    spans = _spans(summary)
    for ident, document in summary.documents.items():
        guid = _guid("source", ident)
        source = etree.SubElement(sources, "TextSource", guid=guid)
        source.set("name", _clean(document.path))
        source.set("plainTextPath", f"internal://{guid}.txt")
        etree.SubElement(source, "Description").text = _clean(source_of(document))
        for (start, end), coded in sorted(spans.get(ident, {}).items()):
            _selection(source, ident, start, end, coded)
    raw: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return raw


def _codes(summary: ChairSummary) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """The code book: kind, heading, and the codes with their name, title and description."""
    lines: dict[str, str] = {}

    def walk(section: Section) -> None:
        if section.code:
            lines.setdefault(section.code, section.title)
        for below in section.sections:
            walk(below)

    for section in summary.sections:
        walk(section)
    for statement in summary.statements:
        for score in statement.lines:
            lines.setdefault(score.code, score.code)
    yield "line", "Lines", [(code, f"{code} {title}", "") for code, title in lines.items()]
    yield "role", "Roles", [(role.value, role.value, "") for role in Role]
    yield (
        "point",
        "Points of the draft",
        [
            (
                paragraph.point_id,
                f"{paragraph.number}. {paragraph.lead_in}",
                f"The lead-in is written by wsis-nlp. Voices: {paragraph.voices} of "
                f"{paragraph.denominator} heard.",
            )
            for paragraph in summary.paragraphs()
        ],
    )


def _code(
    above: etree._Element, kind: str, name: str, shown: str, colour: str, *, codable: bool
) -> Any:  # noqa: ANN401
    from lxml import etree

    code = etree.SubElement(above, "Code", guid=_guid(kind, name))
    code.set("name", _clean(shown))
    code.set("isCodable", "true" if codable else "false")
    code.set("color", colour)
    return code


def _spans(summary: ChairSummary) -> dict[str, dict[Span, list[str]]]:
    """The coded spans of each document, with the ids of their codes."""
    out: dict[str, dict[Span, list[str]]] = {}

    def add(document: str, span: Span, guids: list[str]) -> None:
        kept = out.setdefault(document, {}).setdefault(span, [])
        kept += [guid for guid in guids if guid not in kept]

    for statement in summary.statements:
        sentence = statement.sentence
        codes = [_guid("role", score.role.value) for score in statement.roles]
        codes += [_guid("line", score.code) for score in statement.lines]
        add(sentence.document_id, (sentence.start, sentence.end), codes)
    for paragraph in summary.paragraphs():
        point = _guid("point", paragraph.point_id)
        for evidence in (*paragraph.evidence, *paragraph.also):
            where = evidence.citation
            add(where.document_id, (where.start, where.end), [point])
    return out


def _selection(
    source: etree._Element, document: str, start: int, end: int, codes: list[str]
) -> None:
    from lxml import etree

    name = f"{document}/{start}-{end}"
    selection = etree.SubElement(source, "PlainTextSelection", guid=_guid("selection", name))
    selection.set("startPosition", str(start))
    selection.set("endPosition", str(end))
    selection.set("creatingUser", _guid("user", "wsis-nlp"))
    for code in codes:
        coding = etree.SubElement(selection, "Coding", guid=_guid("coding", f"{name}/{code}"))
        coding.set("creatingUser", _guid("user", "wsis-nlp"))
        etree.SubElement(coding, "CodeRef", targetGUID=code)
