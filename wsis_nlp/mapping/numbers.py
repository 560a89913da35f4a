"""Numbers as people write and say them: ``2,050``, ``2.6 billion``, ``forty-one million``, ``5bn``,
``two point seven``, ``nine out of ten``, ``three quarters of``, ``71 %``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: value for value, word in enumerate(_UNITS)}
_SMALL |= {word: 10 * (place + 2) for place, word in enumerate(_TENS)}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip

_DIGITS = (
    r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d+,\d{1,2}(?=\s(?:thousand|million|billion|trillion))"
    r"|\d+(?:\.\d+)?"
)
_SPELT = "|".join(sorted((*_SMALL, "hundred", "dozen", *_LARGE), key=len, reverse=True))
_RUN = rf"(?:{_SPELT})(?:(?:[-‑\s]|\s+and\s+)+(?:{_SPELT})\b)*(?:\s+point(?:\s+(?:{_SPELT})\b)+)?"
_SCALED = "|".join(_LARGE)
_NUMBER = re.compile(
    rf"(?<![\w.,$€£-])(?:(?<=[$€£])|)(?P<digits>{_DIGITS})"
    rf"(?:[\s\u00a0]*(?P<scale>{_SCALED})\b|(?P<short>k|mn?|bn|tn)\b|(?![\w-]*[A-Za-z]))"
    rf"|(?<![\w-])(?P<article>an?\s+)?(?P<words>{_RUN})\b",
    re.IGNORECASE,
)
_MONEY_NUMBER = re.compile(
    rf"(?<=[$€£])\s?(?P<digits>{_DIGITS})"
    rf"(?:[\s\u00a0]*(?P<scale>{_SCALED})\b|(?P<short>k|mn?|bn|tn)\b|(?![\w-]*[A-Za-z]))",
    re.IGNORECASE,
)
# Without any of these there is no number: most sentences need no closer look.
_ANY = re.compile(
    rf"\d|\b(?:{'|'.join((*_SMALL, 'hundred', 'dozen', *_LARGE))})\b|\b(?:{'|'.join(_PARTS)})"
)
_OF = re.compile(r"\s+(?:out\s+of(?:\s+every)?|in(?:\s+every)?)\s+", re.IGNORECASE)
_PART = re.compile(
    rf"(?<![\w-])(?:(?P<count>an?|one|two|three|four|five|six|seven|eight|nine)[\s-]+)?"
    rf"(?P<part>(?:{'|'.join(_PARTS)})s?)\s+(?=of\b|the\b)",
    re.IGNORECASE,
)
_PER_CENT = re.compile(r"[\s\u00a0-]*(?:%|per\s?cent\b|percentage\s+points?\b)", re.IGNORECASE)
_MOST_PARTS = 100
_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Number:
    """A number at ``text[start:end]``; ``share`` if it is one of a hundred or part of a whole.

    ``value`` is in per cent for a share. ``slack`` is half a unit of the last digit given, so that
    2.6 billion may be anything from 2.55 to 2.65. ``plain`` is true for bare digits, without
    separators or scale: those may be years.
    """

    start: int
    end: int
    value: float
    slack: float
    share: bool = False
    plain: bool = False


def find_numbers(text: str) -> list[Number]:
    """Every number in ``text``, in order; a share takes its "per cent" with it."""
    if not _ANY.search(text.lower()):
        return []
    single = list(_numbers(text))
    found = [*_parts(text), *_ratios(text, single)]
    taken = [(number.start, number.end) for number in found]
    for number in single:
        if any(start < number.end and number.start < end for start, end in taken):
            continue
        per_cent = _PER_CENT.match(text, number.end)
        if per_cent:
            end = per_cent.end()
            found.append(Number(number.start, end, number.value, number.slack, share=True))
        # "one" alone is mostly no count: one of the reasons, no one, one more thing.
        elif text[number.start : number.end].casefold() not in ("one", "zero"):
            found.append(number)
    return sorted(found, key=lambda number: number.start)


def _numbers(text: str) -> Iterator[Number]:
    spans: list[tuple[int, int]] = []
    for pattern in (_MONEY_NUMBER, _NUMBER):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            start, end = match.start("digits" if parts.get("digits") else 0), match.end()
            if any(start < b and a < end for a, b in spans):
                continue
            spans.append((start, end))
            if parts.get("digits"):
                yield _from_digits(parts, start, end)
            else:
                value = _from_words(parts["words"].casefold())
                if value is not None:
                    yield Number(start, end, value, _spelt_slack(value))


def _from_digits(parts: dict[str, str | None], start: int, end: int) -> Number:
    digits = parts["digits"] or ""
    if re.fullmatch(r"\d+,\d{1,2}", digits):  # a decimal comma
        digits = digits.replace(",", ".")
    bare = Decimal(re.sub(r"[,\u00a0\u202f ]", "", digits))
    scale = _LARGE.get((parts["scale"] or "").casefold(), 1)
    scale *= _SHORT.get((parts["short"] or "").casefold(), 1)
    exponent = bare.as_tuple().exponent
    last = Decimal(10) ** (exponent if isinstance(exponent, int) else 0)
    if scale == 1 and last == 1:
        last = Decimal(_round_place(int(bare)))
    plain = scale == 1 and digits.isdigit()
    return Number(start, end, float(bare * scale), float(last * scale) / 2, plain=plain)


def _round_place(value: int) -> int:
    """What a whole number seems rounded to: 12,000 to the thousand, 12,400 to the hundred.

    Small numbers are counted, not rounded.
    """
    place = 1
    while value >= _COUNTED and value % (place * 10) == 0 and place < value / 10:
        place *= 10
    return place


def _spelt_slack(value: float) -> float:
    return _round_place(int(value)) / 2 if value == int(value) else value * 0.02


def _from_words(run: str) -> float | None:
    """The value of number words: "two hundred and forty-one thousand", "two point seven"."""
    whole, _, decimals = run.partition("point")
    total, current, seen = 0.0, 0.0, False
    scales = [word for word in re.findall(r"[a-z]+", decimals) if word in _LARGE]
    for word in re.findall(r"[a-z]+", whole):
        if word == "and":
            continue
        seen = True
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word == "dozen":
            current = (current or 1) * 12
        elif word in _LARGE:
            total += (current or 1) * _LARGE[word]
            current = 0
    value = total + current
    spelt = [_SMALL[word] for word in re.findall(r"[a-z]+", decimals) if word in _SMALL]
    for place, digit in enumerate(spelt, start=1):
        value += digit / 10**place
    for scale in scales:
        value *= _LARGE[scale]
    return value if seen else None


def _ratios(text: str, numbers: Sequence[Number]) -> Iterator[Number]:
    """``nine out of ten``, ``one in four``."""
    for left, right in pairwise(numbers):
        if not _OF.fullmatch(text, left.end, right.start):
            continue
        if left.value < right.value <= _MOST_PARTS or (
            right.value in (1_000.0, 10_000.0) and left.value < right.value
        ):
            yield Number(
                left.start, right.end, 100 * left.value / right.value, 50 / right.value, share=True
            )


def _parts(text: str) -> Iterator[Number]:
    """``half of``, ``a third of``, ``three quarters of``."""
    for match in _PART.finditer(text):
        count = (match["count"] or "a").casefold()
        part = _PARTS[match["part"].casefold().rstrip("s") if match["part"] != "half" else "half"]
        if match["count"] is None and part != 2:
            continue
        times = _SMALL.get(count, 1)
        if times < part:
            end = match.end("part")
            yield Number(match.start(), end, 100 * times / part, 100 / part / 4, share=True)
