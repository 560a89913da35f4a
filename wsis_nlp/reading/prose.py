"""Plain prose to sections: the part that every submission of plain paragraphs shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from operator import attrgetter
from typing import Any

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import NOWHERE, Builder, Place
from wsis_nlp.reading.captions import blocks, is_wrapped, runs_on
from wsis_nlp.reading.casing import are_loud, cased
from wsis_nlp.reading.conventions import is_furniture
from wsis_nlp.reading.dates import date_in, is_date_line
from wsis_nlp.reading.packing import PackedList, slices
from wsis_nlp.reading.protocol import Source

_HEADING_NUMBER = re.compile(
    r"^(?:(?:[IVXLC]+|[A-Z]|\d+)[.)]|\d+(?:\.\d+)+[.)]?|\d{1,2}(?=\s+[A-Z]))\s+\S"
)
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_UNDERLINE = re.compile(r"^[ \t]*[=\-~_]{3,}[ \t]*$", re.MULTILINE)
# Words that a heading does not hold: somebody speaks, or a sentence is made, or it is not over.
_SPEAKS = re.compile(
    r"\b(?:I|I['’]\w+|[Mm]e|[Mm]y|[Tt]hanks?|is|are|was|were|will|have|has|had|been|"
    r"must|should|shall|would|could)\b|\b(?:of|the|an?|to|and|or|in|with|that|by)$|^[•*·–—-]"
)
_SALUTATION = re.compile(
    r"^(?:(?:your|mr|mrs|ms|madam|dear|honou?rable|distinguished|esteemed|good)\b.*|"
    r"(?:excellenc|ladies|gentlemen|colleagues|friends|delegates|president|chair)\w*\b.{0,60})$",
    re.IGNORECASE,
)


_SAYS = re.compile(r"[^\W_]")
# What a letter is about, in a line of its own.
_SUBJECT = re.compile(r"(?:re|subject|ref)\s?:\s+(\S.{8,240})$", re.IGNORECASE)
# Within so many paragraphs from the start stands the day of a document, and what a letter is about.
_DATED_WITHIN = 12
# Kinds of parts that are not part of the running text.
ASIDE = ("footnote", "furniture", "other")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a written document, as its format gives it.

    ``kind`` is ``text``, ``heading``, ``title``, or one of ``ASIDE``, which are kept as notes of
    that kind; ``joined`` says that it goes on in the middle of the paragraph before (a page break).
    """

    text: str
    kind: str = "text"
    place: Place = NOWHERE
    joined: bool = False


def packed_parts(parts: Iterable[Part] = ()) -> PackedList[Part]:
    """A list of parts that a large file does not burst."""

    def part(text: str, kind: str, joined: bool, *place: Any) -> Part:  # noqa: ANN401
        return Part(text, kind, Place(*place), joined)

    places = ("original", "time", "page", "paragraph")
    fields = attrgetter("text", "kind", "joined", *(f"place.{name}" for name in places))
    return PackedList(fields, part, parts)


def read_prose(source: Source, text: str, warnings: Sequence[str] = ()) -> Document:
    """Read plain text whose signs are even: paragraphs under headings, a section an utterance."""
    wrapped = is_wrapped(text) or (bool(_EMPTY_LINE.search(text)) and _narrow(text))
    text = _UNDERLINE.sub(lambda match: " " * len(match.group()), text)
    parts = _parts(text, wrapped=wrapped)
    del text  # a large text is held once
    return read_parts(source, parts, warnings)


def read_parts(
    source: Source,
    parts: Iterable[Part],
    warnings: Sequence[str] = (),
    *,
    title: str = "",
    date: str | None = None,
    language: str | None = None,
) -> Document:
    """Make a submission of its parts; paragraphs are numbered from 1, headings aside."""
    builder = Builder(source, "paragraphs", list(warnings), written=True)
    number, waiting = 0, ""
    for place, part in enumerate(parts):
        bare = " ".join(part.text.split())
        if not bare:
            continue
        dated = part.kind not in ASIDE and place < _DATED_WITHIN and is_date_line(bare)
        # A running head that is a day and no more is the document's.
        running = part.kind == "furniture" and part.place.page and is_date_line(bare)
        date = date or (date_in(bare) if dated or running else None)
        if part.kind in ASIDE:
            builder.note(part.kind, bare)
        elif dated or not _SAYS.search(bare):
            # The day of a letter is no heading of it, and a line of signs is none of its words.
            builder.note("other", bare)
        elif part.kind == "text" and is_furniture(bare):
            builder.note("furniture", bare)
        elif part.kind == "text":
            if not part.joined:
                number += 1
                builder.paragraph()
            if not title and place < _DATED_WITHIN and (subject := _SUBJECT.match(bare)):
                title = subject[1]
            waiting = ""
            where = part.place
            builder.add(part.text, Place(where.original, where.time, where.page, number))
        else:
            # A heading with nothing under it but further headings goes with the next of them.
            path = f"{waiting} / {bare}" if waiting and waiting != bare else bare
            builder.turn(heading=path)
            waiting = path if title and part.kind == "heading" else ""
            subject = _SUBJECT.match(bare)
            title = title or (subject[1] if subject else bare)
    return builder.build(DocumentKind.SUBMISSION, title, date=date, language=language)


