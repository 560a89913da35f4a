"""Which names are one person: over the corpus, within a session, against the participants' table.

One person: the same words in another order; the same words as they sound; a middle initial more,
if only one such is about; an initial and a surname, if only one full name fits; a lone name, if
only one full name of the session holds it. Everything else is two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wsis_nlp.reading.names import name_key, sound_key
from wsis_nlp.reading.sidecars import Participant


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose a name is: the person's key, the document it is local to, the table's row, and why."""

    key: str
    scope: str = ""
    participant: Participant | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """The participants' table by spelling; one that two share is nobody's (``None``)."""

    by_key: dict[str, Participant | None]
    by_form: dict[str, Participant | None]

    @classmethod
    def of(cls, participants: Iterable[Participant]) -> Listed:
        """Index the table."""
        by_key: dict[str, Participant | None] = {}
        by_form: dict[str, Participant | None] = {}
        for person in participants:
            keys = {name_key(name) for name in (person.name, *person.variants)} - {""}
            for spelling in keys:
                by_key[spelling] = person if spelling not in by_key else None
            for form in {_form(key) for key in keys if " " in key}:
                by_form[form] = person if form not in by_form else None
        return cls(by_key, by_form)


def _form(key: str) -> str:
    """The words of a name as they sound, in no order."""
    return " ".join(sorted(sound_key(key).split()))


def _bare(form: str) -> str:
    """A form without its initials, if two words are left."""
    words = [word for word in form.split() if len(word) > 1]
    return " ".join(words) if len(words) > 1 else form


class Identities:
    """All the persons of a corpus, from (document, name key, country said) of each mention."""

    def __init__(self, persons: Iterable[tuple[str, str, str | None]], listed: Listed) -> None:
        self._listed = listed
        self._inside: dict[str, set[str]] = defaultdict(set)
        self._countries: dict[str, set[str]] = defaultdict(set)
        for document, key, country in persons:
            if _is_full(key):
                self._inside[document].add(key)
            if country:
                self._countries[key].add(country)
        everybody = {key for keys in self._inside.values() for key in keys}
        everybody |= {key for key in listed.by_key if _is_full(key)}
        self._everybody = everybody
        self._representative = _representatives(everybody)

    def of(self, document: str, key: str) -> Identity:
        """Whose the name ``key`` is in ``document``."""
        if self._listed.by_key.get(key):
            return Identity(key, participant=self._listed.by_key[key])
        if _is_full(key):
            return self._known(key, ())
        found, why = self._longer(document, key)
        if found:
            return self._known(found, (f"'{key}' is {found}: {why}",))
        # A lone name, or an initial that several fit, is a person of that session only.
        alone = " " in key and not self._fitting(self._everybody, key)
        return Identity(key, "" if alone else document)

    def _known(self, key: str, evidence: tuple[str, ...]) -> Identity:
        person = self._listed.by_key.get(key)
        chosen = self._representative.get(key, key)
        if chosen != key:
            evidence = (*evidence, f"'{key}' and '{chosen}' are one name")
        if person is None and key not in self._listed.by_key:
            person = self._listed.by_key.get(chosen) or self._listed.by_form.get(_form(key))
            if person:
                evidence = evidence or (f"'{key}' is spelt like {person.name}",)
        return Identity(chosen, participant=person, evidence=evidence)

    def _longer(self, document: str, key: str) -> tuple[str | None, str]:
        """The one full name that a lone name or an initial with a surname stands for."""
        here = self._people(self._fitting(self._inside[document], key))
        if here:
            return (here.pop(), "the only one in the session") if len(here) == 1 else (None, "")
        if " " not in key:
            return None, ""
        anywhere = self._people(self._fitting(self._everybody, key))
        if len(anywhere) != 1:
            return None, ""
        found = anywhere.pop()
        said, known = self._countries[key], self._countries[found]
        if said and known and said != known:
            return None, ""
        return found, "the only one in the corpus"

    def _people(self, keys: Iterable[str]) -> set[str]:
        return {self._representative.get(key, key) for key in keys}

    @staticmethod
    def _fitting(names: Iterable[str], key: str) -> list[str]:
        """The full names that ``key`` may stand for."""
        words = key.split()
        if len(words) == 1:
            return [n for n in names if words[0] in (n.split()[0], n.split()[-1])]
        last, initials = words[-1], [word for word in words[:-1] if len(word) == 1]
        return [
            name
            for name in names
            if name.split()[-1] == last and _agree(initials, name.split()[:-1])
        ]


def _agree(initials: list[str], given: list[str]) -> bool:
    return all(a == b[0] for a, b in zip(initials, given, strict=False))


def _is_full(key: str) -> bool:
    words = key.split()
    return len(words) > 1 and len(words[0]) > 1 and len(words[-1]) > 1


def _representatives(keys: Iterable[str]) -> dict[str, str]:
    """For each full name the one that stands for all its spellings."""
    forms: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        forms[_form(key)].append(key)
    bare: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        bare[_bare(form)].add(form)
    out: dict[str, str] = {}
    for base, group in bare.items():
        # "John K. Doe" and "John Doe" are one, unless there is a "John F. Doe".
        sets = [group] if len(group - {base}) < 2 else [{form} for form in group]
        for one in sets:
            names = sorted(key for form in one for key in forms[form])
            for key in names:
                out[key] = names[0]
    return out
