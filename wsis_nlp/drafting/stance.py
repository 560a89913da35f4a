"""Who speaks against something that others want."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from wsis_nlp.domain.records import Statement
from wsis_nlp.domain.resources import configuration


def opposes(text: str) -> bool:
    """Whether a sentence speaks against something, by ``configs/drafting/differences.yaml``."""
    return bool(_opposing().search(text))


def by_stance(group: list[int], statements: Sequence[Statement]) -> list[list[int]]:
    """The statements of a point, apart where some speak against what the others want."""
    if len(group) == 1:
        return [group]
    sides: dict[bool, list[int]] = {}
    for row in group:
        sides.setdefault(opposes(statements[row].text), []).append(row)
    return list(sides.values())


@cache
def _opposing() -> re.Pattern[str]:
    with configuration("drafting", "differences.yaml") as raw:
        patterns = "|".join(f"(?:{pattern})" for pattern in raw["opposes"])
        return re.compile(patterns, re.IGNORECASE)
