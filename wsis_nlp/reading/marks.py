"""Where turns begin in the text of a transcript: which convention holds, and what it marks.

The evidence is taken from the whole file before anything is cut: a ``Word:`` in running text looks
like a label, but it does not come back, and it stands among paragraphs that have none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wsis_nlp.reading.conventions import is_role
from wsis_nlp.reading.labels import (
    has_common,
    in_capitals,
    is_certain,
    is_common,
    is_titled,
    label_at,
    label_key,
    style_of,
)

# Two arrows or more, also glued to the sentence before; one alone only before a label in capitals.
_ARROWS = re.compile(
    r"(?:^|(?<=[\s.,?!…)\]\"”'’\-–—]))(?:>>+|(?<![^\n])(?:»(?=\s*[^\W\d_a-z])|"
    r">(?=\s*[A-Z][A-Z .'’\-]+:)))[ \t\u2060]*:?[ \t]*",
    re.MULTILINE,
)
# What a slip of the finger makes of the colon after a name in capitals: "JOHN ROE; Yes."
_SLIPPED = re.compile(
    r"((?:(?:Mr|Mrs|Ms|Dr)\.? )?[^\W\d_a-z][A-ZÀ-Þ.'’\-]+(?: [A-ZÀ-Þ.'’\-]+){0,4}?)"
    r" ?(?:[;.]|--?)\s+(?=[^\W_]+[a-z ,])"
)
# "[00:12:31]", "00:12:31", "(12:31)" before a label.
_STAMP = re.compile(r"[\[(]?(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,]\d{1,3})?[\])]?[ \t]+")
# "Ana Sol  0:03" on a line of its own, as meeting programs export it.
_NAME_TIME = re.compile(
    r"^[ \t]*\[?([^\W\d_][^\n:\t\]]{1,60}?)\]?[ \t]+"
    r"[\[(]?(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[\])]?\s*$"
)
# A label behind the end of a sentence, for sessions saved as one line.
_INLINE = re.compile(
    r"(?:^|(?<=[.?!)\]”\"…]))\s*(?=(?:(?:H\.E|Mr|Mrs|Ms|Dr|Prof|Hon)\.? )*"
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’\-,() ]{1,60}|(?:[A-ZÀ-Þ][\w.'’\-]+ ){0,3}[A-ZÀ-Þ][\w'’\-]+):\s)"
)
# A line of a meeting program's chat, behind its time: "From Ana Sol to Everyone:".
_CHAT = re.compile(r"From[ \t]+(.{2,60}?)(?:[ \t]+[Tt]o[ \t]+[^:\n]{1,60})?[ \t]*:[ \t]*")
_NAME_DASH = re.compile(r"[ \t]*([^\W\d_][\w.,'’&() \-]{1,50}?)[ \t]+[-–—]{1,2}[ \t]+(?=\S)")
_INITIALS = re.compile(r"[A-Z]{2,4}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
# In a file of prose that merely holds some labels, they stand this far apart, in words.
_LONGEST_TURN = 700
# Lines this long on average, in characters, hold more than one turn each.
_LONG_LINES = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a turn begins: where, where its words begin, whom it names, when."""

    start: int
    end: int
    label: str | None
    time: float | None = None

    @property
    def name(self) -> str:
        """The label, empty where there is none."""
        return self.label or ""


