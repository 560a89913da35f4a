"""The lines of a PDF's pages to its paragraphs: what a typesetter did is undone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from wsis_nlp.reading.builder import Place
from wsis_nlp.reading.dates import is_date_line
from wsis_nlp.reading.pdf_layout import Line, Run, reading_order
from wsis_nlp.reading.prose import ASIDE, Part

# Where running heads and feet stand: this share of the page's height, at each end.
_MARGIN = 0.13
_PAGE_NUMBER = re.compile(
    r"^(?:page|p\.|pg\.?|-|–|\|)?\s*(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:of|/|\|)\s*\d{1,4})?\s*[-–|]?$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"\|\s*\d{1,3}$")
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\|\s*)?\d{0,4}\s*$|…{2,}\s*\d{0,4}\s*$")
_ENDED = re.compile(r"[.?!:;…][\"”’)\]\ue000\d]*$")
_SPEAKER = re.compile(
    r"^(?:>>|(?:[A-Z][\w.'’\-]+|[A-Z][.])"
    r"(?: (?:[A-Z(][\w.'’)\-]*|de|of|the|van|von|bin|al)){0,6}:\s)"
)
_ITEM = re.compile(
    r"^(?:[•●○▪■◦]|[-–—*]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5})[.)]\s|"
    r"\d{1,2}(?:\.\d{1,2})+\.?\s|>>)"
)
_NOTE = re.compile(r"^\ue000?\s*(?:\d{1,3}|[*†‡]+|\[\d{1,3}\])(?=[\s.\"“‘A-Za-z(\[]|$)")
# An address that a line end has cut.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{20,}$")
_SENTENCE_WORDS = 18


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size in points, and its runs in any order."""

    width: float
    height: float
    runs: tuple[Run, ...]
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """A page while it is sorted out: body lines, and what was taken out of them."""

    number: int
    body: list[Line]
    notes: list[Line] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Look:
    """The look of the body text, over all pages."""

    size: float
    pitch: float
    hyphenated: bool
    words: frozenset[str]
    marks: frozenset[str]


def paragraphs(pages: Sequence[Page]) -> list[Part]:
    """Paragraphs, headings, footnotes and furniture in reading order, each with its page."""
    sheets = []
    for number, page in enumerate(pages, start=1):
        sheet = _Sheet(number, reading_order([run for run in page.runs if run.upright]))
        turned = [run.text for run in page.runs if not run.upright and run.text.strip()]
        sheet.furniture += [" ".join(turned)] if turned else []
        sheets.append(sheet)
    _take_furniture(sheets, pages)
    size = _body_size(sheets)
    noted = False
    for sheet in sheets:
        noted = _take_notes(sheet, size, noted=noted)
    look = _look(sheets, size)
    parts: list[Part] = []
    for sheet, page in zip(sheets, pages, strict=True):
        _append(parts, list(_page_parts(sheet, look)), look)
        place = Place(page=sheet.number)
        parts += [Part(words, "footnote", place) for words in _notes(sheet, look)]
        parts += [Part(words, "furniture", place) for words in sheet.furniture]
        parts += [Part(words, "other", place) for words in page.remarks]
    return _titled(parts, sheets, size)


def _take_furniture(sheets: Sequence[_Sheet], pages: Sequence[Page]) -> None:
    """Take out running heads, feet and page numbers: what comes back at its place, and numbers."""
    seen: dict[str, list[Line]] = {}
    edges: list[list[tuple[Line, bool]]] = []
    for sheet, page in zip(sheets, pages, strict=True):
        rim = [
            (line, line.y0 > page.height * (1 - _MARGIN))
            for line in sheet.body
            if line.y0 > page.height * (1 - _MARGIN) or line.y1 < page.height * _MARGIN
        ]
        edges.append(rim)
        for line, _ in rim:
            seen.setdefault(_shape(line.text), []).append(line)
    for sheet, page, rim in zip(sheets, pages, edges, strict=True):
        out = {
            id(line)
            for line, top in rim
            if _is_running(line, seen[_shape(line.text)], len(pages))
            or (_PAGE_NUMBER.match(line.text) and _is_outermost(line, sheet.body, page, top=top))
        }
        sheet.furniture += [line.text for line in sheet.body if id(line) in out]
        sheet.body = [line for line in sheet.body if id(line) not in out]


