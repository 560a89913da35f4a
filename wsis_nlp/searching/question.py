"""A question, read: what it is about, who is named in it, its words and its vectors."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from wsis_nlp.domain.resources import configuration
from wsis_nlp.encoding.protocol import Encoder, Vectors
from wsis_nlp.segmenting.stems import stem_words

Read = Callable[[list[str]], tuple[Vectors, Vectors | None]]
_WORD = re.compile(r"\w\w+")
_NAME = re.compile(r"[^\W\d_][\w'’]+")
_LETTER = re.compile(r"(?:(?<=\s)|^)[A-Z](?=[\s?.,]|$)")
_TOKEN = re.compile(r"\S+")
_LISTS = ("idle_words", "frame_words", "setting_words")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the ranking reads it.

    ``subject`` is the question without the words that only ask ("what did ... say about").
    ``vectors``, ``float32[9, d]``, are of the question, its point and its setting ("when discussing
    ..."), then of the subject of each, then of what answers each (the subjects again where the
    encoder cannot tell, or nothing is asked but a subject); without a setting, the question stands
    for all three.
    ``terms`` are the stems that are searched for, ``names`` the words that may name a speaker.
    """

    text: str
    subject: str
    vectors: Vectors
    terms: tuple[str, ...]
    names: frozenset[str]
    has_setting: bool = False

    @classmethod
    def read(cls, text: str, encoder: Encoder, expansion: tuple[str, ...] = ()) -> Question:
        """Read and encode a question.

        Parameters
        ----------
        text
            As the user wrote it.
        encoder
            The one that the passages were encoded with.
        expansion
            More words to search for, from a knowledge base or a lexicon of mis-hearings.
        """
        return cls.made(text, encoder.read_questions, expansion)

    @classmethod
    def made(cls, text: str, read: Read, expansion: tuple[str, ...] = ()) -> Question:
        """The same, with the function that ``read_questions`` of an encoder is."""
        about = subject(text)
        terms = stems(f"{about} {' '.join(expansion)}")
        point, setting = point_and_setting(text)
        parts = [text, point, setting] if setting else [text]
        vectors, answers = read([*parts, *map(subject, parts)])
        count = len(parts)
        rows = np.arange(count) if setting else np.zeros(3, dtype=np.int64)
        if answers is None or only_a_subject(text):
            answers = vectors[count:]
        return cls(
            text,
            about,
            np.concatenate([vectors[rows], vectors[count + rows], answers[rows]]),
            tuple(dict.fromkeys(terms)),
            names_in(text),
            bool(setting),
        )


def point_and_setting(text: str) -> tuple[str, str]:
    """A question's point, and in which discussion it came up; empty where it does not say."""
    point, *setting = _setting().split(text.strip(), maxsplit=1)
    if not setting or len(point.split()) < 4 or len(setting[0].split()) < 2:
        return text, ""
    return point, setting[0]


def only_a_subject(text: str) -> bool:
    """Whether a question asks for all that was said about something, or is a bare subject.

    What is said about a thing is like the thing; only what answers more than that is worded unlike
    its question.
    """
    return bool(_all_said().match(text)) or subject(text) == text.strip(" ?.!,;:")


def subject(text: str) -> str:
    """The question without the words that only ask; the question itself if none would be left."""
    idle = _words()["idle_words"] | _words()["frame_words"]
    kept = [t for t in _TOKEN.findall(text) if not _plain(t) or _plain(t) not in idle]
    return " ".join(kept).strip(" ?.!,;:") or text


def stems(text: str) -> list[str]:
    """The word stems of a text (Snowball English), in order, without idle words."""
    idle = _words()["idle_words"]
    return stem_words([word for word in _WORD.findall(text.lower()) if word not in idle])


def names_in(text: str) -> frozenset[str]:
    """The words of a label or a question that may name someone, in lower case.

    A single letter counts where it is a capital ("PhD C") and does not begin the text.
    """
    found = (match.group() for match in _NAME.finditer(text))
    return frozenset(word.lower() for word in found) - _words()["idle_words"] | {
        f"-{letter}" for letter in _LETTER.findall(f"{text}")
    }


def _plain(token: str) -> str:
    return token.lower().strip("?.!,;:'\"()").removesuffix("'s").removesuffix("’s")


@cache
def _words() -> dict[str, frozenset[str]]:
    with configuration("searching", "query.yaml") as raw:
        return {name: frozenset(raw[name].split()) for name in _LISTS}


@cache
def _setting() -> re.Pattern[str]:
    begins = sorted(_words()["setting_words"], key=lambda words: (-len(words), words))
    either = "|".join(re.escape(words).replace("_", r"\s+") for words in begins)
    return re.compile(rf"[,\s]+(?:{either})\s+", re.IGNORECASE)


@cache
def _all_said() -> re.Pattern[str]:
    with configuration("searching", "query.yaml") as raw:
        return re.compile(raw["all_said"], re.IGNORECASE)
