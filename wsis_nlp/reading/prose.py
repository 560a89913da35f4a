"""Plain prose to sections: the part that every submission of plain paragraphs shares."""

from __future__ import annotations

import re

from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Builder
from wsis_nlp.reading.captions import is_wrapped
from wsis_nlp.reading.conventions import is_furniture
from wsis_nlp.reading.protocol import Source

_HEADING_NUMBER = re.compile(r"^(?:[IVXLC]+|[A-Z]|\d+(?:\.\d+)*)[.)]?\s+\S")
_UNDERLINE = re.compile(r"^[=\-~_]{3,}$")


def read_prose(source: Source, text: str, warnings: tuple[str, ...] = ()) -> Document:
    """Read paragraphs under headings; each section becomes one utterance."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    builder = Builder(source, "paragraphs", warnings=list(warnings))
    title, number = "", 0
    for start, block in _paragraphs(text):
        bare = " ".join(block.split())
        if len(bare) < 200 and is_furniture(bare):
            builder.note("furniture", bare)
        elif is_heading(bare):
            title = title or bare
            builder.turn(heading=bare)
        else:
            number += 1
            builder.add(block, original=start, paragraph=number)
            builder.paragraph()
    return builder.build(DocumentKind.SUBMISSION, title)


def is_heading(line: str) -> bool:
    """Whether a paragraph is a heading: short, and not a sentence."""
    words = line.split()
    if len(words) > 14 or not re.search(r"[^\W\d_]", line) or line[-1] in ".;,!…":
        return False
    if line.isupper() or _HEADING_NUMBER.match(line):
        return True
    return len(words) <= 10 and line[0].isupper() and line[-1] not in ":?"


def _paragraphs(text: str) -> list[tuple[int, str]]:
    lines = text.splitlines(keepends=True)
    joined = is_wrapped(text) or any(not line.strip() for line in lines)
    out: list[tuple[int, str]] = []
    offset, current, start = 0, "", 0
    for line in lines:
        bare = line.strip()
        if not bare or _UNDERLINE.match(bare) or (not joined and current):
            if current:
                out.append((start, current))
            current = ""
        if bare and not _UNDERLINE.match(bare):
            if not current:
                start = offset + len(line) - len(line.lstrip())
            # A heading or list item on a line of its own opens a new paragraph.
            current = f"{current} {bare}" if current else bare
        offset += len(line)
    if current:
        out.append((start, current))
    return out
