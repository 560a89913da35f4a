"""Markdown (CommonMark with tables): articles with front matter, and minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import yaml

from wsis_nlp.domain.records import Document
from wsis_nlp.reading.dates import date_in
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.html import fragment_parts
from wsis_nlp.reading.packing import PackedList
from wsis_nlp.reading.prose import Part, packed_parts
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.tables import row_of
from wsis_nlp.reading.written import read_written

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(
    r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
# So many lines are parsed at once; a block that is longer is still read as one.
_LINES = 5000
# What site generators leave for their own use, and the marks of footnotes.
_SHORTCODE = re.compile(r"\{\{[<%].{0,2000}?[>%]\}\}|\{%.{0,2000}?%\}", re.S)
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\](?!:)")
_NOTE = re.compile(r"^\[\^[^\]\s]{1,40}\]:\s*")
# Front matter that says what the text says or how the site shows it.
_KEPT_KEYS = ("excerpt", "description", "summary", "subtitle", "abstract")


@dataclass(slots=True)
class _Front:
    """What the front matter tells."""

    title: str = ""
    date: str | None = None
    language: str | None = None
    notes: list[str] = field(default_factory=list)


class MarkdownReader:
    """``.md``: turns if lines carry speaker marks, else sections under its headings."""

    name = "Markdown"
    suffixes = (".md", ".markdown")

    def read(self, source: Source) -> Document:
        """Read the text without its marks; raises ``SourceError`` if it is not text."""
        decoded = decode(source)
        front, body, told = _front(decoded.text)
        warnings = [*decoded.warnings, *told]
        del decoded
        parts = packed_parts(Part(words, "other") for words in front.notes)
        parts.extend(part for part in _parts(body) if part.text.strip())
        del body
        return read_written(
            source,
            parts,
            warnings,
            title=front.title,
            date=front.date,
            language=front.language,
            flowing=True,
        )


def _front(text: str) -> tuple[_Front, str, list[str]]:
    match = _FRONT.match(text)
    if not match:
        return _Front(), text, []
    try:
        raw = _toml(match.group(2)) if match.group(1) == "+++" else yaml.safe_load(match.group(2))
    except (yaml.YAMLError, ValueError, RecursionError):
        return _Front(), text, ["its front matter cannot be read and stands in the text"]
    if not isinstance(raw, dict):
        return _Front(), text, []
    values = {str(key).casefold(): value for key, value in raw.items()}
    front = _Front(
        _plain(values.get("title")),
        date_in(_plain(values.get("date"))),
        _plain(values.get("lang") or values.get("language"))[:2].casefold() or None,
        [_plain(values[key]) for key in _KEPT_KEYS if _plain(values.get(key))],
    )
    return front, text[match.end() :], []


def _toml(text: str) -> Any:  # noqa: ANN401
    import tomllib

    return tomllib.loads(text)


def _plain(value: object) -> str:
    """A scalar as text; lists and mappings are not (an alias in YAML may stand for millions)."""
    return " ".join(str(value).split()) if value and not isinstance(value, list | dict) else ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What we need of a token: its type, its words, how a list is marked and where it starts."""

    type: str
    content: str
    markup: str
    start: int | None


def _parts(body: str) -> Iterator[Part]:
    from markdown_it import MarkdownIt

    body = _SHORTCODE.sub(lambda match: f"\n\n<!--{match.group()}-->\n\n", body)
    # Links may be defined behind their use, so blocks come first and what is in them after.
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("inline")
    links: dict[str, Any] = {}
    pieces = PackedList(
        attrgetter("type", "content", "markup", "start"), _Piece, _blocks(parser, body, links)
    )
    walk = _Walk()
    for piece in pieces.drain():
        inside: list[Token] = []
        if piece.type == "inline":
            parser.inline.parse(piece.content, parser, links, inside)
        yield from walk.step(piece, inside)


def _blocks(parser: MarkdownIt, body: str, links: dict[str, Any]) -> Iterator[_Piece]:
    """The blocks of a text, so many lines at a time; ``links`` learns the definitions in it."""
    lines = (match.group() for match in _LINE.finditer(body))
    held: list[str] = []
    step, more = _LINES, True
    while more:
        before = len(held)
        held += islice(lines, step)
        more = len(held) == before + step
        tokens = parser.parse("".join(held), links)
        # The last block may go on in the lines to come: it is read again with them.
        tops = [n for n, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
        begins = tokens[tops[-1]].map if more and tops else None
        if begins is None:
            yield from map(_piece, tokens)
            held, step = [], _LINES
        elif begins[0] == 0:
            step = len(held)
        else:
            yield from map(_piece, tokens[: tops[-1]])
            held, step = held[begins[0] :], _LINES


def _piece(token: Token) -> _Piece:
    start = token.attrGet("start")
    return _Piece(token.type, token.content, token.markup, None if start is None else int(start))


@dataclass(slots=True)
class _Walk:
    """Where we are among the tokens: in which list, row and kind of paragraph."""

    kind: str = "text"
    label: str = ""
    counts: list[int | None] = field(default_factory=list)
    row: list[list[Part]] | None = None

    def step(self, token: _Piece, inside: Sequence[Token]) -> Iterator[Part]:
        """What one token gives, and what is inside it."""
        if token.type == "inline":
            parts = list(_inline(inside, self.kind, self.label))
            self.kind, self.label = "text", ""
            if self.row:
                self.row[-1] += parts
            else:
                yield from parts
        elif token.type in ("fence", "code_block"):
            yield Part(token.content)
        elif token.type == "html_block" and token.content.startswith("<!--{"):
            yield Part(token.content[4:].rpartition("-->")[0], "furniture")
        elif token.type == "html_block":
            yield from fragment_parts(token.content)
        elif token.type == "tr_close":
            yield from row_of(self.row or [])
            self.row = None
        else:
            self._turn(token)

    def _turn(self, token: _Piece) -> None:
        if token.type == "heading_open":
            self.kind = "heading"
        elif token.type == "bullet_list_open":
            self.counts.append(None)
        elif token.type == "ordered_list_open":
            self.counts.append((1 if token.start is None else token.start) - 1)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.counts.pop()
        elif token.type == "list_item_open" and (count := self.counts[-1]) is not None:
            self.counts[-1] = count + 1
            self.label = f"{count + 1}{token.markup} "
        elif token.type == "tr_open":
            self.row = []
        elif token.type in ("td_open", "th_open") and self.row is not None:
            self.row.append([])


def _inline(tokens: Sequence[Token], kind: str, label: str) -> Iterator[Part]:
    out: list[str] = []
    aside: list[Part] = []
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            out.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif token.type == "image":
            aside.append(Part(token.content, "other"))
        elif token.type == "html_inline" and re.match(r"<br\b", token.content, re.IGNORECASE):
            out.append("\n")
    text = _NOTE_MARK.sub("", "".join(out))
    note = _NOTE.match(text)
    if note:
        for line in re.split(r"\n(?=\[\^)", text):
            yield Part(_NOTE.sub("", line), "footnote")
    else:
        yield Part(label + text, kind)
    yield from aside
