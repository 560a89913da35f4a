"""A question in plain words: the lines, the filters and the subject that it asks for.

Nothing here guesses: a name counts as who spoke only where the question asks who spoke ("by", "did
... say"), a role only where it is asked for, and the answer shows what was understood.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wsis_nlp.answering.columns import Columns
from wsis_nlp.answering.filters import Filters, span_of
from wsis_nlp.answering.settings import question_words
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.framework import Framework, Line
from wsis_nlp.reading.lexicon import as_meant

_TOKEN = re.compile(r"[\w][\w'’-]*")
_CODE = re.compile(r"([A-Za-z]+)(\d+)")
_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
_DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|(?:\d{1,2}\s+)?(?:" + "|".join(_MONTHS) + r")\.?"
    r"(?:\s+\d{1,2},)?\s+\d{4}|(?:19|20)\d{2})\b"
)
_BETWEEN = re.compile(rf"\b(?:between|from)\s+({_DATE})\s+(?:and|to|until)\s+({_DATE})", re.I)
_DATED = re.compile(rf"\b(since|after|before|until|till|in|on|during)\s+({_DATE})", re.I)
_SESSION = re.compile(
    r"\b(?:in\s+|at\s+)?session\s+(?:no\.?\s*|number\s*|#\s*)?(\w*\d[\w.-]*)", re.I
)
_LONGEST_NAME = 9
_OF_SOURCES = ("event", "country", "organisation")
_OF_SPEAKERS = ("country", "organisation")


@dataclass(frozen=True, slots=True)
class Question:
    """What was understood: ``lines`` by code, ``subject`` as words to search for.

    ``whole_line`` says that nothing but the lines was asked for; ``strict`` that they were named by
    code, so that passages of other lines do not belong.
    """

    text: str
    subject: str
    lines: tuple[str, ...] = ()
    whole_line: bool = False
    strict: bool = False
    filters: Filters = field(default_factory=Filters)
    remarks: tuple[str, ...] = ()


def understand(text: str, options: Filters, framework: Framework, columns: Columns) -> Question:
    """Understand a question; ``options`` go before what its words ask for.

    Raises
    ------
    UsageError
        If there is no question, or it names a line by a code that does not exist.
    """
    plain = as_meant(" ".join(unicodedata.normalize("NFKC", text).split()))
    if not any(char.isalnum() for char in plain):
        raise UsageError(
            "the question is empty. Ask in words, for example: what was said about action line "
            f"{framework.leaves[0].code}"
        )
    remarks: list[str] = []
    words = plain.split(" ")
    most = question_words().longest_question
    if len(words) > most:
        remarks.append(f"the question has {len(words):,} words; its first {most} are used")
        plain = " ".join(words[:most])
    return _Reader(plain, framework, columns).question(text.strip(), options, remarks)


class _Reader:
    """Takes out of a question, span by span, what is understood; the rest is its subject."""

    def __init__(self, text: str, framework: Framework, columns: Columns) -> None:
        self.text = _latin(text)
        self.framework = framework
        self.columns = columns
        self.taken = [False] * len(self.text)
        self.found: dict[str, object] = {}
        self.lines: list[str] = []
        self.names: list[str] = []

    def question(self, asked: str, options: Filters, remarks: list[str]) -> Question:
        self._codes()
        strict = bool(self.lines)
        self._sessions()
        self._dates()
        self._who()
        if not strict:
            self._titles()
        self._role()
        filters = options.over(Filters(**self.found))  # type: ignore[arg-type]
        kept = "".join(" " if t else c for c, t in zip(self.text, self.taken, strict=True))
        subject = " ".join(
            m[0] for m in _TOKEN.finditer(kept) if m[0].casefold() not in question_words().asking
        )
        whole = bool(self.lines) and not subject
        if not strict:
            subject = " ".join([*self.names, subject]).strip()
        if not subject and not self.lines:
            # Only words that ask: "what did Rosa Lind say" wants all of it.
            subject = "" if filters != Filters() else self.text
        return Question(
            asked,
            subject,
            tuple(dict.fromkeys(self.lines)),
            whole,
            strict,
            filters,
            tuple(remarks),
        )

    def _take(self, start: int, end: int) -> None:
        self.taken[start:end] = [True] * (end - start)

    def _free(self) -> list[re.Match[str]]:
        return [m for m in _TOKEN.finditer(self.text) if not self.taken[m.start()]]

    def _codes(self) -> None:
        heads = {}
        for line in self.framework.lines:
            if match := _CODE.fullmatch(line.code):
                heads[match[1].casefold(), int(match[2])] = line.code
        if not heads:
            return
        prefixes = "|".join(sorted({re.escape(prefix) for prefix, _ in heads}))
        children = {
            (line.parent, prefix + name.removeprefix("e-").replace("-", "")): line.code
            for line in self.framework.lines
            if line.parent and (name := line.code.partition(".")[2])
            for prefix in ("", "e")
        }
        pattern = re.compile(
            rf"(?<!\w)(?:(?:action\s+lines?|al|goals?|lines?)[\s.-]*)?({prefixes})[\s.-]?(\d{{1,2}})"
            rf"(?!\w)(?:[\s.:,(-]*([a-z]+(?:-[a-z]+)?))?",
            re.IGNORECASE,
        )
        for match in pattern.finditer(self.text):
            code = heads.get((match[1].casefold(), int(match[2])))
            if code is None:
                raise UsageError(
                    f"{match[1].upper()}{match[2]}: {self.framework.title.lower()} have no such "
                    f"line. There are: {', '.join(line.code for line in self.framework.lines)}."
                )
            child = children.get((code, (match[3] or "").casefold().replace("-", "")))
            self.lines += [child] if child else self._below(code)
            self._take(match.start(), match.end() if child else match.end(2))

    def _below(self, code: str) -> list[str]:
        below = [line.code for line in self.framework.lines if line.parent == code]
        return [code, *below]

    def _titles(self) -> None:
        """A line by its title, or by an alias; the first alias is another name of the line."""
        known = _titles(self.framework)
        for start, end, key in self._runs(known):
            line = known[key]
            self.lines += self._below(line.code)
            self.names.append(self.text[start:end])
            self._take(start, end)

    def _runs(
        self, known: Mapping[tuple[str, ...], object]
    ) -> list[tuple[int, int, tuple[str, ...]]]:
        """Where the longest runs of free words stand that are known, from left to right."""
        tokens = self._free()
        found, at = [], 0
        while at < len(tokens):
            for size in range(min(_LONGEST_NAME, len(tokens) - at), 0, -1):
                run = tokens[at : at + size]
                key = _key(self.text[run[0].start() : run[-1].end()])
                if key in known:
                    found.append((run[0].start(), run[-1].end(), key))
                    at += size - 1
                    break
            at += 1
        return found

    def _before(self, start: int, phrases: Iterable[str]) -> int | None:
        """Where one of ``phrases`` begins that stands just before ``start``, articles aside."""
        lead = re.sub(
            r"\s+(?:the|mr|mrs|ms|dr|prof|h\.?e)\.?$", "", self.text[:start].rstrip(), flags=re.I
        )
        for phrase in sorted(phrases, key=len, reverse=True):
            if re.search(rf"(?<!\w){re.escape(phrase)}$", lead, re.IGNORECASE):
                return len(lead) - len(phrase)
        return None

    def _who(self) -> None:
        words = question_words()
        names = _names(self.columns)
        leads = dict.fromkeys(("phase", "event"), tuple(words.before_phases))
        leads["kind"] = tuple(words.before_kinds)
        for start, end, key in self._runs(names):
            kind, value = names[key]
            lead = self._before(start, leads.get(kind, words.before_names))
            after = _TOKEN.match(self.text[end:].lstrip())
            spoke = kind not in leads and after and after[0].casefold() in words.after_names
            if (lead is not None or spoke) and kind not in self.found:
                self.found[kind] = value
                self._take(start if lead is None else lead, end)
                if after and spoke:
                    self._take(end, self.text.index(after[0], end) + len(after[0]))

    def _sessions(self) -> None:
        if match := _SESSION.search(self.text):
            self.found["session"] = match[1]
            self._take(*match.span())

    def _dates(self) -> None:
        if match := _BETWEEN.search(self.text):
            first, last = _span(match[1]), _span(match[2])
            if first and last:
                self.found |= {"since": first[0], "until": last[1]}
                self._take(*match.span())
                return
        for match in _DATED.finditer(self.text):
            span, word = _span(match[2]), match[1].casefold()
            if span is None:
                continue
            if word in ("in", "on", "during"):
                # "in 2030" is a subject unless something here was said then.
                dates = [s.date for s in self.columns.sources if s.date]
                if not any(span[0] <= date <= span[1] for date in dates):
                    continue
                self.found |= {"since": span[0], "until": span[1]}
            elif word in ("since", "after"):
                self.found["since"] = span[word == "after"]
            else:
                self.found["until"] = span[word != "before"]
            self._take(*match.span())

    def _role(self) -> None:
        words = question_words()
        known = {_key(phrase): role for phrase, role in words.roles.items()}
        for start, end, key in self._runs(known):
            before = list(_TOKEN.finditer(self.text[:start]))[-1:]
            after = _TOKEN.match(self.text[end:].lstrip())
            asks = (
                not before
                or self.taken[before[0].start()]
                or before[0][0].casefold() in words.asking
            )
            place = self.text.index(after[0], end) if after else 0
            goes_on = not after or self.taken[place] or after[0].casefold() in words.asking
            if asks and goes_on and "role" not in self.found:
                self.found["role"] = known[key]
                self._take(start, end)


@lru_cache(maxsize=4)
def _titles(framework: Framework) -> dict[tuple[str, ...], Line]:
    """The lines by title and alias; where two share a name, the first has it."""
    return {
        _key(name): line
        for line in reversed(framework.lines)
        for name in (*line.aliases, line.title, line.title.rpartition(" - ")[2])
    }


@lru_cache(maxsize=2)
def _names(columns: Columns) -> dict[tuple[str, ...], tuple[str, object]]:
    """Everything that a question may call a voice or a place by, with what it is."""
    words = question_words()
    named: list[tuple[str, str, object]] = []
    for source in columns.sources:
        named += [(v, k, v) for k in _OF_SOURCES if (v := getattr(source, k))]
    surnames: dict[str, set[str]] = {}
    for speaker in columns.speakers:
        named += [(v, k, v) for k in _OF_SPEAKERS if (v := getattr(speaker, k))]
        if speaker.countable:
            named.append((speaker.name, "speaker", speaker.name))
            surnames.setdefault(speaker.name.split()[-1], set()).add(speaker.name)
    for last, bearers in surnames.items():
        if len(bearers) == 1 and len(last) > 3:
            named.append((last, "speaker", next(iter(bearers))))
    tables = (("group", words.groups), ("kind", words.kinds), ("phase", words.phases))
    named += [(said, kind, v) for kind, table in tables for said, v in table.items()]
    known: dict[tuple[str, ...], tuple[str, object]] = {}
    for said, kind, value in dict.fromkeys(named):
        known.setdefault(_key(said), (kind, value))
    return known


def _latin(text: str) -> str:
    """Cyrillic letters that look like the Latin ones of codes, before a number, made Latin."""
    return re.sub(r"[\u0421\u0441](?=[\s.-]?\d{1,2}(?!\w))", "C", text)


def _key(text: str) -> tuple[str, ...]:
    words = (w.casefold().replace("’", "'") for w in _TOKEN.findall(text))
    return tuple(w.removesuffix("'s") for w in words)


def _span(text: str) -> tuple[str, str] | None:
    """The days of a date as written in a question."""
    if month := re.search(r"[A-Za-z]+", text):
        year = re.search(r"\d{4}", text)
        day = re.search(r"\b\d{1,2}\b(?!\d)", text)
        assert year
        text = f"{year[0]}-{_MONTHS[month[0].casefold()]:02d}" + (
            f"-{int(day[0]):02d}" if day else ""
        )
    return span_of(text)