def _is_running(line: Line, alike: Sequence[Line], pages: int) -> bool:
    """Whether a line comes back at its height and in its size, on enough of the pages."""
    count = sum(
        abs(other.y0 - line.y0) < 8 and abs(other.size - line.size) < 0.6 for other in alike
    )
    enough = 2 if pages <= 4 else 3
    return count >= enough and len(line.text) < 300


def _is_outermost(line: Line, body: Sequence[Line], page: Page, *, top: bool) -> bool:
    beyond = (one.y0 > line.y1 if top else one.y1 < line.y0 for one in body)
    return sum(beyond) <= 2 and page.height > 0


def _shape(text: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"\d+|\b[ivxlc]+\b", "#", text.casefold())).strip()


def _body_size(sheets: Sequence[_Sheet]) -> float:
    counts: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.body:
            counts[round(line.size * 2) / 2] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 10.0


def _take_notes(sheet: _Sheet, size: float, *, noted: bool) -> bool:
    """Take out the footnotes: smaller lines at the foot of a column that begin with a mark.

    Where the page before had notes (``noted``) the first may go on here. Says if this page has.
    """
    for column in sorted({line.column for line in sheet.body}):
        small: list[Line] = []
        for line in reversed([line for line in sheet.body if line.column == column]):
            if line.size >= 0.93 * size:
                break
            small.insert(0, line)
        first = next((n for n, line in enumerate(small) if _is_note(line.text)), len(small))
        kept = 0 if noted and first < 6 else first
        taken = {id(line) for line in small[kept:]} if first < len(small) else set()
        sheet.notes += [line for line in small if id(line) in taken]
        sheet.body = [line for line in sheet.body if id(line) not in taken]
    return bool(sheet.notes)


def _is_note(text: str) -> bool:
    """Whether a line begins with the mark of a note; a day does not: "06 August 2018"."""
    return bool(_NOTE.match(text)) and not is_date_line(text)


def _notes(sheet: _Sheet, look: _Look) -> Iterator[str]:
    group: list[Line] = []
    for line in sheet.notes:
        if group and _NOTE.match(line.text):
            yield _joined(group, look, notes=False)
            group = []
        group.append(line)
    if group:
        yield _joined(group, look, notes=False)


def _look(sheets: Sequence[_Sheet], size: float) -> _Look:
    lines = [line for sheet in sheets for line in sheet.body]
    pitches = [
        (before.y0 - after.y0) / size
        for sheet in sheets
        for before, after in zip(sheet.body, sheet.body[1:], strict=False)
        if before.column == after.column
        and abs(before.size - size) < 0.6
        and abs(after.size - size) < 0.6
        and 0.8 * size < before.y0 - after.y0 < 3 * size
    ]
    pitch = _common(pitches) * size if pitches else 1.2 * size
    cut = sum(line.text.endswith(("-", "\u00ad")) for line in lines)
    words = {
        word.casefold()
        for line in lines
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text)[:-1]
    }
    notes = {
        re.sub(r"\W", "", match.group())
        for sheet in sheets
        for line in sheet.notes
        if (match := _NOTE.match(_marked(line)))
    }
    return _Look(size, pitch, cut > max(3, 0.03 * len(lines)), frozenset(words), frozenset(notes))


def _common(values: Sequence[float]) -> float:
    """The commonest of the small values: the pitch of lines inside paragraphs."""
    counts = Counter(round(value, 1) for value in values)
    most = max(counts.values())
    return min(value for value, count in counts.items() if count >= 0.5 * most)