def is_heading(line: str) -> bool:
    """Whether a paragraph is a heading by its words: short, and not a sentence."""
    words = line.split()
    if len(words) > 14 or not re.search(r"[^\W\d_]", line) or line.rstrip('"”’)')[-1:] in ".;,!…":
        return False
    if (line.isupper() and len(line) > 3) or _HEADING_NUMBER.match(line):
        return not _SALUTATION.match(line)
    if len(line) < 4 or len(words) > 10 or not line[0].isupper() or line[-1] in ":?-–—":
        return False
    return "," not in line and not _SPEAKS.search(line) and not _SALUTATION.match(line)


def judged(parts: PackedList[Part], *, unless_typed: bool = False) -> PackedList[Part]:
    """The parts, those of no style (``plain``) made heading or text by their words and neighbours.

    ``unless_typed`` trusts the format where it knew a heading itself. The parts given are gone.
    """
    typed = unless_typed and any(part.kind == "heading" for part in parts)

    def lines() -> Iterator[str]:
        return (" ".join(part.text.split()) for part in parts if part.kind not in ASIDE)

    heads = iter(bytearray(headings(lines)))
    out = packed_parts()
    for part in parts.drain():
        heads_it = part.kind not in ASIDE and next(heads) and not typed
        if part.kind == "plain":
            part = replace(part, kind="heading" if heads_it else "text")  # noqa: PLW2901
        out.append(part)
    return out


def headings(lines: Callable[[], Iterable[str]]) -> Iterator[bool]:
    """Which of a document's paragraphs are headings, by their words and their neighbours.

    A heading stands between paragraphs that are whole; lines numbered one after the other are
    the items of a list. ``lines`` gives the paragraphs anew.
    """
    loud = are_loud(lines)
    before, heads = "", True
    shown = (cased(line) if loud else line for line in lines())
    for line, after in pairwise(chain(shown, ("",))):
        if is_furniture(line):
            yield False
            continue
        numbered = _numbering(line)
        listed = numbered and numbered in (_numbering(before), _numbering(after))
        heads = (
            (heads or before[-1:] in '.!?:;…”")*')
            and is_heading(line)
            and not listed
            and bool(after)
            and not runs_on(line, after)
            and (len(after) > len(line) or is_heading(after) or is_furniture(after))
        )
        yield heads
        before = line


def _numbering(line: str) -> str:
    """The kind of number that a short line begins with, empty for none."""
    match = _HEADING_NUMBER.match(line)
    if not match or len(line) > 120:
        return ""
    number = line.split(maxsplit=1)[0].rstrip(".)")
    if number.isdigit():
        return "digits"
    return "roman" if set(number) <= set("IVXLC") else "letter" if number.isalpha() else "levels"


def _parts(text: str, *, wrapped: bool) -> Iterator[Part]:
    def lines() -> Iterator[str]:
        return (" ".join(block.text.split()) for block in blocks(text, 0, wrapped=wrapped))

    loud, before = are_loud(lines), ""
    for block, heads in zip(blocks(text, 0, wrapped=wrapped), headings(lines), strict=True):
        line = " ".join(block.text.split())
        line = cased(line) if loud else line
        heads = heads and "\n" not in block.text  # noqa: PLW2901
        place = Place(original=block.start)
        yield Part(
            block.text, "heading" if heads else "text", place, runs_on(before, line) and not heads
        )
        before = line


def _narrow(text: str) -> bool:
    """Whether no line is longer than a typewriter's: then empty lines alone end paragraphs."""
    lines = (line for some in slices(text) for line in some.splitlines() if line.strip())
    return max(map(len, lines), default=101) <= 100
