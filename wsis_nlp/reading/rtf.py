"""Rich Text Format (RTF 1.9.1): what captioning programs and old word processors save.

Libraries for it drop footnotes, headers and deletions without a word, which is not for us.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document
from wsis_nlp.reading.limits import limits
from wsis_nlp.reading.packing import PackedList
from wsis_nlp.reading.prose import Part, judged, packed_parts
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.tables import row_of
from wsis_nlp.reading.written import read_written

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|"
    r"([^\\{}\r\n]+)"
)
_SIGNS = {
    "emdash": "\u2014",
    "endash": "\u2013",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "bullet": "\u2022",
    "tab": " ",
    "line": "\n",
    "lbr": "\n",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "nestcell": " ",
}
_SYMBOLS = {"~": "\u00a0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}"}
_PARAGRAPHS = ("par", "sect", "page", "column")
# Groups whose words are no part of the text, and those whose words are kept beside it.
_SKIPPED = frozenset(
    re.findall(
        r"\S+",
        "colortbl listtable listoverridetable rsidtbl generator themedata colorschememapping "
        "datastore latentstyles xmlnstbl pict object fldinst filetbl revtbl pnseclvl "
        "nonshppict shpinst sp bkmkstart bkmkend mmathPr wgrffmtfilter pgptbl userprops "
        "factoidname ftnsep ftnsepc",
    )
)
_BESIDE = {
    "footnote": "footnote",
    "header": "furniture",
    "headerl": "furniture",
    "headerr": "furniture",
    "headerf": "furniture",
    "footer": "furniture",
    "footerl": "furniture",
    "footerr": "furniture",
    "footerf": "furniture",
    "annotation": "other",
    "shptxt": "text",
    "title": "core title",
}
# Character sets of fonts and their code pages (RTF 1.9.1, "Font Table").
_CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gb2312",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}


@dataclass(slots=True)
class _Flow:
    """A stream of paragraphs: the body, or one footnote, margin or box."""

    kind: str
    parts: list[Part] | PackedList[Part] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    cells: list[list[Part]] = field(default_factory=list)
    cell: list[Part] = field(default_factory=list)
    behind: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside one pair of braces."""

    flow: _Flow | None
    page: str
    table: str = ""
    skip: int = 1
    hidden: bool = False
    deleted: bool = False
    role: str = "plain"
    in_table: bool = False


class RtfReader:
    """``.rtf``: turns if the paragraphs carry speaker marks, else sections."""

    name = "RTF"
    suffixes = (".rtf",)

    def read(self, source: Source) -> Document:
        """Read the accepted text; raises ``SourceError`` if it is not RTF."""
        if not source.data.strip():
            raise SourceError(source.path, "the file is empty", "Ask for it again, or take it out.")
        if not source.data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
            raise SourceError(
                source.path,
                "it does not begin as RTF does",
                "Save it again as .rtf or .docx, or rename it to what it is.",
            )
        parts, title, warnings = _parts(source)
        named = any(part.kind in ("title", "heading") for part in parts)
        return read_written(source, parts, warnings, title="" if named else title)


def _parts(source: Source) -> tuple[PackedList[Part], str, list[str]]:
    """The parts of the text, its own title, and what could not be read."""
    parser = _Parser(source)
    parser.run()
    found = (part for part in parser.body.parts if part.text.strip())
    return judged(packed_parts(found)), parser.title, parser.warnings


