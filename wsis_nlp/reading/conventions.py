"""What captioning writes beside speech: noise marks, furniture. The lists are in configs/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wsis_nlp.domain.resources import configuration


@dataclass(frozen=True, slots=True)
class Conventions:
    """The compiled lists of ``configs/reading/captions.yaml``."""

    noise: re.Pattern[str]
    words: re.Pattern[str]
    kept: re.Pattern[str]
    furniture: re.Pattern[str]
    disclaimer: re.Pattern[str]
    off_air: re.Pattern[str]
    roles: re.Pattern[str]
    not_labels: re.Pattern[str]


@cache
def conventions() -> Conventions:
    """Load and compile the lists, once.

    Raises
    ------
    ConfigurationError
        If a pattern is broken or a list is missing.
    """
    with configuration("reading", "captions.yaml") as raw:
        words = _alternatives(raw["noise_words"])
        longest = int(raw["longest_mark"])
        # A mark may be broken by the end of one caption line, not by two.
        square = rf"\[[^\[\]]{{0,{longest}}}\]"
        round_ = rf"\(\s*(?:{words})[^()]{{0,{longest}}}\)"
        return Conventions(
            noise=re.compile(rf"{square}|{round_}", re.IGNORECASE),
            words=re.compile(words, re.IGNORECASE),
            kept=re.compile("|".join(raw["kept_brackets"])),
            furniture=_any_of(raw["furniture"]),
            disclaimer=_any_of(raw["disclaimers"]),
            off_air=re.compile(raw["off_air"], re.IGNORECASE),
            roles=re.compile(
                rf"^\W*(?:the )?(?:{_alternatives(raw['role_labels'])})\W*\d*\W*$", re.IGNORECASE
            ),
            not_labels=re.compile(
                rf"^\W*(?:{_alternatives(raw['not_labels'])})\W*\d*\W*$", re.IGNORECASE
            ),
        )


def _alternatives(folded: str) -> str:
    return re.sub(r"\s*\|\s*", "|", " ".join(folded.split()))


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def is_noise(mark: str, *, written: bool = False) -> bool:
    """Whether a bracketed piece that matched the noise pattern is one (and not a kept bracket)."""
    words = mark[1:-1].strip()
    if written and not conventions().words.match(words + ")"):
        return False
    return not conventions().kept.match(words)


def is_furniture(line: str) -> bool:
    """Whether a whole line or paragraph is a captioner's furniture or disclaimer."""
    if len(line) > 1200:
        return False
    lists = conventions()
    return bool((len(line) < 200 and lists.furniture.search(line)) or lists.disclaimer.search(line))


def is_role(label: str) -> bool:
    """Whether a label names a function and not a person."""
    return bool(conventions().roles.match(label))
