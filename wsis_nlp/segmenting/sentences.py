"""Sentences of captions and prose.

Captions are punctuated by people at speed: full stops are there, but so are "Mr." and "No. 5".
A sentence ends at . ! ? (with closing quotes) before a space and something that can begin a
sentence, unless the word before is a known abbreviation, an initial, or a number of a list; and
at the end of a paragraph. The rules are checked against the golden rules of Sadvilkar & Neumann,
"PySBD: Pragmatic Sentence Boundary Disambiguation" (NLP-OSS 2020), in the benchmarks.
"""

from __future__ import annotations

import re
from functools import cache

from wsis_nlp.domain.records import Document, Sentence
from wsis_nlp.domain.resources import config_path

_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)|\n")
_LAST_WORD = re.compile(r"(\S+)$")
# Single letters ("J. Doe"), letters with stops ("U.N."), and list numbers ("3.", "5.1.") .
_INITIALS = re.compile(r"^[(\"“]*(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])$")
_NUMBER = re.compile(r"^\(?\d+(?:\.\d+)*$")


@cache
def abbreviations() -> frozenset[str]:
    """The words of ``configs/reading/abbreviations.txt``."""
    lines = config_path("reading", "abbreviations.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")


def sentences(document: Document) -> tuple[Sentence, ...]:
    """Cut every utterance of a document into sentences.

    They do not cross an utterance, do not overlap, and hold every character that is not a space.
    """
    out: list[Sentence] = []
    for utterance in document.utterances:
        for start, end in split(document.text[utterance.start : utterance.end]):
            out.append(
                Sentence(
                    document.id,
                    len(out),
                    utterance.index,
                    utterance.start + start,
                    utterance.start + end,
                )
            )
    return tuple(out)


def split(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a text."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group() != "\n" and not _ends(text, start, match):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if left < len(piece):
        spans.append((start + left, start + len(piece.rstrip())))


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 8].lstrip(" ")[:2]
    if not after or after[0] == "\n":
        return True
    if match.group()[0] != ".":
        # "?" and "!" inside a sentence are followed by lower case; so are three dots.
        return not after[0].islower()
    word = _LAST_WORD.search(text, start, match.start())
    last = word.group(1) if word else ""
    if len(match.group()) > 1 and match.group().startswith(".."):
        return not after[0].islower()
    if last.lstrip("(\"“'") in abbreviations():
        return False
    if _INITIALS.match(last):
        # "the U.N. The next": an acronym may end a sentence, an initial before a name may not.
        return "." in last and after[0].isupper() and last.upper() != "H.E"
    if _NUMBER.match(last) and not text[start : word.start(1) if word else start].strip():
        return False
    return not after[0].islower()
