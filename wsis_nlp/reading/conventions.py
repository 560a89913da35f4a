"""What captioning writes: speaker marks, noise marks, furniture. The lists are in configs/."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.resources import config_path

_NAME_WORD = r"[^\W\d_][\w.'’\-]*"
# ">> MS. NAME (Country):", ">>NAME:", ">>  Sorina:"; the label is at most 70 characters.
_MARKED = re.compile(r">>+\s*(?:([^\s:>][^:>\n]{0,69}?)\s*:(?=[\s(\[]|$))?")
_ARROWS = re.compile(r">>+\s*")
# One word, or words that begin with a capital, small words of names and offices aside: so that
# "I will say this:" is no speaker.
_NAME_LIKE = re.compile(
    r"^(?:\S+|[^\W\d_a-z][\w.'’\-]*,?(?:\s+(?:[^\W\d_a-z][\w.'’\-]*,?|of|the|for|and|from|de|da|do|"
    r"del|di|la|le|van|von|der|den|bin|ibn|al|el|y|\d+)){0,9})(?:\s*\([^)]*\))?$"
)
# "MODERATOR:", "MS. AMINA DIALLO (GHANA):" at the start of a line.
_CAPITALS = re.compile(
    r"^\s*([A-Z][A-Z0-9.,'’\-()&/ ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŠŽĆČŁ]{1,59}):(?=\s|$)"
)
# "Sorina Teleanu:", "Dr. J. Doe (Kenya):", "stokes:" at the start of a line.
_MIXED = re.compile(rf"^\s*((?:{_NAME_WORD}[ ,]*){{1,6}}(?:\([^)\n]{{2,40}}\))?)\s*:(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Conventions:
    """The compiled lists of ``configs/reading/captions.yaml``."""

    noise: re.Pattern[str]
    kept: re.Pattern[str]
    furniture: re.Pattern[str]
    off_air: re.Pattern[str]
    roles: re.Pattern[str]


@cache
def conventions() -> Conventions:
    """Load and compile the lists, once.

    Raises
    ------
    ConfigurationError
        If a pattern is broken or a list is missing.
    """
    path = config_path("reading", "captions.yaml")
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        words = re.sub(r"\s*\|\s*", "|", " ".join(raw["noise_words"].split()))
        longest = int(raw["longest_mark"])
        square = rf"\[[^\[\]\n]{{0,{longest}}}\]"
        round_ = rf"\((?:{words})[^()\n]{{0,{longest}}}\)"
        return Conventions(
            # A stray full stop after a mark belongs to the mark: "(Applause)."
            noise=re.compile(rf"(?:{square}|{round_})\.?", re.IGNORECASE),
            kept=re.compile("|".join(raw["kept_brackets"])),
            furniture=re.compile("|".join(f"(?:{p})" for p in raw["furniture"]), re.IGNORECASE),
            off_air=re.compile(raw["off_air"], re.IGNORECASE),
            roles=re.compile(rf"^\W*(?:the )?(?:{raw['role_labels']})\W*\d*\W*$", re.IGNORECASE),
        )
    except (KeyError, TypeError, ValueError, re.error, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: {error}. Mend this list or reinstall.") from error


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a turn begins: where, how long the mark is, and whom it names."""

    start: int
    end: int
    label: str | None


def is_noise(mark: str) -> bool:
    """Whether a bracketed piece that matched the noise pattern is one (and not a kept bracket)."""
    return not conventions().kept.match(mark.rstrip(".")[1:-1].strip())


def is_furniture(line: str) -> bool:
    """Whether a whole line is a captioner's furniture."""
    return bool(conventions().furniture.search(line))


def is_role(label: str) -> bool:
    """Whether a label names a function and not a person."""
    return bool(conventions().roles.match(label))


def find_marks(text: str) -> tuple[tuple[Mark, ...], str]:
    """Find where turns begin in a caption file, and name the convention that holds in it.

    One convention holds for a whole file: ``>>`` marks if there are any to speak of, else labels
    in capitals, else mixed-case labels if enough lines start with labels that come back.
    """
    marked = [_mark(match, text) for match in _MARKED.finditer(text)]
    if len(marked) >= 2:
        named = sum(mark.label is not None for mark in marked)
        return tuple(marked), "marks, named" if named * 2 >= len(marked) else "marks, anonymous"
    lines = list(_lines(text))
    capitals = label_marks(lines, _CAPITALS)
    if len(capitals) >= 2 and _recurring(capitals, text):
        return capitals, "capitals and colon"
    mixed = label_marks(lines, _MIXED)
    if len(mixed) >= 2 and _recurring(mixed, text):
        return mixed, "name and colon"
    return (), "no speaker marks"


def _mark(match: re.Match[str], text: str) -> Mark:
    """A ``>>`` mark; what stands before its colon is a label only if it reads like a name."""
    label = (match.group(1) or "").strip()
    if label and (label.isupper() or _NAME_LIKE.match(label)):
        return Mark(match.start(), match.end(), label)
    end = match.start() + len(_ARROWS.match(text, match.start()).group())  # type: ignore[union-attr]
    return Mark(match.start(), end, None)


def label_marks(lines: Sequence[tuple[int, str]], pattern: re.Pattern[str]) -> tuple[Mark, ...]:
    """The lines (offset, text) that begin with a label."""
    found = ((offset, pattern.match(line)) for offset, line in lines)
    return tuple(Mark(o + m.start(1), o + m.end(), m.group(1).strip()) for o, m in found if m)


def spoken_label(text: str) -> tuple[str, str] | None:
    """Split ``Name: words`` of a cue into label and words; ``None`` if it does not look so."""
    match = _MIXED.match(text) or _CAPITALS.match(text)
    return (match.group(1).strip(), text[match.end() :].lstrip()) if match else None


def _recurring(marks: Sequence[Mark], text: str) -> bool:
    # In running prose a "Word:" at the head of a line hardly ever returns; speakers do, and they
    # cut the text into turns of a speakable length.
    counts = Counter(mark.label for mark in marks)
    returning = sum(count for count in counts.values() if count > 1)
    words = text.count(" ") + 1
    return returning >= max(2, len(marks) // 2) and words / len(marks) < 600


def _lines(text: str) -> list[tuple[int, str]]:
    out, offset = [], 0
    for line in text.splitlines(keepends=True):
        out.append((offset, line.rstrip("\r\n")))
        offset += len(line)
    return out
