"""Web pages: saved pages of a forum's site, transcripts among them. Main text only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document
from wsis_nlp.domain.resources import configuration
from wsis_nlp.reading.dates import date_in
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.limits import MIB, limits
from wsis_nlp.reading.main_text import Block, extracted, main_blocks, packed_blocks
from wsis_nlp.reading.packing import PackedList
from wsis_nlp.reading.prose import Part, packed_parts
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.tables import row_of
from wsis_nlp.reading.written import read_written

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_BLOCKS = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt "
        "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html "
        "legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul "
        "option select noscript",
    )
)
_SILENT = frozenset(
    re.findall(
        r"\S+",
        "script style template svg math head object iframe canvas audio video map textarea",
    )
)
_EMBEDDED = re.compile(r"data:[\w./+;=,-]{0,100}base64,[A-Za-z0-9+/=%\s]+", re.IGNORECASE)
_OPENING = re.compile(r"<(script|style)\b[^<>]*>", re.IGNORECASE)
_CLOSING = {
    tag: re.compile(rf"</{tag}[^<>]{{0,20}}>", re.IGNORECASE) for tag in ("script", "style")
}
_HEADING = re.compile(r"h[1-6]$")
# Of a page longer than two such ends, in characters, trafilatura judges these alone: it takes forty
# times the size of what it judges, and where tags are many much more than linear time.
_END, _LEAST_END, _END_TAGS = 1_000_000, 10_000, 40_000


@dataclass(frozen=True, slots=True)
class PageLists:
    """The compiled lists of ``configs/reading/pages.yaml``."""

    tags: frozenset[str]
    roles: frozenset[str]
    names: re.Pattern[str]
    lines: re.Pattern[str]


@cache
def page_lists() -> PageLists:
    """Load and compile the lists, once; raises ``ConfigurationError`` if one is broken."""
    with configuration("reading", "pages.yaml") as raw:
        names = re.sub(r"\s*\|\s*", "|", " ".join(raw["furniture_names"].split()))
        return PageLists(
            frozenset(raw["furniture_tags"]),
            frozenset(raw["furniture_roles"]),
            re.compile(rf"(?:^|[\s_-])(?:{names})(?:$|[\s_-])", re.IGNORECASE),
            re.compile("|".join(f"(?:{line})" for line in raw["furniture_lines"]), re.IGNORECASE),
        )


class HtmlReader:
    """``.html``: turns if the main text carries speaker marks, else sections."""

    name = "web page"
    suffixes = (".html", ".htm", ".xhtml")

    def read(self, source: Source) -> Document:
        """Read the main text; raises ``SourceError`` if it is not text, or too large a page."""
        text, warnings = _decoded(source)
        text = _bare(text)
        _check_size(source, text)
        root = _parse(source, text)
        # Of a large page the ends are enough: what is between them is judged by our lists alone.
        both = _both_ends(text)
        ends = root if both is text else _parse(source, both)
        del text, both
        judged = extracted(ends, own=ends is root)
        blocks = packed_blocks(_page_blocks(root))
        kept = main_blocks(blocks, judged)
        title, date = _title(root), _date(root) or _date_above(blocks, kept)
        del root, ends, judged
        parts = packed_parts(
            block.part if keep else replace(block.part, kind="furniture")
            for block, keep in zip(blocks.drain(), kept, strict=True)
        )
        named = any(part.kind == "heading" for part in parts)
        title = "" if named else title
        return read_written(source, parts, warnings, title=title, date=date, flowing=True)


def fragment_parts(text: str) -> list[Part]:
    """The visible blocks of a piece of HTML inside another format."""
    from lxml import etree, html

    try:
        root = html.fromstring(f"<div>{text}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return [Part(text)]
    return [block.part for block in _page_blocks(root)]


def _decoded(source: Source) -> tuple[str, list[str]]:
    """The text, by the encoding that the page declares where it is one and it holds."""
    found = _CHARSET.search(source.data[:4096])
    if found and found.group(1).lower() not in (b"utf-8", b"utf8", b"utf-16"):
        name = found.group(1).decode("ascii", errors="replace")
        name = "cp1252" if name.lower() in ("iso-8859-1", "latin1", "us-ascii") else name
        try:
            return source.data.decode(name), []
        except (LookupError, UnicodeError):
            pass
    decoded = decode(source)
    return decoded.text, list(decoded.warnings)


def _bare(text: str) -> str:
    """A page without what browsers save into it: pictures as text, scripts, styles."""
    text = _EMBEDDED.sub("data:", text)
    out: list[str] = []
    last, unclosed = 0, set[str]()
    # One pass: a hostile page may open a thousand scripts and close none.
    for opening in _OPENING.finditer(text):
        tag = opening[1].lower()
        if opening.start() < last or tag in unclosed:
            continue
        closing = _CLOSING[tag].search(text, opening.end())
        if closing is None:
            unclosed.add(tag)
            continue
        out.append(text[last : opening.start()])
        last = closing.end()
    return "".join([*out, text[last:]])


def _check_size(source: Source, text: str) -> None:
    most = limits().largest_page
    if len(text) > most * MIB:
        raise SourceError(
            source.path,
            f"it has {len(text) // MIB} MiB of text and tags, pictures and scripts aside, more "
            f"than the {most} of a web page (largest_page)",
            "Open it in a browser, copy its text into a .txt file, or raise the limit.",
        )
    if (tags := text.count("<")) > limits().page_tags:
        raise SourceError(
            source.path,
            f"it has {tags:,} tags, more than the {limits().page_tags:,} of a web page (page_tags)",
            "Open it in a browser, copy its text into a .txt file, or raise the limit.",
        )


def _both_ends(text: str) -> str:
    """The beginning and the end of a page, each up to a tag; all of it if it is no larger."""
    size = _END
    while size > _LEAST_END and text.count("<", 0, size) + text.count("<", -size) > _END_TAGS:
        size //= 2
    if len(text) <= 2 * size:
        return text
    first, last = text.rfind("<", 0, size), text.find("<", len(text) - size)
    return text[: first if first > 0 else size] + (text[last:] if last > 0 else "")


def _parse(source: Source, text: str) -> Any:  # noqa: ANN401 - lxml elements have no types
    from lxml import etree, html

    # A declaration of an encoding is not allowed in text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\0", "")
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(
            source.path, "there is no web page in it", "Check that it is the right file."
        ) from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise SourceError(
            source.path,
            "its tags are nested deeper than any real page",
            "Save the page's text as .txt.",
        )
    return root


@dataclass(slots=True)
class _Open:
    """The block that is being put together."""

    words: list[str]
    links: int = 0


def _page_blocks(root: Any) -> Iterator[Block]:  # noqa: ANN401
    whole = max(1, sum(len(text) for text in root.itertext()))
    yield from _Walker(whole).blocks(root)


@dataclass(slots=True)
class _Walker:
    whole: int

    def blocks(self, root: Any, *, furniture: bool = False) -> Iterator[Block]:  # noqa: ANN401
        """The blocks of text below an element, in order."""
        open_ = _Open([])
        yield from self._below(root, open_, furniture, kind="text", link=False)
        yield from _closed(open_, furniture, "text")

    def _below(
        self,
        element: Any,  # noqa: ANN401
        open_: _Open,
        furniture: bool,
        *,
        kind: str,
        link: bool,
    ) -> Iterator[Block]:
        _say(open_, element.text, link, raw=kind == "pre")
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "br":
                open_.words.append("\n")
            elif tag == "img" and child.get("alt", "").strip():
                yield Block(Part(child.get("alt"), "other"))
            elif tag == "table":
                yield from _closed(open_, furniture, kind)
                yield from self._table(child, furniture or self._is_furniture(child))
            elif tag in _BLOCKS:
                yield from _closed(open_, furniture, kind)
                inside = furniture or self._is_furniture(child)
                own = "heading" if _HEADING.match(tag) else "pre" if tag == "pre" else kind
                yield from self._below(child, open_, inside, kind=own, link=link)
                yield from _closed(open_, inside, own)
            elif tag and tag not in _SILENT:
                inside = furniture or self._is_furniture(child)
                if inside != furniture:
                    yield from _closed(open_, furniture, kind)
                linked = link or tag == "a"
                yield from self._below(child, open_, inside, kind=kind, link=linked)
                if inside != furniture:
                    yield from _closed(open_, inside, kind)
            _say(open_, child.tail, link, raw=kind == "pre")

    def _table(self, table: Any, furniture: bool) -> Iterator[Block]:  # noqa: ANN401
        for row in table.iter("tr"):
            if next(row.iterancestors("table")) is not table:
                continue
            cells = [list(self.blocks(cell, furniture=furniture)) for cell in row]
            row_parts = list(row_of([[block.part for block in cell] for cell in cells]))
            known = {id(block.part): block for cell in cells for block in cell}
            links = sum(block.links for cell in cells for block in cell)
            for part in row_parts:
                yield known.get(id(part)) or Block(part, furniture, links)

    def _is_furniture(self, element: Any) -> bool:  # noqa: ANN401
        lists = page_lists()
        if element.tag in ("html", "body", "main", "article"):
            return False
        if element.tag in lists.tags or element.get("role", "") in lists.roles:
            return not self._holds_most(element)
        style = element.get("style", "").replace(" ", "")
        if "hidden" in element.attrib or "display:none" in style:
            return True
        names = f"{element.get('class', '')} {element.get('id', '')}"
        header = element.tag == "header" and next(element.iterancestors("article", "main"), None)
        named = bool(lists.names.search(names)) or (element.tag == "header" and header is None)
        return named and not self._holds_most(element)

    def _holds_most(self, element: Any) -> bool:  # noqa: ANN401
        return sum(len(text) for text in element.itertext()) > self.whole / 2


def _say(open_: _Open, text: str | None, link: bool, *, raw: bool) -> None:
    if text:
        open_.words.append(text if raw else re.sub(r"[ \t\r\n\f]+", " ", text))
        open_.links += len(text.strip()) if link else 0


def _closed(open_: _Open, furniture: bool, kind: str) -> Iterator[Block]:
    """End the block: one paragraph, or several where empty lines or furniture part them."""
    words, links = "".join(open_.words), open_.links
    open_.words, open_.links = [], 0
    kind = "heading" if kind == "heading" else "text"
    for paragraph in re.split(r"\n[ \t]*\n\s*", words):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            if page_lists().lines.match(line.strip()):
                if lines:
                    yield Block(Part("\n".join(lines), kind), furniture, links)
                yield Block(Part(line, "furniture"), furniture=True)
                lines = []
            elif line.strip():
                lines.append(line.strip(" "))
        if lines:
            yield Block(Part("\n".join(lines), kind), furniture, links)


def _title(root: Any) -> str:  # noqa: ANN401
    """The page's own title, without the name of the site behind it."""
    for path, key in (("//meta[@property='og:title']", "content"), ("//head/title", None)):
        for element in root.xpath(path):
            text = " ".join((element.get(key, "") if key else element.text_content()).split())
            if text:
                return str(re.split(r"\s+[|–—-]\s+(?=[^|–—-]{1,40}$)", text)[0])
    return ""


def _date_above(blocks: PackedList[Block], kept: bytearray) -> str | None:
    """The day in a short line right above the main text, where sites put it."""
    first = max(0, kept.find(1))
    for block in reversed(list(islice(blocks, max(0, first - 8), first))):
        if len(block.part.text) < 60 and (found := date_in(block.part.text)):
            return found
    return None


def _date(root: Any) -> str | None:  # noqa: ANN401
    """The day of publishing, where the page's own metadata says it."""
    names = ("article:published_time", "dc.date", "dcterms.date", "dcterms.created", "date")
    for meta in root.xpath("//meta[@content]"):
        if (meta.get("property") or meta.get("name") or "").casefold() in names:
            return date_in(meta.get("content"))
    return None
