"""Text in capitals, cased for reading: ours, and of the same length as the source's.

``Document.text`` stays as it was written: matching, checking and citing go by it alone. What a
person reads, and what a rule judges that looks at capitals, is ``Document.shown``. Which words have
capitals is learned (``casing_model``); countries, organisations and terms stand in lists, and the
names of a session's speakers are known from their labels and from the participants' table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from unicodedata import normalize

from wsis_nlp.domain.records import Document
from wsis_nlp.reading.casing_model import Case, Token, casing_model, tokens
from wsis_nlp.reading.labels import LOOKED_AT, in_capitals
from wsis_nlp.reading.lexicon import terms
from wsis_nlp.reading.names import parse_label
from wsis_nlp.reading.organisations import spellings
from wsis_nlp.reading.packing import PackedText, slices
from wsis_nlp.reading.word_lists import common_words

# In a text that is not all in capitals, a turn is when it has so many letters ...
_LEAST_LETTERS = 30
# ... and this share of everyday words: a list of acronyms is no speech in capitals.
_LEAST_EVERYDAY = 0.4
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[a-z]\d{1,2}|\d{1,2}g")
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "ers", "al", "ment", "ness", "ity", "ion")
_TITLES = frozenset(("mr", "mrs", "ms", "mx", "dr", "prof", "professor", "minister", "ambassador"))

Phrase = tuple[tuple[str, ...], tuple[str, ...]]


def case_document(document: Document, names: frozenset[str] = frozenset()) -> Document:
    """The document with the case that its text would have in print, where that is in capitals.

    Turns are judged one by one: each is cased if it is in capitals throughout, and English.
    ``names`` are words of people's names, folded; those of the labels are known besides.
    """
    text = document.text
    whole = in_capitals(text) and _everyday_share(slices(text)) >= _LEAST_EVERYDAY
    loud = [turn for turn in document.utterances if _shouted(text[turn.start : turn.end], whole)]
    if not loud:
        return replace(document, cased="")
    names |= name_words(turn.label for turn in document.utterances if turn.label)
    pieces, last = PackedText(), 0
    for turn in loud:
        pieces.append(text[last : turn.start])
        pieces.append(cased(text[turn.start : turn.end], names))
        last = turn.end
    pieces.append(text[last:])
    shown = pieces.whole()
    return replace(document, cased=shown if shown != text else "")


def are_loud(lines: Callable[[], Iterable[str]]) -> bool:
    """Whether the lines of a text, which ``lines`` gives anew, are in capitals together."""
    head, length = [], 0
    for line in lines():
        head.append(line)
        length += len(line) + 1
        if length > LOOKED_AT:
            break
    return in_capitals("\n".join(head)) and _everyday_share(lines()) >= _LEAST_EVERYDAY


def name_words(labels: Iterable[str]) -> frozenset[str]:
    """The words of the people's names among some speaker labels, folded."""
    parsed = (parse_label(label) for label in labels)
    keys = (label.key for label in parsed if label and label.kind == "person")
    return frozenset(word for key in keys for word in key.split() if len(word) > 1)


def _shouted(said: str, whole: bool) -> bool:
    """Whether a turn is in capitals throughout, by itself or with the ``whole`` text around it."""
    if not in_capitals(said) or said == said.lower():
        return False
    letters = sum(map(str.isalpha, said))
    share = _everyday_share([said])
    if whole:
        return letters < _LEAST_LETTERS or share >= _LEAST_EVERYDAY / 2
    return letters >= _LEAST_LETTERS and share >= _LEAST_EVERYDAY


def _everyday_share(lines: Iterable[str]) -> float:
    """The share of the words of some lines that are everyday English ones."""
    known, count, everyday = common_words(), 0, 0
    for line in lines:
        for match in _WORD.finditer(line):
            count += 1
            everyday += match.group().casefold() in known
    return everyday / max(1, count)


def cased(said: str, names: frozenset[str] = frozenset()) -> str:
    """A text in capitals with the case of letters that it would have in print."""
    # In pieces, where a turn is as long as a book.
    out = PackedText()
    for piece in slices(said, ". "):
        out.append(_cased(piece, names))
    return out.whole()


def _cased(said: str, names: frozenset[str]) -> str:
    found = tokens(said)
    cases = casing_model().cases(found, [not _everyday(token.small) for token in found])
    forms = {**_named(found, cases, names), **_listed(found)}
    out, last = [], 0
    for place, (token, case) in enumerate(zip(found, cases, strict=True)):
        word = said[token.start : token.end]
        form = forms.get(place) or _written(token, case)
        if token.opens and form.islower():
            form = form[:1].upper() + form[1:]
        out += [said[last : token.start], _like(word, form)]
        last = token.end
    return "".join([*out, said[last:]])


