"""What Word keeps apart from the text: what a style means, and the numbers of its lists."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# A style may be based on another, and that on a third; a loop among them ends here.
_LONGEST_CHAIN = 12


@dataclass(slots=True)
class Styles:
    """The styles of a document: ids to names, parents, outline levels and lists."""

    names: dict[str, str] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)
    _lists: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any) -> Styles:  # noqa: ANN401 - lxml elements have no types
        """Read them from ``styles.xml``; none if there is none."""
        styles = cls()
        for style in () if root is None else root.iter(f"{W}style"):
            ident = style.get(f"{W}styleId", "")
            styles.names[ident] = _value(style, "name").casefold()
            styles._parents[ident] = _value(style, "basedOn")
            level = _value(style, "pPr", "outlineLvl")
            if level.isdigit():
                styles._levels[ident] = int(level)
            number = style.find(f"{W}pPr/{W}numPr")
            if number is not None:
                styles._lists[ident] = (_value(number, "numId"), _int(_value(number, "ilvl")))
        return styles

    def role(self, paragraph: Any) -> str:  # noqa: ANN401
        """``title``, ``heading``, ``furniture`` (a line of the contents), ``plain`` or ``text``."""
        own = _value(paragraph, "pPr", "outlineLvl")
        if own.isdigit() and int(own) < 9:
            return "heading"
        style = style_of(paragraph)
        if not style:
            return "plain"
        for ident in self._chain(style):
            name = self.names.get(ident, ident.casefold())
            if re.match(r"(sub)?title\b", name):
                return "title"
            if re.match(r"toc ?\d|table of (figures|authorities)", name):
                return "furniture"
            if re.match(r"heading ?\d", name) or self._levels.get(ident, 9) < 9:
                return "heading"
        return "plain" if self.names.get(style, style.casefold()) == "normal" else "text"

    def list_of(self, paragraph: Any) -> tuple[str, int] | None:  # noqa: ANN401
        """The list (its id) and level that a paragraph belongs to, by itself or by its style."""
        number = paragraph.find(f"{W}pPr/{W}numPr")
        if number is not None:
            return _value(number, "numId"), _int(_value(number, "ilvl"))
        for ident in self._chain(style_of(paragraph)):
            if ident in self._lists:
                return self._lists[ident]
        return None

    def _chain(self, ident: str) -> list[str]:
        out: list[str] = []
        while ident and ident not in out and len(out) < _LONGEST_CHAIN:
            out.append(ident)
            ident = self._parents.get(ident, "")
        return out


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts as Word does, so that paragraph 12 is called 12 though no file says so."""

    _abstract: dict[str, str] = field(default_factory=dict)
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, root: Any) -> Numbering:  # noqa: ANN401
        """Read the lists from ``numbering.xml``; none if there is none."""
        numbering = cls()
        if root is None:
            return numbering
        for abstract in root.iter(f"{W}abstractNum"):
            numbering._levels[abstract.get(f"{W}abstractNumId", "")] = {
                _int(level.get(f"{W}ilvl", "0")): _Level(
                    _value(level, "numFmt"), _value(level, "lvlText"), _int(_value(level, "start"))
                )
                for level in abstract.iter(f"{W}lvl")
            }
        for number in root.iter(f"{W}num"):
            numbering._abstract[number.get(f"{W}numId", "")] = _value(number, "abstractNumId")
        return numbering

    def label(self, ident: str, depth: int) -> str:
        """The next number of a list at a level, as it is printed; empty for bullets."""
        abstract = self._abstract.get(ident, "")
        levels = self._levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]
        if level.form in ("bullet", "none", ""):
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, level)
            form = "decimal" if at < depth and level.form == "decimal" else other.form
            return _figure(counts.get(at, other.start), form)

        return re.sub(r"%(\d)", shown, level.text).strip()


def style_of(paragraph: Any) -> str:  # noqa: ANN401
    """The id of a paragraph's style, empty for the default."""
    return _value(paragraph, "pPr", "pStyle")


def _figure(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and count > 0:
        text = chr(ord("a") + (count - 1) % 26) * min(5, (count - 1) // 26 + 1)
        return text.upper() if form.startswith("upper") else text
    if form in ("lowerRoman", "upperRoman") and 0 < count < 50:
        text, rest = "xl" if count >= 40 else "", count - 40 if count >= 40 else count
        for value, figure in _ROMAN:
            text += figure * (rest // value)
            rest %= value
        return text.upper() if form.startswith("upper") else text
    return str(count)


def _value(element: Any, *path: str) -> str:  # noqa: ANN401
    found = element.find("/".join(W + name for name in path))
    return "" if found is None else str(found.get(f"{W}val", ""))


def _int(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0
