"""Questions in plain words: what is understood, and what is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.handmade import person
from wsis_nlp.answering.columns import Columns, Source
from wsis_nlp.answering.filters import Filters, passing, span_of
from wsis_nlp.answering.understanding import understand
from wsis_nlp.domain.errors import UsageError, WsisNlpError
from wsis_nlp.domain.records import DocumentKind, Role, StakeholderGroup
from wsis_nlp.mapping import load_framework

ACTION_LINES = load_framework()
STATE = StakeholderGroup.GOVERNMENT


def _source(ident: str, **fields: object) -> Source:
    plain = dict.fromkeys(("event", "phase", "session", "date", "organisation", "country", "group"))
    plain |= {"kind": DocumentKind.TRANSCRIPT, "title": ident, "first_sentence": 0} | fields
    return Source(id=ident, path=ident, **plain)


def _columns() -> Columns:
    sources = (
        _source("a", phase="forum", date="2025-07-08", session="12", event="Lakeside Forum"),
        _source("b", kind=DocumentKind.SUBMISSION, organisation="River Network", country="Ghana"),
    )
    rows = np.arange(3, dtype=np.int32)
    return Columns(
        sources,
        (person("Rosa Lind", "Ministry of Roads", STATE), person("Peter Voss", "Cable Firm")),
        {},
        document=np.array([0, 0, 1], np.int32),
        speaker=np.array([0, 1, -1], np.int32),
        start=rows,
        end=rows,
        first=rows,
        last=rows,
        heard=np.ones(3, np.bool_),
        steers=np.zeros(3, np.bool_),
        plays=np.array([1, 2, 8], np.uint8),
        sentence_start=rows,
        sentence_end=rows,
        role=np.array([0, 1, 3], np.int8),
        quality=np.ones(3, np.float32),
        presides=np.zeros(2, np.bool_),
    )


def _asked(text: str):
    return understand(text, Filters(), ACTION_LINES, _columns())


@pytest.mark.parametrize(
    "text",
    [
        "what was said about C5",
        "What was said about AL C5?",
        "action line c5",
        "C.5",
        "C 5",
        "what about action line \u04215",
        "Building confidence and security in the use of ICTs",
        "cybersecurity",
    ],
)
def test_a_line_is_known_by_code_title_and_name(text):
    question = _asked(text)
    assert question.lines == ("C5",)
    assert question.whole_line


def test_an_application_of_a_line_is_known_with_or_without_its_hyphen():
    for text in ("C7 e-health", "C7: ehealth", "what of C7 health?", "e-health"):
        assert _asked(text).lines == ("C7.e-health",), text
    assert len(_asked("C7").lines) == 9
    assert _asked("C2 and C5").lines == ("C2", "C5")


def test_a_line_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UsageError, match=r"C12.*C1, C2"):
        _asked("what about C12?")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("what gaps were raised on C5", Role.CHALLENGE),
        ("recommendations on spectrum", Role.RECOMMENDATION),
        ("new developments in cybersecurity", Role.DEVELOPMENT),
        ("C5 achievements", Role.ACHIEVEMENT),
        ("the gender gap in villages", None),
    ],
)
def test_a_role_counts_where_it_is_asked_for_and_not_as_part_of_a_subject(text, role):
    assert _asked(text).filters.role == role


@pytest.mark.parametrize(
    ("text", "filters", "subject"),
    [
        ("what did Rosa Lind say about bridges", {"speaker": "Rosa Lind"}, "bridges"),
        ("bridges according to Voss", {"speaker": "Peter Voss"}, "bridges"),
        ("what did governments say about bridges", {"group": STATE}, "bridges"),
        ("bridges in Ghana", {}, "bridges Ghana"),
        ("bridges, by Ghana", {"country": "Ghana"}, "bridges"),
        ("bridges in submissions", {"kind": DocumentKind.SUBMISSION}, "bridges"),
        ("bridges at the forum", {"phase": "forum"}, "bridges"),
        ("bridges in session 12", {"session": "12"}, "bridges"),
        ("bridges since July 2025", {"since": "2025-07-01"}, "bridges"),
        ("bridges before 2025-07-08", {"until": "2025-07-08"}, "bridges"),
        (
            "bridges between 1 March 2024 and 2025",
            {"since": "2024-03-01", "until": "2025-12-31"},
            "bridges",
        ),
        ("bridges in 2025", {"since": "2025-01-01", "until": "2025-12-31"}, "bridges"),
        ("bridges in 2030", {}, "bridges 2030"),
        ("bridges by the Ministry of Roads", {"organisation": "Ministry of Roads"}, "bridges"),
    ],
)
def test_filters_are_heard_where_the_question_asks_who_when_or_where(text, filters, subject):
    question = _asked(text)
    assert question.filters == Filters(**filters)
    assert question.subject == subject


def test_options_go_before_words():
    question = understand(
        "what did governments say",
        Filters(group=StakeholderGroup.ACADEMIA),
        ACTION_LINES,
        _columns(),
    )
    assert question.filters.group is StakeholderGroup.ACADEMIA


def test_each_filter_keeps_what_it_says():
    columns = _columns()
    for filters, kept in (
        (Filters(group=STATE), [0]),
        (Filters(country="ghana"), [2]),
        (Filters(speaker="voss"), [1]),
        (Filters(session="12", role=Role.CHALLENGE), [1]),
        (Filters(since="2025-07-08", until="2025-07-08"), [0, 1]),
        (Filters(), [0, 1, 2]),
    ):
        assert np.flatnonzero(passing(columns, filters)).tolist() == kept, filters


def test_a_filter_that_leaves_nothing_is_named_with_what_there_is():
    with pytest.raises(WsisNlpError, match=r"speaker 'Roza Lind'.*near to it: Rosa Lind"):
        passing(_columns(), Filters(speaker="Roza Lind"))
    with pytest.raises(WsisNlpError, match="nothing together: speaker 'Voss' alone leaves 1"):
        passing(_columns(), Filters(speaker="Voss", country="Ghana"))


@pytest.mark.parametrize("text", ["2025-13", "2025-02-30", "soon", "2025-00"])
def test_what_is_no_date_is_no_span(text):
    assert span_of(text) is None
