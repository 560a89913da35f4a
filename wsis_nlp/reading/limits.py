"""What a file may cost before it is refused: the numbers of ``configs/reading/limits.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from wsis_nlp.domain.resources import configuration

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits, under the names that the file gives them; sizes in MiB, times in seconds."""

    largest_file: int
    largest_page: int
    page_tags: int
    unpacked: int
    unpacked_ratio: int
    parts: int
    nesting: int
    pdf_pages: int
    pdf_seconds: int
    pdf_seconds_per_mb: int
    pdf_memory: int
    pdf_characters: int


@cache
def limits() -> Limits:
    """Load the limits, once.

    Raises
    ------
    ConfigurationError
        If one is missing, unknown, or not a whole number above zero.
    """
    with configuration("reading", "limits.yaml") as raw:
        names = {field.name for field in fields(Limits)}
        given = raw if isinstance(raw, dict) else {}
        for name in sorted(names ^ given.keys()):
            told = "is missing" if name in names else "is not a limit that exists"
            raise ValueError(f"{name} {told}")
        for name, value in given.items():
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise ValueError(f"{name} is {value!r} and must be a whole number above zero")
        return Limits(**given)
