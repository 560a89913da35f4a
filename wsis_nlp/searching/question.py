"""A question, read: what it is about, who is named in it, its words and its vectors."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.resources import config_path
from wsis_nlp.encoding.protocol import Encoder, Vectors

_WORD = re.compile(r"\w\w+")
_NAME = re.compile(r"[^\W\d_][\w'’]+")
_LETTER = re.compile(r"(?:(?<=\s)|^)[A-Z](?=[\s?.,]|$)")
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the ranking reads it.

    ``subject`` is the question without the words that only ask ("what did ... say about").
    ``vectors`` are of the question and of its subject, ``float32[2, d]``. ``terms`` are the stems
    that are searched for, ``names`` the words that may name a speaker.
    """

    text: str
    subject: str
    vectors: Vectors
    terms: tuple[str, ...]
    names: frozenset[str]

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
        return cls.made(text, encoder.encode, expansion)

    @classmethod
    def made(
        cls, text: str, encode: Callable[[list[str]], Vectors], expansion: tuple[str, ...] = ()
    ) -> Question:
        """The same, with the function that turns texts into vectors ``float32[n, d]``."""
        about = subject(text)
        terms = stems(f"{about} {' '.join(expansion)}")
        return cls(
            text,
            about,
            encode([text, about]),
            tuple(dict.fromkeys(terms)),
            names_in(text),
        )


def subject(text: str) -> str:
    """The question without the words that only ask; the question itself if none would be left."""
    idle = _words()["idle_words"] | _words()["frame_words"]
    kept = [t for t in _TOKEN.findall(text) if not _plain(t) or _plain(t) not in idle]
    return " ".join(kept).strip(" ?.!,;:") or text


def stems(text: str) -> list[str]:
    """The word stems of a text (Snowball English), in order, without idle words."""
    idle = _words()["idle_words"]
    stemmed: list[str] = _stemmer().stemWords(
        [word for word in _WORD.findall(text.lower()) if word not in idle]
    )
    return stemmed


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
    path = config_path("searching", "query.yaml")
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {name: frozenset(raw[name].split()) for name in ("idle_words", "frame_words")}
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise ConfigurationError(
            f"{path}: needs the lists idle_words and frame_words, as words ({error})."
        ) from error


@cache
def _stemmer() -> Any:  # noqa: ANN401 - PyStemmer has no types
    import Stemmer  # type: ignore[import-not-found]

    return Stemmer.Stemmer("english")
