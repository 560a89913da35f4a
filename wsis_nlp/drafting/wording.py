"""The words that are ours: lead-ins whose quantifiers come from counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from wsis_nlp.domain.records import Role, StakeholderGroup
from wsis_nlp.domain.resources import configuration

_GROUP_NAMES = {
    StakeholderGroup.GOVERNMENT: "government",
    StakeholderGroup.PRIVATE_SECTOR: "the private sector",
    StakeholderGroup.CIVIL_SOCIETY: "civil society",
    StakeholderGroup.INTERNATIONAL_ORGANISATION: "international organisations",
    StakeholderGroup.ACADEMIA: "academia",
    StakeholderGroup.TECHNICAL_COMMUNITY: "the technical community",
}


@dataclass(frozen=True, slots=True)
class _Quantifier:
    word: str
    least: int = 0
    most: int = 1_000_000_000
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Wording:
    """The lists of ``configs/drafting/wording.yaml``."""

    quantifiers: tuple[_Quantifier, ...]
    one_of_several: str
    unattributed: str
    verbs: dict[Role, str]
    headings: dict[Role, str]
    outside: str
    nothing_said: str
    elsewhere: str
    least_voices_elsewhere: int
    longest_words: int


@cache
def wording() -> Wording:
    """Load the lists; raises ``ConfigurationError`` if one is broken."""
    with configuration("drafting", "wording.yaml") as raw:
        return Wording(
            tuple(_Quantifier(**rule) for rule in raw["quantifiers"]),
            raw["one_of_several"],
            raw["unattributed"],
            {Role(role): verb for role, verb in raw["verbs"].items()},
            {Role(role): heading for role, heading in raw["headings"].items()},
            raw["outside"],
            raw["nothing_said"],
            raw["elsewhere"],
            int(raw["least_voices_elsewhere"]),
            int(raw["longest_words"]),
        )


def quantifier(voices: int, denominator: int) -> str:
    """The word for ``voices`` distinct voices among the ``denominator`` heard; "" for none."""
    for rule in wording().quantifiers if voices else ():
        share = voices / denominator if denominator else 0.0
        if rule.least <= voices <= rule.most and share >= rule.share:
            return rule.word
    return ""


def lead_in(
    role: Role,
    voices: int,
    denominator: int,
    groups: Sequence[StakeholderGroup],
    *,
    alone: bool = True,
    more: bool = False,
) -> str:
    """The lead-in of a point, for example
    "Several speakers (at least 5 of 23 heard here), from government and academia, reported
    progress:". Counted are those who were found to say it alike: there may be more; ``more`` says
    that it is likely. ``alone`` says that all of them are known to be of the groups named.
    """
    words = wording()
    word = quantifier(voices, denominator)
    if not word:
        return f"{words.unattributed}, without a name in the source:"
    counted = f" (at least {voices} of {denominator} heard here)"
    unknown = () if alone or not groups else ("groups that are not known",)
    names = _listed([*(_GROUP_NAMES[group] for group in groups), *unknown])
    origin = "all from" if alone and len(groups) == 1 else "from"
    if voices == 1:
        word = words.one_of_several if more else word
        return f"{word}{f' from {names}' if names else ''} {words.verbs[role]}:"
    return f"{word}{counted}{f', {origin} {names},' if names else ''} {words.verbs[role]}:"


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
