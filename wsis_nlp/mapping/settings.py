"""The numbers and lists of ``configs/mapping``, checked when they are loaded."""

from __future__ import annotations

from dataclasses import dataclass

from wsis_nlp.domain.resources import configuration


@dataclass(frozen=True, slots=True)
class MappingSettings:
    """The numbers of ``configs/mapping/settings.yaml``; what each means is said there."""

    sharpness: float
    vector_weight: float
    word_weight: float
    ridge: float
    term_weight: float
    correction_weight: float
    copies: int
    slope: float
    offset: float
    threshold: float
    also: float
    present: float
    most_lines: int
    shortest_words: int
    longest_words: int
    nearest: int


@dataclass(frozen=True, slots=True)
class Wordings:
    """Phrases that say nothing of the subject: put before a statement, or after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def load_settings() -> MappingSettings:
    """Load the settings; raises ``ConfigurationError`` if one is missing or unknown."""
    with configuration("mapping", "settings.yaml") as raw:
        return MappingSettings(**raw)


def load_outside() -> tuple[str, ...]:
    """The statements that belong to no line of any framework.

    Raises
    ------
    ConfigurationError
        If the file is not lists of statements under names.
    """
    groups = _lists("outside.yaml")
    return tuple(text for group in groups.values() for text in group)


def load_wordings() -> Wordings:
    """The phrases around a statement.

    Raises
    ------
    ConfigurationError
        If the file is not the two lists ``before`` and ``after``.
    """
    with configuration("mapping", "wordings.yaml") as raw:
        if set(raw) != {"before", "after"}:
            raise ValueError("it must be the lists 'before' and 'after'")
    groups = _lists("wordings.yaml")
    return Wordings(groups["before"], groups["after"])


def _lists(name: str) -> dict[str, tuple[str, ...]]:
    with configuration("mapping", name) as raw:
        groups = raw.items() if isinstance(raw, dict) else []
        found = {str(key): tuple(said) for key, said in groups if isinstance(said, list) and said}
        texts = [text for said in found.values() for text in said]
        every = all(isinstance(text, str) and text.strip() for text in texts)
        if not texts or len(found) != len(groups) or not every:
            raise ValueError("it must be names with lists of statements")
        return found