def text_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their offsets, without their ends."""
    return ((m.start(), m.group().rstrip("\r\n")) for m in _LINE.finditer(text) if m.group())


def find_marks(text: str) -> tuple[tuple[Mark, ...], str]:
    """Find where turns begin, and name the convention that holds in this file."""
    marks = _arrow_marks(text)
    if len(marks) > 1 or any(mark.label for mark in marks):
        named = sum(mark.label is not None for mark in marks)
        return marks, "marks, named" if named * 2 >= len(marks) else "marks, anonymous"
    marks = _name_and_time(text)
    if marks:
        return marks, "name and time"
    candidates = _candidates(text)
    if len(text) > _LONG_LINES * max(1, sum(1 for _ in text_lines(text))):
        found = {mark.start for mark in candidates}
        candidates += [mark for mark in _inline(text) if mark.start not in found]
    marks = _accepted(text, sorted(candidates, key=lambda mark: mark.start))
    marks = marks or _dashed(text)
    if not marks:
        return (), "no speaker marks"
    capitals = sum(style_of(mark.name) == "capitals" for mark in marks)
    return marks, "capitals and colon" if capitals * 2 >= len(marks) else "name and colon"


def _arrow_marks(text: str) -> tuple[Mark, ...]:
    found: list[tuple[int, int, tuple[str, int] | None]] = []
    for arrow in _ARROWS.finditer(text):
        if _is_comparison(text, arrow):
            continue
        line_end = text.find("\n", arrow.end())
        end = len(text) if line_end < 0 else line_end
        named = text[arrow.end() : arrow.end() + 1] not in ("[", "(")
        pair = label_at(text, arrow.end(), end) if named else None
        found.append((arrow.start(), arrow.end(), pair))
    if not found:
        return ()
    counts = Counter(label_key(pair[0]) for _, _, pair in found if pair)
    capitals = in_capitals(text)
    marks = [
        Mark(start, pair[1], pair[0])
        if pair and _names_after_arrow(pair[0], counts[label_key(pair[0])], capitals=capitals)
        else Mark(start, end, None)
        for start, end, pair in found
    ]
    known = {label_key(mark.name) for mark in marks if mark.label}
    marks = [mark if mark.label else _slipped(text, mark, known) for mark in marks]
    # Beside the arrows a line may begin with a bare label; here only one that is beyond doubt.
    marks += [
        mark
        for mark in _candidates(text)
        if label_key(mark.name) in known
        or (style_of(mark.name) == "capitals" and is_certain(mark.name))
    ]
    return tuple(sorted(marks, key=lambda mark: mark.start))


def _is_comparison(text: str, arrow: re.Match[str]) -> bool:
    """Whether the arrows stand between two numbers: "5 >> 3"."""
    before = text[max(0, arrow.start() - 3) : arrow.start()].rstrip(" ")
    return before[-1:].isdigit() and text[arrow.end() : arrow.end() + 1].isdigit()


def _slipped(text: str, mark: Mark, known: set[str]) -> Mark:
    """The mark with the name that stands behind its arrows without a colon, if one plainly does."""
    match = _SLIPPED.match(text, mark.end)
    if match is None or style_of(match.group(1)) != "capitals":
        return mark
    label = match.group(1)
    certain = is_certain(label) and not label.casefold().startswith(("yes", "no"))
    if label_key(label) in known or certain or (" " in label and not is_common(label)):
        return replace(mark, end=match.end(), label=label)
    return mark


def _names_after_arrow(label: str, count: int, *, capitals: bool) -> bool:
    style = style_of(label)
    if style is None:
        return False
    if is_certain(label):
        return True
    if style == "capitals":
        # Where everything is in capitals, so are the sentences with a colon in them.
        return not capitals or (not has_common(label) or count > 1)
    if style == "handle":
        return count > 1 and not is_common(label)
    return not is_common(label) or (count > 1 and len(label.split()) > 1)


def _candidates(text: str) -> list[Mark]:
    """The lines that begin with something of the shape of a label."""
    out: list[Mark] = []
    bracketed: list[Mark] = []
    for offset, line in text_lines(text):
        start = offset + len(line) - len(line.lstrip())
        end = offset + len(line)
        if (":" not in line[:100] and line[:1] not in "[(") or text.startswith(">>", start):
            continue
        stamp = _STAMP.match(text, start, end)
        begin = stamp.end() if stamp else start
        chat = _CHAT.match(text, begin, end) if stamp else None
        pair = (chat.group(1), chat.end()) if chat else label_at(text, begin, end)
        if pair and style_of(pair[0]):
            time = _seconds(stamp.groups()) if stamp else None
            to = bracketed if text[begin] in "[(" else out
            to.append(Mark(start, pair[1], pair[0], time))
    # A name in brackets could be a remark, unless it comes back.
    counts = Counter(label_key(mark.name) for mark in bracketed)
    return out + [mark for mark in bracketed if counts[label_key(mark.name)] > 1]


def _dashed(text: str) -> tuple[Mark, ...]:
    """The lines that begin with a name and a dash, if all those names come back."""
    found = [
        Mark(offset + match.start(1), offset + match.end(), match.group(1))
        for offset, line in text_lines(text)
        if (match := _NAME_DASH.match(line)) and style_of(match.group(1)) in ("name", "capitals")
    ]
    counts = Counter(label_key(mark.name) for mark in found)
    sure = [m for m in found if is_role(m.name) or not has_common(m.name)]
    if len(sure) < max(3, 0.8 * len(found)) or max(counts.values(), default=0) < 2:
        return ()
    return _accepted(text, sure)


def _inline(text: str) -> list[Mark]:
    out: list[Mark] = []
    for match in _INLINE.finditer(text):
        pair = label_at(text, match.end(), len(text))
        if pair and out and out[-1].end == pair[1]:
            continue  # "DR. DOE:" begins at its title
        if pair and style_of(pair[0]) in ("capitals", "name"):
            out.append(Mark(match.end(), pair[1], pair[0]))
    counts = Counter(label_key(mark.name) for mark in out)
    return [
        mark
        for mark in out
        if style_of(mark.name) == "capitals" or _returns(mark.name, counts) or is_certain(mark.name)
    ]


def _accepted(text: str, candidates: Sequence[Mark]) -> tuple[Mark, ...]:
    """Of the candidates those that name speakers; none if the file is prose."""
    counts = Counter(label_key(mark.name) for mark in candidates)
    full = sum(bool(line.strip()) for _, line in text_lines(text))
    returning = [mark for mark in candidates if _returns(mark.name, counts)]
    timed = sum(mark.time is not None for mark in candidates) > 1
    dense = len(returning) >= 0.3 * full or timed
    # Where speakers are initials, "AT" and "IT" are two of them.
    initials = 2 * sum(bool(_INITIALS.fullmatch(mark.name)) for mark in returning) > len(returning)
    parts = {word for mark in returning for word in label_key(mark.name).split()}

    def speaks(mark: Mark) -> bool:
        label = mark.name
        if _returns(label, counts) or is_certain(label) or label_key(label) in parts:
            return True
        if initials and _INITIALS.fullmatch(label):
            return True
        if style_of(label) == "handle" or is_common(label):
            return False
        return dense or len(label.split()) > 1

    marks = tuple(mark for mark in candidates if speaks(mark))
    people = [mark for mark in marks if is_certain(mark.name) or not is_common(mark.name)]
    if len(marks) < 2 or not people or text.count(" ") > _LONGEST_TURN * len(marks):
        return ()
    if not returning and len(marks) < 0.5 * full:
        return ()
    # Where few of the paragraphs carry a label, the labels must be beyond doubt.
    sure = sum(is_certain(m.name) or len(label_key(m.name).split()) > 1 for m in people)
    return marks if len(marks) >= 0.25 * full or sure > 2 else ()


def _returns(label: str, counts: Counter[str]) -> bool:
    if counts[label_key(label)] < 2:
        return False
    if is_role(label) or is_titled(label):
        return True
    if style_of(label) == "handle":
        return counts[label_key(label)] > 2 and not is_common(label)
    return not is_common(label) or (len(label.split()) > 1 and not re.search(r"\d", label))


def _name_and_time(text: str) -> tuple[Mark, ...]:
    found: list[Mark] = []
    for offset, line in text_lines(text):
        match = _NAME_TIME.match(line)
        if match and style_of(match.group(1)) in ("name", "capitals"):
            label = match.group(1).strip()
            found.append(Mark(offset, offset + len(line), label, _seconds(match.groups()[1:])))
    counts = Counter(mark.label for mark in found)
    return tuple(found) if len(found) > 2 and max(counts.values()) > 1 else ()


def _seconds(clock: Sequence[str | None]) -> float:
    hours, minutes, seconds = clock
    return int(hours or 0) * 3600.0 + int(minutes or 0) * 60 + int(seconds or 0)
