"""Sentences of captions and prose.

Captions are punctuated by people at speed: full stops are there, but so are "Mr." and "No. 5".
A sentence ends at . ! ? (with closing quotes) before a space and something that can begin a
sentence, unless the word before is a known abbreviation, an initial, or a number of a list; and
at the end of a paragraph. The rules are checked against the golden rules of Sadvilkar & Neumann,
"PySBD: Pragmatic Sentence Boundary Disambiguation" (NLP-OSS 2020), in the benchmarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from wsis_nlp.domain.records import Document, Sentence
from wsis_nlp.reading.word_lists import abbreviations, starters

_END = re.compile(r"\.(?: \.){2,3}[\"”’')\]]*(?=\s|$)|[.!?…]+[\"”’')\]]*(?=\s)|\n")
_LAST_WORD = re.compile(r"(\S+)$")
_NEXT_WORD = re.compile(r"[ \t]*[\"“‘'(\[]*([^\W_]+)(\.?)")
# Single letters ("J. Doe"), letters with stops ("U.N."), and list numbers ("3.", "5.1.") .
_INITIALS = re.compile(r"^[(\"“]*(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])$")
_NUMBER = re.compile(r"^\(?\d+(?:\.\d+)*$")
_HOUR = re.compile(r"^[ap]\.m$", re.IGNORECASE)
_BEFORE_LETTER = re.compile(r"(?<!\S)[a-z]+ [A-Z]$")
# "1. ... 2. ..." within a line: each item is a sentence.
_ITEM = re.compile(r"(?<!\S)(?:[•⁃*·–-] ?)?(\d{1,2}|[a-z])(\.\)|\)|\.)\s+(?=[\"“(]?[A-Z])")
_LOOK = 60


def sentences(document: Document) -> tuple[Sentence, ...]:
    """Cut every utterance of a document into sentences.

    They do not cross an utterance, do not overlap, and hold every character that is not a space.
    """
    out: list[Sentence] = []
    for utterance in document.utterances:
        for start, end in split(document.shown(utterance.start, utterance.end)):
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
    items = _items(text)
    start = 0
    for place in sorted({*_ends_of(text), *items}):
        # The stop behind an item's number belongs to it.
        if not any(item < place <= end for item, end in items.items()):
            _append(spans, text, start, place)
            start = place
    _append(spans, text, start, len(text))
    return spans


def _ends_of(text: str) -> Iterator[int]:
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group() != "\n" and not _ends(text, start, match):
            continue
        if match.group().count(" .") == 3 and _spaced_stop(text, match):
            end = match.start() + 1  # "it ended. . . . The next": the dots open what follows
        yield end
        start = end


def _items(text: str) -> dict[int, int]:
    """The items of lists within a line: where each begins, and where its words begin."""
    found: dict[int, int] = {}
    if not _ITEM.search(text):
        return found
    marks = list(_ITEM.finditer(text))
    for before, after in pairwise(marks):
        opens = before.start() in found or _opens(text, before.start())
        if opens and before[2] == after[2] and _follows(before[1], after[1]):
            for mark in (before, after):
                found[mark.start()] = mark.end()
    return found


def _opens(text: str, place: int) -> bool:
    before = text[max(0, place - 3) : place].rstrip(" ")
    return not before or before[-1] in ".:;!?\n"


def _follows(one: str, other: str) -> bool:
    if one.isdigit() and other.isdigit():
        return int(other) == int(one) + 1
    return one.isalpha() and other.isalpha() and ord(other) == ord(one) + 1


def _spaced_stop(text: str, match: re.Match[str]) -> bool:
    """Whether four spaced dots are the stop of a sentence and an omission after it."""
    attached = match.start() > 0 and not text[match.start() - 1].isspace()
    return attached and bool(text[match.end() :].strip())


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if left < len(piece):
        spans.append((start + left, start + len(piece.rstrip())))


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 8].lstrip(" ")[:2]
    if not after or after[0] == "\n":
        return True
    sign = match.group()
    if sign.startswith((". .", "..")):
        # Three dots are a pause; four end a sentence, as does what an upper case letter follows.
        four = sign.count(".") > 3 or not sign.startswith(". .")
        return four and after[0].isalnum() and not after[0].islower()
    if sign[0] != ".":
        # "?" and "!" inside a sentence are followed by lower case; so are three dots.
        return not after[0].islower() and not (sign[0] == "…" and after[0] == "(")
    word = _LAST_WORD.search(text, max(start, match.start() - _LOOK), match.start())
    last = word.group(1) if word else ""
    bare = last.lstrip("(\"“'")
    may_end = abbreviations().get(bare)
    if may_end is not None:
        return may_end and len(sign) == 1 and _starts(text, match.end())
    if _HOUR.match(bare):
        # "At 5 a.m. Mr. Doe left": too little has been said for an end.
        said = text.count(" ", start, match.start()) > 2
        return said and (_starts(text, match.end()) or _is_title(text, match.end()))
    if _INITIALS.match(last):
        # "the U.N. The next": an acronym may end a sentence, an initial before a name may not.
        if "." in last:
            return last.upper() != "H.E" and _starts(text, match.end())
        # "plan B. The next", "you and I. Did you": a small word before, no second initial after.
        before = _BEFORE_LETTER.search(text, max(start, match.start() - _LOOK), match.start())
        return before is not None and _starts(text, match.end(), initial=False)
    if _NUMBER.match(last) and not text[start : word.start(1) if word else start].strip():
        return False
    return not after[0].islower()


def _starts(text: str, place: int, *, initial: bool = True) -> bool:
    """Whether a word that begins sentences stands at ``place``, an initial too if that may be."""
    word = _NEXT_WORD.match(text, place)
    if word is None or (word[2] and len(word[1]) == 1 and not initial):
        return False
    return word[1] in starters()


def _is_title(text: str, place: int) -> bool:
    word = _NEXT_WORD.match(text, place)
    return word is not None and bool(word[2]) and word[1] in abbreviations()
