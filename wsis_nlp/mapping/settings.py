"""The numbers and lists of ``configs/mapping``, checked when they are loaded."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.resources import config_path


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
    path = config_path("mapping", "settings.yaml")
    try:
        return MappingSettings(**yaml.safe_load(path.read_text(encoding="utf-8")))
    except (TypeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: {error}. Compare with the file that ships.") from error


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
    groups = _lists("wordings.yaml")
    if set(groups) != {"before", "after"}:
        path = config_path("mapping", "wordings.yaml")
        raise ConfigurationError(f"{path}: it must be the lists 'before' and 'after'. Mend it.")
    return Wordings(groups["before"], groups["after"])


def _lists(name: str) -> dict[str, tuple[str, ...]]:
    path = config_path("mapping", name)
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path}: {error}. Mend it there.") from error
    groups = raw.items() if isinstance(raw, dict) else []
    found = {str(key): tuple(texts) for key, texts in groups if isinstance(texts, list) and texts}
    said = [text for texts in found.values() for text in texts]
    if (
        not said
        or len(found) != len(groups)
        or not all(isinstance(t, str) and t.strip() for t in said)
    ):
        raise ConfigurationError(f"{path}: it must be names with lists of statements. Mend it.")
    return found
