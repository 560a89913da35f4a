"""Reading a draft back, as a person left it: its sentences, and what became of its points.

In the Word file each numbered paragraph carries a bookmark with the id of its point, which a word
processor keeps when the paragraph is edited or moved. In Markdown and in Word files of other
origin there are no ids: sentences are read all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wsis_nlp.auditing.tracing import DraftSentence
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.segmenting.sentences import split

BOOKMARK = "pt_"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ANNEX = re.compile(r"Annex\b", re.IGNORECASE)
_QUOTE = re.compile(r"[“\"](.*)[”\"]", re.DOTALL)
# Who said a quote, as it stands behind it in the text (see `rendering.wording.by`).
_BY = re.compile(r"(?<=[”\"])\s*— [^“”\"]*$")
_ELLIPSIS = re.compile(r"^\[(?:…|\.\.\.)\]\s*|\s*\[(?:…|\.\.\.)\]$")
_MARKDOWN = re.compile(r"\[\^\w+\](?::.*)?|\\(?=[\\`*_\[\]<>|#.])|^[>#\s]+|^\d+\\?\.\s+|(?<!\\)\*")


@dataclass(frozen=True, slots=True)
class DraftPoint:
    """A numbered paragraph of a draft: the id of its point and its lead-in as it now stands."""

    point_id: str
    lead_in: str


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A draft as it was read back, in order."""

    sentences: tuple[DraftSentence, ...]
    points: tuple[DraftPoint, ...]


def read_draft(path: Path) -> ReadDraft:
    """Read a draft from ``.docx`` or ``.md``, without its annexes.

    Raises
    ------
    UsageError
        If it is of another kind or cannot be read.
    """
    suffix = path.suffix.casefold()
    if suffix == ".docx":
        paragraphs = _docx(path)
    elif suffix in (".md", ".markdown", ".txt"):
        paragraphs = _markdown(path)
    else:
        raise UsageError(f"{path}: a draft is a .docx or .md file. Save it as one of them.")
    sentences: list[DraftSentence] = []
    points: list[DraftPoint] = []
    for number, (text, point) in enumerate(paragraphs, start=1):
        if point:
            points.append(DraftPoint(point, _QUOTE.sub("", _BY.sub("", text)).strip()))
        sentences += _sentences(text, number)
    return ReadDraft(tuple(sentences), tuple(points))


def _sentences(text: str, number: int) -> Iterator[DraftSentence]:
    quote = _QUOTE.search(text)
    if quote is None:
        yield from _prose(text, number)
        return
    yield from _prose(text[: quote.start()], number)
    inside = _ELLIPSIS.sub("", _ELLIPSIS.sub("", quote.group(1).strip()))
    if inside:
        yield DraftSentence(inside, True, number)
    named = _BY.search(text)
    yield from _prose(text[quote.end() : named.start() if named else len(text)], number)
    if named:
        yield DraftSentence(named[0].strip(), False, number)


def _prose(text: str, number: int) -> Iterator[DraftSentence]:
    for start, end in split(text):
        if any(char.isalpha() for char in text[start:end]):
            yield DraftSentence(text[start:end], False, number)


def _docx(path: Path) -> list[tuple[str, str | None]]:
    """The text of each paragraph, changes accepted, with the id of its point."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        body: Any = docx.Document(str(path)).element.body
    except (OSError, PackageNotFoundError, KeyError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a Word file. Check it in Word.") from error
    out: list[tuple[str, str | None]] = []
    for paragraph in body.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val") if style is not None else ""
        text = "".join(_accepted(paragraph)).strip()
        if name.startswith("Heading") and _ANNEX.match(text):
            break
        if not text or name.startswith(("Heading", "Title", "Contents", "TOC")):
            continue
        if paragraph.find(f"{_W}hyperlink") is not None:  # an entry of the list of contents
            continue
        marks = (mark.get(f"{_W}name", "") for mark in paragraph.iter(f"{_W}bookmarkStart"))
        point = next((mark for mark in marks if mark.startswith(BOOKMARK)), None)
        out.append((text, point.removeprefix(BOOKMARK) if point else None))
    return out


def _accepted(paragraph: Any) -> Iterator[str]:  # noqa: ANN401 - lxml has no types here
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        if any(above.tag in (f"{_W}del", f"{_W}moveFrom") for above in element.iterancestors()):
            continue
        yield element.text or "" if element.tag == f"{_W}t" else " "


def _markdown(path: Path) -> list[tuple[str, str | None]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8 text. Check the file.") from error
    out: list[tuple[str, str | None]] = []
    for block in re.split(r"\n(?:>?[ \t]*\n)+", text):
        if re.match(r"#+\s*Annex\b", block):
            break
        if block.startswith("#") or block.startswith("[^"):
            continue
        plain = " ".join(_MARKDOWN.sub("", line).strip() for line in block.splitlines())
        if plain.strip():
            out.append((plain.strip(), None))
    return out
