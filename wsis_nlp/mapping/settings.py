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
    slope: float
    offset: float
    threshold: float
    most_lines: int
    shortest_words: int
    nearest: int


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
    path = config_path("mapping", "outside.yaml")
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path}: {error}. Mend it there.") from error
    groups = raw.values() if isinstance(raw, dict) else [None]
    statements = [text for group in groups for text in (group or [None])]
    if not statements or not all(isinstance(text, str) and text.strip() for text in statements):
        raise ConfigurationError(f"{path}: it must be names with lists of statements. Mend it.")
    return tuple(statements)
