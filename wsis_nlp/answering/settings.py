"""The numbers and words of ``configs/answering``, checked when they are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import DocumentKind, Role, StakeholderGroup
from wsis_nlp.domain.resources import config_path


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """The numbers of ``configs/answering/answer.yaml``; what each means is said there."""

    mapped_search: float
    least_likeness: float
    below_best: float
    own: float
    candidates: int
    shortlist: int
    shortlist_passages: int
    pooled_passages: int
    pooled_sentences: int
    heard_passages: int
    points: int


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The lists of ``configs/answering/words.yaml``, casefolded; tables map words to meaning."""

    asking: frozenset[str]
    roles: dict[str, Role]
    groups: dict[str, StakeholderGroup]
    kinds: dict[str, DocumentKind]
    phases: dict[str, str]
    before_names: tuple[str, ...]
    after_names: frozenset[str]
    before_kinds: frozenset[str]
    before_phases: frozenset[str]
    longest_question: int


@cache
def answer_settings() -> AnswerSettings:
    """Load the numbers, once; raises ``ConfigurationError`` if one is missing or unknown."""
    raw, path = _load("answer.yaml")
    try:
        return AnswerSettings(**raw)
    except TypeError as error:
        raise ConfigurationError(f"{path}: {error}. Compare with the file that ships.") from error


@cache
def question_words() -> QuestionWords:
    """Load the words, once; raises ``ConfigurationError`` if a list is missing or no list."""
    raw, path = _load("words.yaml")
    try:
        return QuestionWords(
            asking=frozenset(map(_word, raw["asking"])),
            roles={_word(w): Role(name) for name, words in raw["roles"].items() for w in words},
            groups={
                _word(w): StakeholderGroup(name)
                for name, words in raw["groups"].items()
                for w in words
            },
            kinds={
                _word(w): DocumentKind(name) for name, words in raw["kinds"].items() for w in words
            },
            phases={_word(w): str(name) for name, words in raw["phases"].items() for w in words},
            before_names=tuple(map(_word, raw["before_names"])),
            after_names=frozenset(map(_word, raw["after_names"])),
            before_kinds=frozenset(map(_word, raw["before_kinds"])),
            before_phases=frozenset(map(_word, raw["before_phases"])),
            longest_question=int(raw["longest_question"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigurationError(f"{path}: {error}. Compare with the file that ships.") from error


def _word(word: object) -> str:
    if not isinstance(word, str):
        raise TypeError(f"{word!r} is not a word; put it in quotes")
    return word.casefold()


def _load(name: str) -> tuple[dict[str, Any], object]:
    path = config_path("answering", name)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path}: {error}. Mend it there.") from error
    if not isinstance(raw, dict):
        raise ConfigurationError(f"{path}: it must be names with values. Mend it there.")
    return raw, path
