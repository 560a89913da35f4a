"""Whether a sentence can stand alone in a summary, and where its quotable part begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from wsis_nlp.domain.resources import configuration


@dataclass(frozen=True, slots=True)
class Fitness:
    """How fit a sentence is: ``start`` and ``end`` of its quotable part within it, a quality
    from 0 (not fit) to 1, and the first reason that was found against it.
    """

    start: int
    end: int
    quality: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The compiled rules of ``configs/drafting/quality.yaml``."""

    shortest: int
    longest: int
    ideal: tuple[int, int]
    trimmed: re.Pattern[str]
    unfit: re.Pattern[str]
    hesitations: re.Pattern[str]
    personal: re.Pattern[str]
    oneself: re.Pattern[str]
    capitals: float
    presiding: re.Pattern[str]
    strengths: tuple[re.Pattern[str], ...]
    least_quality: float
    least_stands: float
    voices_stand: tuple[float, ...]
    nearly_stands: float
    least_role: float
    clear_lead: float


@cache
def rules() -> Rules:
    """Load the rules, once; raises ``ConfigurationError`` if one is broken."""
    with configuration("drafting", "quality.yaml") as raw:
        openings = "|".join(f"(?:{pattern})" for pattern in raw["trimmed"])
        return Rules(
            shortest=int(raw["shortest_words"]),
            longest=int(raw["longest_words"]),
            ideal=(int(raw["ideal_words"][0]), int(raw["ideal_words"][1])),
            trimmed=re.compile(rf"(?:(?:{openings})\s*)+", re.IGNORECASE),
            unfit=re.compile("|".join(f"(?:{p})" for p in raw["unfit"]), re.IGNORECASE),
            hesitations=re.compile(raw["hesitations"], re.IGNORECASE),
            personal=re.compile(raw["personal"], re.IGNORECASE),
            oneself=re.compile(raw["oneself"], re.IGNORECASE),
            capitals=float(raw["capitals"]),
            presiding=re.compile(raw["presiding"], re.IGNORECASE),
            least_quality=float(raw["least_quality"]),
            least_stands=float(raw["least_stands"]),
            voices_stand=tuple(map(float, raw["voices_stand"])),
            nearly_stands=float(raw["nearly_stands"]),
            least_role=float(raw["least_role"]),
            clear_lead=float(raw["clear_lead"]),
            strengths=tuple(re.compile(p, re.IGNORECASE) for p in raw["strengths"].values()),
        )


def stands_asked(voices: int) -> float:
    """How likely it must be that the sentence of a point of so many voices stands alone."""
    limits = rules().voices_stand
    return limits[min(max(voices, 1), len(limits)) - 1]


# What is drafted from is judged again where the draft is audited.
@lru_cache(maxsize=1 << 17)
def judge(sentence: str, stands: float = 1.0) -> Fitness:
    """Judge one sentence by the rules of ``configs/drafting/quality.yaml``.

    ``stands`` is the probability that it is understood without its neighbours.
    """
    known = rules()
    opening = known.trimmed.match(sentence)
    start = opening.end() if opening else 0
    while start < len(sentence) and sentence[start] in " ,;:":
        start += 1
    start, end = _unbalanced(sentence, start)
    core = sentence[start:end]
    against = _against(core, whole=start == 0, stands=stands)
    if against:
        return Fitness(start, end, 0.0, against)
    quality = 0.7
    words = core.count(" ") + 1
    low, high = known.ideal
    quality -= 0.02 * max(0, low - words) + 0.01 * max(0, words - high)
    quality -= 0.15 * len(known.hesitations.findall(core))
    quality -= 0.15 * min(3, len(known.personal.findall(core)))
    if _capitals(core) >= known.capitals:
        quality -= 0.3
    quality += 0.12 * sum(bool(pattern.search(core)) for pattern in known.strengths)
    if start and core[0].islower():
        quality -= 0.1
    return Fitness(start, end, min(1.0, max(0.05, quality)))


def _against(core: str, *, whole: bool, stands: float) -> str:
    """What keeps a sentence, ``whole`` or trimmed, from standing alone; "" if nothing does.

    What is told at a glance is looked at first: most sentences of a meeting go no further.
    """
    known = rules()
    words = core.count(" ") + 1
    if not core or words < known.shortest:
        return "too short"
    if words > known.longest:
        return "too long"
    if stands < known.least_stands:
        return "hangs on what was said before"
    if whole and core[0].islower():
        return "begins in mid-sentence"
    if core.rstrip("\"”’')")[-1:] not in (".", "!"):
        return "a question" if core.rstrip().endswith("?") else "does not end"
    if known.unfit.search(core):
        return "hesitates or carries marks of its source"
    return "speaks of oneself" if known.oneself.search(core) else ""


def _capitals(text: str) -> float:
    """The share of letters that are capitals."""
    letters = [char for char in text if char.isalpha()]
    return sum(map(str.isupper, letters)) / max(1, len(letters))


def _unbalanced(sentence: str, start: int) -> tuple[int, int]:
    """Leave out a quotation mark at either end whose partner is in another sentence."""
    end = len(sentence)
    straight = sentence.count('"') % 2 == 1
    curly = sentence.count("“") - sentence.count("”")
    if (sentence.endswith("”") and curly < 0) or (sentence.endswith('"') and straight):
        return start, end - 1
    if (sentence.startswith("“", start) and curly > 0) or (
        sentence.startswith('"', start) and straight
    ):
        start += 1
    return start, end