def _page_parts(sheet: _Sheet, look: _Look) -> Iterator[Part]:
    place = Place(page=sheet.number)
    group: list[Line] = []
    lines = sheet.body
    rights = {
        column: max(line.x1 for line in lines if line.column == column)
        for column in {line.column for line in lines}
    }
    listed = _contents(lines)
    for line in lines:
        if id(line) in listed or _LEADERS.search(line.text):
            if group:
                yield _part(group, look, place)
            yield Part(_joined([line], look), "furniture", place)
            group = []
            continue
        if group and _parts_here(group, line, look, rights):
            yield _part(group, look, place)
            group = []
        group.append(line)
    if group:
        yield _part(group, look, place)


def _contents(lines: Sequence[Line]) -> set[int]:
    """The lines of a table of contents without leaders: titles, and page numbers that rise."""
    found = [line for line in lines if _CONTENTS.search(line.text)]
    pages = [int(line.text.rpartition("|")[2]) for line in found]
    if len(found) < 5 or pages != sorted(pages) or pages[0] == pages[-1]:
        return set()
    first, last = lines.index(found[0]), lines.index(found[-1])
    if first and re.fullmatch(r"(?i)(table of )?contents\W*|index\W*", lines[first - 1].text):
        first -= 1
    while last + 1 < len(lines) and (more := re.search(r"\s(\d{1,3})$", lines[last + 1].text)):
        if int(more.group(1)) < pages[-1]:
            break
        last += 1
    inside = lines[first : last + 1]
    return {id(line) for line in inside} if 2 * len(found) >= len(inside) else set()


def _parts_here(group: list[Line], line: Line, look: _Look, rights: dict[int, float]) -> bool:
    """Whether a paragraph ends before ``line``."""
    last = group[-1]
    # A cell's text goes on below it.
    below = bool(group[0].cells) and not line.cells and abs(line.x0 - group[0].cells[-1]) < 3
    if last.column != line.column or line.cells or (group[0].cells and not below):
        return True
    pitch = max(look.pitch, last.size) * max(1.0, last.size / look.size)
    if last.y0 - line.y0 > 1.3 * pitch:
        return True
    if abs(line.size - last.size) > 0.08 * max(line.size, last.size):
        return True
    first_word = line.text.split(" ", 1)[0]
    fits = rights[line.column] - last.x1 > (len(first_word) + 2) * 0.55 * last.size
    ended = bool(_ENDED.search(last.text))
    # Bold words behind a full line are an emphasis in the sentence, not a heading.
    if line.bold != last.bold and (ended or fits or last.size > 1.1 * look.size):
        return True
    if (ended or fits) and (_ITEM.match(line.text) or _SPEAKER.match(line.text)):
        return True
    if line.text[:1] in "•●○▪■◦":
        return True
    left = min(one.x0 for one in group[1:]) if len(group) > 1 else last.x0
    indented = line.x0 > left + 0.9 * line.size and not _ITEM.match(group[0].text)
    if indented and (ended or fits):
        return True
    return ended and fits and not line.text[:1].islower()


def _part(group: list[Line], look: _Look, place: Place) -> Part:
    text = _joined(group, look)
    larger = group[0].size > 1.1 * look.size
    short = len(text.split()) <= _SENTENCE_WORDS and not text.endswith((".", ";", ","))
    numbered = bool(re.match(r"^(?:\d{1,2}[.)]?(?:\d{1,2}[.)]?)*|[IVX]+\.|[A-Z]\.)\s+\S", text))
    bold = all(line.bold for line in group)
    letters = bool(re.search(r"[^\W\d_]{2}", text))
    heading = letters and not group[0].cells and short and (larger or bold)
    if heading and _SPEAKER.match(text + " "):
        heading = False
    if not heading and letters and larger and numbered and len(text.split()) < 30:
        heading = True
    if group[0].cells:
        return Part(text, "text", place)
    return Part(text, "heading" if heading else "plain", place)


def _joined(group: Sequence[Line], look: _Look, *, notes: bool = True) -> str:
    """The text of a paragraph's lines: words cut by a hyphen are whole again."""
    out = ""
    for line in group:
        text = _marked(line) if not notes else _unmarked(line, look)
        out = _join(out, text, look) if out else text
    return re.sub(r"\u00ad", "-", re.sub(r" {2,}", " ", out)).strip()


