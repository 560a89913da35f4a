"""Mis-heard terms: what captioning wrote, and what was meant.

A quote stands as it was written down; these readings serve searching and mapping alone. The list
is ``configs/reading/mishearings.yaml``. A form that could be innocent English counts only in its
context.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.resources import config_path

_WORD = re.compile(r"[^\W_]+")
# What may stand between two words of a form: "W-Z", "wiz's"; a full stop only behind a letter that
# stands alone, as in "I.T.U.".
_BETWEEN = re.compile(r"[ \t\n\-'’‘\u2011]{0,3}")
_STOPPED = re.compile(r"\.?[ \t\n\-'’‘\u2011]{0,3}")
# How far a word of the context may be, in words.
_NEAR = 12
_FIELDS = {"term", "heard", "followed_by", "preceded_by", "near"}

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Misheard:
    """A span of a text that was heard wrong: ``text[start:end] == heard``; ``term`` was meant."""

    start: int
    end: int
    heard: str
    term: str


@dataclass(frozen=True, slots=True)
class _Form:
    words: Words
    term: str
    followed_by: tuple[Words, ...] = ()
    preceded_by: tuple[Words, ...] = ()
    near: tuple[Words, ...] = ()


class _Forms(NamedTuple):
    """The forms by their first word, the longest first; within a length, as the file has them.

    ``alone`` are those of one word, ``pairs`` the first two words of the others.
    """

    by_word: dict[str, tuple[_Form, ...]]
    alone: frozenset[str]
    pairs: frozenset[tuple[str, str]]


class _Token(NamedTuple):
    start: int
    end: int
    word: str


def misheard(text: str) -> tuple[Misheard, ...]:
    """The mis-heard terms of ``text``, in order; spans do not overlap, the longest form wins."""
    forms = _forms()
    if not _may_hold(text, forms):
        return ()
    tokens = [_Token(m.start(), m.end(), m.group().casefold()) for m in _WORD.finditer(text)]
    out: list[Misheard] = []
    number = 0
    while number < len(tokens):
        known = forms.by_word.get(tokens[number].word)
        if known is None:
            number += 1
            continue
        found = next((form for form in known if _fits(text, tokens, number, form)), None)
        if found is None:
            number += 1
            continue
        start, end = tokens[number].start, tokens[number + len(found.words) - 1].end
        if "." in text[start:end] and text[end : end + 1] == "." and text[end + 1 : end + 2] == " ":
            end += text[end + 2 : end + 3].islower()  # the last stop of "I.T.U. has"
        # What stands there already may be what is meant: "WSIS" of "W.S.I.S" is not.
        if _plain(text[start:end]) != _plain(found.term):
            out.append(Misheard(start, end, text[start:end], found.term))
        number += len(found.words)
    return tuple(out)


def _may_hold(text: str, forms: _Forms) -> bool:
    """Whether a form may stand in a text, by its first two words: most sentences hold none."""
    words = _WORD.findall(text.casefold())
    return not forms.alone.isdisjoint(words) or not forms.pairs.isdisjoint(pairwise(words))


def as_meant(text: str) -> str:
    """``text`` with what was meant in place of what was heard: for matching, never for quoting."""
    found = misheard(text)
    if not found:
        return text
    out, last = [], 0
    for item in found:
        out += [text[last : item.start], item.term]
        last = item.end
    return "".join([*out, text[last:]])


def terms() -> frozenset[str]:
    """What was meant: the terms of the list, as they are written."""
    return frozenset(form.term for forms in _forms().by_word.values() for form in forms)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _fits(text: str, tokens: Sequence[_Token], at: int, form: _Form) -> bool:
    end = at + len(form.words)
    if not _stands(text, tokens, at, form.words):
        return False
    if form.followed_by and not any(_stands(text, tokens, end, w) for w in form.followed_by):
        return False
    if form.preceded_by and not any(
        at >= len(w) and _stands(text, tokens, at - len(w), w) for w in form.preceded_by
    ):
        return False
    if not form.near:
        return True
    around = (
        tuple(t.word for t in tokens[max(0, at - _NEAR) : at]),
        tuple(t.word for t in tokens[end : end + _NEAR]),
    )
    return any(_inside(words, side) for words in form.near for side in around)


def _stands(text: str, tokens: Sequence[_Token], at: int, words: Words) -> bool:
    """Whether ``words`` stand at token ``at``, with nothing of weight between them."""
    here = tokens[at : at + len(words)]
    return tuple(token.word for token in here) == words and all(
        (_STOPPED if len(a.word) == 1 else _BETWEEN).fullmatch(text, a.end, b.start)
        for a, b in pairwise(here)
    )


def _inside(words: Words, side: Words) -> bool:
    size = len(words)
    return any(side[i : i + size] == words for i in range(len(side) - size + 1))


@cache
def _forms() -> _Forms:
    """Load the list, once; raises ``ConfigurationError`` if it is broken."""
    path = config_path("reading", "mishearings.yaml")
    try:
        text = path.read_text(encoding="utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        root: Any = yaml.compose(text, Loader=loader)
        raw: Any = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        fact = " ".join(str(error).split())
        raise ConfigurationError(f"{path}: {fact}. Mend it there.") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("mishearings"), list):
        raise ConfigurationError(f"{path}: there is no list 'mishearings'. Mend it or reinstall.")
    listed = next(value for key, value in root.value if key.value == "mishearings")
    lists = raw.get("lists") or {}
    by_word: dict[str, list[_Form]] = defaultdict(list)
    terms: dict[str, None] = {}
    for entry, node in zip(raw["mishearings"], listed.value, strict=True):
        where = f"{path}, line {node.start_mark.line + 1}"
        for form in _entry(entry, lists, where):
            by_word[form.words[0]].append(form)
            terms.setdefault(form.term)
    for term in terms:
        if re.fullmatch(r"[A-Z]{3,6}", term):
            letters = tuple(term.casefold())
            by_word[letters[0]].append(_Form(letters, term))
    beginnings = [form.words[:2] for forms in by_word.values() for form in forms]
    return _Forms(
        {
            word: tuple(sorted(forms, key=lambda form: -len(form.words)))
            for word, forms in by_word.items()
        },
        frozenset(words[0] for words in beginnings if len(words) == 1),
        frozenset((words[0], words[1]) for words in beginnings if len(words) > 1),
    )


def _entry(entry: Any, lists: Any, where: str) -> list[_Form]:  # noqa: ANN401
    if not isinstance(entry, dict) or not entry.get("term") or not entry.get("heard"):
        raise ConfigurationError(f"{where}: an entry needs 'term' and 'heard'. Mend it there.")
    unknown = sorted(entry.keys() - _FIELDS)
    if unknown:
        raise ConfigurationError(
            f"{where}: the field {unknown[0]!r} is unknown. Use {', '.join(sorted(_FIELDS))}."
        )
    context = {name: _phrases(entry.get(name), lists, where) for name in _FIELDS - {"term"}}
    heard = context.pop("heard")
    return [_Form(words, str(entry["term"]), **context) for words in heard]


def _phrases(raw: Any, lists: Any, where: str) -> tuple[Words, ...]:  # noqa: ANN401
    out: list[Words] = []
    for phrase in raw or ():
        name = str(phrase)
        if name.startswith("@"):
            if not isinstance(lists, dict) or name[1:] not in lists:
                raise ConfigurationError(f"{where}: there is no list {name!r}. Add it or mend it.")
            out += _phrases(lists[name[1:]], {}, where)
            continue
        words = tuple(_WORD.findall(name.casefold()))
        if not words:
            raise ConfigurationError(f"{where}: {name!r} has no words in it. Mend it there.")
        out.append(words)
    return tuple(out)
