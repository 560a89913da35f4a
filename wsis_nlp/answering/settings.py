"""The numbers and words of ``configs/answering``, checked when they are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from wsis_nlp.domain.records import DocumentKind, Role, StakeholderGroup
from wsis_nlp.domain.resources import configuration


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
    with configuration("answering", "answer.yaml") as raw:
        return AnswerSettings(**raw)


@cache
def question_words() -> QuestionWords:
    """Load the words, once; raises ``ConfigurationError`` if a list is missing or no list."""
    with configuration("answering", "words.yaml") as raw:
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


def _word(word: object) -> str:
    if not isinstance(word, str):
        raise TypeError(f"{word!r} is not a word; put it in quotes")
    return word.casefold()
