"""How a citation is worded: speaker, source and place, and what was left out of a quote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rendering.conftest import MARKUP, PLAIN, TEACHERS_TOO, as_shown, every_span, evidence_of
from wsis_nlp.domain.records import Speaker, SpeakerKind
from wsis_nlp.rendering.wording import citation, clock, place_of, source_of, speaker_of


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00:00"), (59.9, "0:00:59"), (3725, "1:02:05"), (36000, "10:00:00")]
)
def test_times_read_as_hours_minutes_seconds(seconds, said):
    assert clock(seconds) == said


def test_a_place_is_a_time_a_page_a_paragraph_or_a_turn(summary):
    document = summary.documents["talk"]
    assert place_of(evidence_of(summary, MARKUP, time=61.5), document) == "at 0:01:01"
    assert place_of(evidence_of(summary, MARKUP, page=3), document) == "page 3"
    assert place_of(evidence_of(summary, MARKUP, paragraph=9), document) == "paragraph 9"
    assert place_of(evidence_of(summary, MARKUP), document) == "turn 1"
    assert place_of(evidence_of(summary, TEACHERS_TOO), document) == "turn 3"


def test_a_speaker_is_named_once_with_organisation_and_country():
    for speaker, said in (
        (None, "not named in the source"),
        (Speaker("a", "Ms Lind", SpeakerKind.PERSON), "Ms Lind"),
        (Speaker("a", "Ghana", SpeakerKind.ORGANISATION, "Ghana", "Ghana"), "Ghana"),
        (Speaker("a", "Ms Lind", SpeakerKind.PERSON, "IFLA", "Peru"), "Ms Lind, IFLA, Peru"),
    ):
        assert speaker_of(speaker) == said


def test_a_citation_leads_to_the_place(summary):
    evidence = next(e for e in every_span(summary) if e.quote == MARKUP)
    document = summary.documents["talk"]
    assert citation(evidence, document) == (
        "Anna <Berg>, Ministry of Reeds & Lakes. "
        "Session 7: The session, The Forum, 2025-02-04, at 1:02:05."
    )
    assert source_of(summary.documents["letter"]) == "The session"


def test_what_is_left_out_of_a_quote_is_shown_on_its_side(summary):
    evidence = evidence_of(summary, PLAIN)
    assert as_shown(evidence, summary) == f"“{PLAIN}”"
    assert as_shown(replace(evidence, trimmed_start=True), summary) == f"“[…] {PLAIN}”"
    assert as_shown(replace(evidence, trimmed_end=True), summary) == f"“{PLAIN} […]”"