def _like(word: str, form: str) -> str:
    """``word`` with capitals where ``form`` has them; its letters and signs stay its own."""
    pairs = zip(word, form, strict=False)
    shown = "".join(own.upper() if its.isupper() else own.lower() for own, its in pairs)
    # A letter whose small form is longer ("İ") would move what follows: it is left alone.
    return shown if len(shown) == len(word) and shown.casefold() == word.casefold() else word


def _everyday(word: str) -> bool:
    """Whether a word is an everyday word or an inflection of one: "connecting", "schools"."""
    stem = _stem(word)
    return stem in common_words() or any(
        stem.endswith(end) and stem[: -len(end)] + more in common_words()
        for end in _ENDINGS
        for more in ("", "e", "y")
    )


def _written(token: Token, case: Case) -> str:
    """A word in the case that was found for it."""
    small = token.small
    stem = _stem(small)
    if stem == "i" or case is Case.CAPITALS or _CODE.fullmatch(stem):
        return stem.upper() + small[len(stem) :]
    if case is Case.MIXED:
        return casing_model().forms.get(small, small.capitalize())
    if case is Case.CAPITAL:
        # O'Brien and D'Souza have two capitals.
        head, sign, tail = small.partition("'")
        if len(head) == 1 and len(tail) > 2:
            return head.upper() + sign + tail.capitalize()
        return small.capitalize()
    return small


def _named(
    found: Sequence[Token], cases: Sequence[Case], names: frozenset[str]
) -> Mapping[int, str]:
    """The words that are people's names; an everyday word only beside another or a title."""
    out: dict[int, str] = {}
    stems = [_plain(_stem(token.small)) for token in found]
    for place, stem in enumerate(stems):
        if cases[place] is Case.CAPITALS and stem in names:
            out[place] = _written(found[place], Case.CAPITAL)
        if cases[place] is not Case.SMALL:
            continue
        everyday = stem in common_words()
        beside = stems[max(0, place - 1) : place] + stems[place + 1 : place + 2]
        known = stem in names and (not everyday or any(word in names for word in beside))
        titled = place > 0 and stems[place - 1] in _TITLES and (stem in names or not everyday)
        if known or titled or (not everyday and _after_initial(found, place)):
            out[place] = _written(found[place], Case.CAPITAL)
    return out


def _after_initial(found: Sequence[Token], place: int) -> bool:
    """Whether the word before is an initial: "J. Doe", not "the U.S. delegation"."""
    if not place or len(found[place - 1].small) > 1 or found[place - 1].sign != ".":
        return False
    return (
        place < 2
        or found[place - 2].end + 1 < found[place - 1].start
        or (found[place - 2].sign == " ")
    )


def _listed(found: Sequence[Token]) -> Mapping[int, str]:
    """The words of countries, organisations and terms, as the lists write them."""
    out: dict[int, str] = {}
    small = [_plain(token.small) for token in found]
    place = 0
    while place < len(small):
        for words, forms in _phrases().get(_stem(small[place]), ()):
            *here, end = small[place : place + len(words)]
            owned = end.startswith(f"{words[-1]}'")
            if tuple(here) == words[:-1] and (end == words[-1] or owned):
                out |= enumerate(forms, start=place)
                place += len(here)
                out[place] += end.removeprefix(words[-1])
                break
        place += 1
    return out


def _stem(word: str) -> str:
    """A word without what stands behind its apostrophe."""
    return word.partition("'")[0]


def _plain(word: str) -> str:
    """A word without accents, letter by letter."""
    return word if word.isascii() else "".join(normalize("NFD", char)[0] for char in word)


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    """The listed phrases by the stem of their first word, the longest first."""
    listed = {phrase for phrase in spellings() | terms() if not phrase.islower()}
    listed |= {f"{name}s" for name in listed if name.isupper() and name.isalpha()}
    found: dict[str, set[Phrase]] = {}
    for phrase in listed:
        forms = tuple(phrase[t.start : t.end].replace("’", "'") for t in tokens(phrase))
        words = tuple(_plain(form.lower()) for form in forms)
        # "WHO" and "US" are words too: there the sentence decides.
        if len(words) > 1 or words[0] not in common_words():
            found.setdefault(_stem(words[0]), set()).add((words, forms))
    return {
        word: tuple(sorted(known, key=lambda phrase: (-len(phrase[0]), phrase)))
        for word, known in found.items()
    }