def _join(before: str, after: str, look: _Look) -> str:
    if before.endswith(("-", "\u00ad")) and re.search(r"[^\W\d_]{2}[-\u00ad]$", before):
        head = re.search(r"[^\W_]+(?:-[^\W_]+)*$", before[:-1])
        tail = re.match(r"[^\W\d_]+", after)
        if head and tail and tail.group()[0].islower():
            return before[:-1] + ("-" if _keeps(head.group(), tail.group(), look) else "") + after
        return before[:-1] + "-" + after
    if _ADDRESS.search(before) and re.match(r"\S*[/.\-_=?%&\d]\S*|\S+$", after):
        return before.replace("\u00ad", "-") + after
    if before.endswith(("/", "\u2014")) or re.search(r"\S[-\u00ad]$", before):
        return before.replace("\u00ad", "-") + after
    return before + " " + after


def _keeps(head: str, tail: str, look: _Look) -> bool:
    """Whether the hyphen at a line's end is the word's own: as the document writes it elsewhere."""
    whole, parted = (head + tail).casefold(), f"{head}-{tail}".casefold()
    if (whole in look.words) != (parted in look.words):
        return parted in look.words
    last = head.rsplit("-", 1)[-1].casefold()
    if not look.hyphenated and last in look.words and tail.casefold() in look.words:
        return True
    return "-" in head or (not look.hyphenated and len(last) > 3 and last in look.words)


def _unmarked(line: Line, look: _Look) -> str:
    """The text of a line without the marks of notes that the document has."""
    marks = iter(line.raised)

    def mark(_: re.Match[str]) -> str:
        sign = next(marks, "")
        return "" if sign in look.marks or (sign.isdigit() and look.marks) else sign

    return re.sub("\ue000", mark, re.sub("\ue000 (?=[).,;:\\]])", "\ue000", line.text))


def _marked(line: Line) -> str:
    marks = iter(line.raised)
    return re.sub("\ue000", lambda _: next(marks, ""), line.text)


def _append(parts: list[Part], fresh: list[Part], look: _Look) -> None:
    """Add a page's parts; a paragraph that goes on from the page before is said to be joined."""
    texts = [n for n, part in enumerate(parts) if part.kind not in ASIDE]
    first = next((n for n, part in enumerate(fresh) if part.kind not in ASIDE), None)
    if texts and first is not None:
        last = parts[texts[-1]]
        after = fresh[first]
        goes_on = (
            last.kind == after.kind == "plain"
            and not re.search(r"[.?!:;…][\"”’)\]]*$", last.text)
            and " | " not in last.text
            and (after.text[:1].islower() or after.text[:1] in '(“"' or len(last.text) > 200)
            and not _ITEM.match(after.text)
            and not _SPEAKER.match(after.text)
        )
        if goes_on:
            before, text = last.text, after.text
            if re.search(r"[^\W\d_]-$", before):
                # A word cut by the page's end belongs to the page on which it begins.
                word, _, text = text.partition(" ")
                parts[texts[-1]] = replace(last, text=_join(before, word, look))
            fresh[first] = replace(after, text=text, joined=True)
    parts += [part for part in fresh if part.text]


def _titled(parts: list[Part], sheets: Sequence[_Sheet], size: float) -> list[Part]:
    """The parts, the largest heading of the first page made the title."""
    if not sheets or not sheets[0].body:
        return parts
    lines = sheets[0].body
    top = max(line.size for line in lines)
    if top < 1.25 * size:
        return parts
    words = {_squash(line.text) for line in lines if line.size > 0.95 * top}
    out = list(parts)
    for at, part in enumerate(parts):
        if part.place.page != sheets[0].number:
            break
        squashed = _squash(part.text)
        if part.kind == "heading" and any(word and word in squashed for word in words):
            out[at] = replace(part, kind="title")
            break
    return out


def _squash(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def typical_characters(pages: Sequence[Page]) -> float:
    """The characters of a page, in the middle of all pages: a scan has next to none."""
    counts = [sum(len(run.text.strip()) for run in page.runs) for page in pages]
    return float(median(counts)) if counts else 0.0