class _Parser:
    """Walks the tokens once; time and memory are linear in the file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.data.decode("latin-1")
        self.body = _Flow("text", packed_parts())
        self.warnings: list[str] = []
        self.title = ""
        self.group = _Group(self.body, "cp1252")
        self.stack: list[_Group] = []
        self.fonts: dict[int, str] = {}
        self.roles: dict[int, str] = {}
        self.page = "cp1252"
        self.bytes = bytearray()
        self.skip = 0
        self.starred = False
        self.number = 0
        self.name: list[str] = []
        self.margins: dict[str, None] = {}

    def run(self) -> None:
        """Read the whole file into ``body``."""
        at = 0
        while at < len(self.text):
            match = _TOKEN.match(self.text, at)
            at = at + 1 if match is None else match.end()
            if match is None:
                continue
            if match.group(1) == "bin":
                at += max(0, int(match.group(2) or 0))
            else:
                self._token(*match.groups())
        if self.stack:
            self.warnings.append("the file ends in the middle; what there is was read")
            while self.stack:
                self._close()
        self._paragraph()
        self._row()
        self.body.parts.extend(Part(words, "furniture") for words in self.margins)

    def _token(
        self,
        word: str | None,
        figure: str | None,
        code: str | None,
        symbol: str | None,
        brace: str | None,
        run: str | None,
    ) -> None:
        if code is not None:
            self._byte(int(code, 16))
        elif brace:
            self._open() if brace == "{" else self._close()
        elif word:
            self._control(word, None if figure is None else int(figure))
        elif symbol == "*":
            self.starred = True
        elif symbol and symbol in "\r\n":
            self._flush()
            self._paragraph()
        elif symbol:
            self._flush()
            self._say(_SYMBOLS.get(symbol, ""))
        elif run:
            self._run(run)

    def _open(self) -> None:
        self._flush()
        self.stack.append(self.group)
        if len(self.stack) > limits().nesting:
            raise SourceError(
                self.source.path,
                f"its groups are nested more than {limits().nesting} deep",
                "Open it in a word processor and save it again.",
            )
        self.starred = False

    def _close(self) -> None:
        self._flush()
        if not self.stack:
            return
        inner, self.group = self.group, self.stack.pop()
        self.starred = False
        if inner.table == "style":
            name = "".join(self.name).rstrip(";").strip().casefold()
            if re.match(r"heading ?\d", name):
                self.roles[self.number] = "heading"
            elif re.match(r"(sub)?title\b", name):
                self.roles[self.number] = "title"
            elif re.match(r"toc ?\d", name):
                self.roles[self.number] = "furniture"
            self.name, self.number = [], 0
        flow = inner.flow
        if flow is None or flow is self.group.flow or flow is self.body:
            return
        self._end(flow, inner.role)
        parts = [part for part in flow.parts if part.text.strip()]
        words = " ".join(" ".join(part.text for part in parts).split())
        if flow.kind == "core title":
            self.title = words
        elif flow.kind == "furniture":
            self.margins.update({words: None} if words else {})
        elif flow.kind == "text":
            (self.group.flow or self.body).behind += parts
        elif words:
            (self.group.flow or self.body).behind.append(Part(words, flow.kind))

    def _control(self, word: str, figure: int | None) -> None:
        self._flush()
        if self._destination(word):
            return
        group = self.group
        if word == "u" and figure is not None:
            self._say(chr(figure % 65536))
            self.skip = group.skip
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in _PARAGRAPHS:
            self._paragraph()
        elif word in ("cell", "row"):
            self._paragraph()
            if word == "cell":
                self._cell()
            else:
                self._row()
        else:
            self._property(word, figure)

    def _destination(self, word: str) -> bool:
        """Whether a control word opens a group of its own kind; then the group is set up."""
        starred, self.starred = self.starred, False
        if self.group.flow is None and self.group.table != "info":
            return word not in ("s", "f", "fcharset")
        if word in _BESIDE:
            if word == "title" and self.group.table != "info":
                return True
            self.group = replace(self.group, flow=_Flow(_BESIDE[word]), table="", role="plain")
        elif word in ("fonttbl", "stylesheet", "info"):
            self.group = replace(self.group, flow=None, table=word)
        elif word in _SKIPPED or (starred and word not in ("ud", "shppict", "fldrslt")):
            self.group = replace(self.group, flow=None, table="")
        else:
            return False
        return True

    def _property(self, word: str, figure: int | None) -> None:
        on = figure != 0
        changes: dict[str, Callable[[], _Group]] = {
            "v": lambda: replace(self.group, hidden=on),
            "deleted": lambda: replace(self.group, deleted=on),
            "plain": lambda: replace(self.group, hidden=False, deleted=False, page=self.page),
            "intbl": lambda: replace(self.group, in_table=True),
            "pard": lambda: replace(self.group, role="plain", in_table=False),
            "uc": lambda: replace(self.group, skip=min(8, max(0, figure or 0))),
            "outlinelevel": lambda: replace(
                self.group, role="heading" if (figure or 0) < 9 else self.group.role
            ),
        }
        if word in changes:
            self.group = changes[word]()
        elif word == "s" and figure is not None:
            if self.group.table == "stylesheet":
                self.number = figure
                self.group = replace(self.group, table="style")
            else:
                self.group = replace(self.group, role=self.roles.get(figure, "plain"))
        elif word == "f" and figure is not None:
            if self.group.table == "fonttbl":
                self.number = figure
            else:
                self.group = replace(self.group, page=self.fonts.get(figure, self.page))
        elif word == "fcharset" and self.group.table == "fonttbl":
            self.fonts[self.number] = _CHARSETS.get(figure or 0, self.page)
        elif word == "ansicpg" and figure:
            self._code_page(f"cp{figure}")
        elif word in ("mac", "pc", "pca"):
            self._code_page({"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word])

    def _code_page(self, name: str) -> None:
        try:
            codecs.lookup(name)
        except LookupError:
            self.warnings.append(f"code page {name} is unknown: read as Windows-1252")
            return
        self.page = name
        self.group = replace(self.group, page=name)

    def _byte(self, value: int) -> None:
        if self.skip:
            self.skip -= 1
        else:
            self.bytes.append(value)

    def _run(self, run: str) -> None:
        self._flush()
        skipped, self.skip = min(self.skip, len(run)), max(0, self.skip - len(run))
        if run[skipped:]:
            self._say(run[skipped:].encode("latin-1").decode(self.group.page, errors="replace"))

    def _flush(self) -> None:
        r"""Bytes written as ``\'hh`` wait until all of a character are there."""
        if self.bytes:
            data, self.bytes = bytes(self.bytes), bytearray()
            self._say(data.decode(self.group.page, errors="replace"))

    def _say(self, text: str) -> None:
        group = self.group
        if group.table == "style":
            self.name.append(text)
        if group.flow is None or group.deleted or not text:
            return
        (group.flow.hidden if group.hidden else group.flow.words).append(text)

    def _paragraph(self) -> None:
        if self.group.flow is not None:
            self._end(self.group.flow, self.group.role)

    def _end(self, flow: _Flow, role: str) -> None:
        """End the paragraph of a flow: its words, then what hangs on it."""
        # Characters beyond the first plane come as two halves.
        words, hidden = (_whole("".join(some)) for some in (flow.words, flow.hidden))
        flow.words, flow.hidden = [], []
        into = flow.cell if self.group.in_table else flow.parts
        if words.strip():
            into.append(Part(words, role))
        if hidden.strip():
            into.append(Part(hidden, "other"))
        into.extend(flow.behind)
        flow.behind = []
        if not self.group.in_table and (flow.cells or flow.cell):
            self._row()

    def _cell(self) -> None:
        flow = self.group.flow
        if flow is not None:
            flow.cells.append(flow.cell)
            flow.cell = []

    def _row(self) -> None:
        flow = self.group.flow
        if flow is not None:
            cells, flow.cells = [*flow.cells, flow.cell], []
            flow.cell = []
            flow.parts.extend(row_of(cells))


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
