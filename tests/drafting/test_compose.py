"""Statements become numbered paragraphs whose counts are of delegations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.handmade import FRAMEWORK, Corpus, person, unit
from wsis_nlp.domain.errors import ProvenanceError
from wsis_nlp.domain.records import (
    Anchor,
    Judged,
    Role,
    RoleScore,
    Speaker,
    SpeakerKind,
    StakeholderGroup,
)
from wsis_nlp.domain.summary import ChairSummary, Section
from wsis_nlp.drafting import DraftSettings, compose, verify
from wsis_nlp.mapping import Theme

ANNA = person("Anna", "Ministry of Reeds", StakeholderGroup.GOVERNMENT)
BORIS = person("Boris", "Ministry of Reeds", StakeholderGroup.GOVERNMENT)
CARLA = person("Carla", "Open Lake", StakeholderGroup.CIVIL_SOCIETY)
DANA = person("Dana")
NOBODY = Speaker("sp-x", "SPEAKER", SpeakerKind.UNKNOWN)
CHAIR = Speaker("sp-c", "CHAIR", SpeakerKind.ROLE)

SCHOOLS = "The ministry connected four hundred village schools to the fibre network in 2019."
SCHOOLS_TOO = "Four hundred village schools in the valley joined the fibre network in 2019."
TEACHERS = "The university trained nine thousand teachers in the use of computers since 2012."
# Rows 0, 1 and 2 say much the same; 3, 4 and 5 are each about something else.
VECTORS = unit(
    [
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.7, 0.6, 0.0, 0.0, 0.0],
        [0.95, 0.2, 0.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.0],
    ]
)


def _compose(*corpora, themes=(), vectors=VECTORS, **settings):
    statements = [s for corpus in corpora for s in corpus.statements]
    documents = {corpus.ident: corpus.document for corpus in corpora}
    steps: list[int] = []
    summary = compose(
        "Draft",
        statements,
        vectors,
        documents,
        FRAMEWORK,
        themes,
        DraftSettings(**settings) if settings else None,
        steps.append,
    )
    assert sum(steps) == len(FRAMEWORK.lines)
    verify(summary)
    return summary


def _section(summary, code) -> Section:
    def walk(sections):
        for section in sections:
            yield section
            yield from walk(section.sections)

    return next(s for s in walk(summary.sections) if s.code == code)


def test_delegations_are_counted_and_not_turns():
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, ANNA)
    corpus.say(SCHOOLS_TOO, 1, BORIS)
    corpus.say(SCHOOLS_TOO, 2, ANNA)
    corpus.say(SCHOOLS_TOO, 0, ANNA)
    (paragraph,) = _compose(corpus).paragraphs()
    assert (paragraph.voices, paragraph.denominator) == (1, 1)
    assert paragraph.lead_in == "One speaker from government reported progress:"
    assert len(paragraph.evidence) + len(paragraph.also) == 4


def test_each_delegation_counts_once_whatever_the_number_of_its_turns():
    corpus = Corpus()
    for speaker in (ANNA, BORIS, CARLA, CARLA, DANA):
        corpus.say(SCHOOLS, 0, speaker)
    corpus.say(TEACHERS, 3, person("Emil", "Reed University"))
    first, second = _compose(corpus).paragraphs()
    assert (first.voices, first.denominator) == (3, 4)
    assert first.groups == (StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.GOVERNMENT)
    assert first.lead_in.startswith(
        "Some speakers (at least 3 of 4 heard here), from civil society, government "
        "and groups that are not known"
    )
    assert second.voices == 1


def test_speakers_without_a_name_are_told_apart_from_the_counted():
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, NOBODY)
    corpus.say(SCHOOLS_TOO, 1, None)
    (paragraph,) = _compose(corpus).paragraphs()
    assert (paragraph.voices, paragraph.unattributed) == (0, 2)
    assert paragraph.lead_in.startswith("It was said")


def test_near_copies_back_a_point_and_what_adds_something_is_shown():
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, ANNA)
    corpus.say(SCHOOLS_TOO, 1, CARLA)
    corpus.say(SCHOOLS, 0, DANA)
    (paragraph,) = _compose(corpus).paragraphs()
    speakers = [evidence.speaker for evidence in paragraph.evidence]
    assert len(speakers) == 2
    assert {evidence.reason for evidence in paragraph.also} == {"says the same"}


def test_not_more_is_quoted_than_asked():
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, ANNA)
    corpus.say(SCHOOLS_TOO, 1, CARLA)
    (paragraph,) = _compose(corpus, quotes=1).paragraphs()
    assert len(paragraph.evidence) == 1
    assert len(paragraph.also) == 1


def test_numbers_run_through_the_whole_draft():
    corpus = Corpus()
    corpus.say(TEACHERS, 3, ANNA)
    corpus.say(SCHOOLS, 0, CARLA, Role.CHALLENGE)
    corpus.say(SCHOOLS_TOO, 4, DANA, Role.RECOMMENDATION, line="L1a")
    corpus.say(TEACHERS, 5, DANA, Role.DEVELOPMENT)
    summary = _compose(corpus)
    paragraphs = list(summary.paragraphs())
    assert [paragraph.number for paragraph in paragraphs] == [1, 2, 3, 4]
    assert len({paragraph.point_id for paragraph in paragraphs}) == 4
    titles = [section.title for section in _section(summary, "L2").sections]
    assert titles == ["Achievements", "Challenges and gaps", "New developments"]


def test_headings_follow_the_framework_and_silence_is_said():
    corpus = Corpus()
    corpus.say(TEACHERS, 3, ANNA)
    summary = _compose(corpus)
    assert [section.code for section in summary.sections] == ["L1", "L2", ""]
    below = _section(summary, "L1a")
    assert below.note.startswith("Attributed to ITU. Nothing is quoted under this heading")
    assert "L1a: Achievements" in summary.statistics["silent_headings"]
    assert "L2: Recommendations" in summary.statistics["silent_headings"]
    assert "L2: Achievements" not in summary.statistics["silent_headings"]


def test_nothing_procedural_nor_from_the_chair_is_drafted():
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, ANNA, Role.PROCEDURAL)
    corpus.say(TEACHERS, 3, CHAIR)
    corpus.say(SCHOOLS_TOO, 4, ANNA, Role.INFORMATION)
    summary = _compose(corpus)
    assert list(summary.paragraphs()) == []
    assert summary.statistics["procedural_sentences"] == 1


def test_questions_and_sentences_that_hang_on_others_stand_for_no_point():
    corpus = Corpus()
    corpus.say("Why did the ministry connect only four hundred schools to the network?", 0, ANNA)
    corpus.say(
        "They connected four hundred village schools to the fibre network.", 3, ANNA, stands=0.1
    )
    assert list(_compose(corpus).paragraphs()) == []


def test_an_unlikely_role_stands_for_no_point():
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, ANNA, chance=0.2)
    assert list(_compose(corpus).paragraphs()) == []


def test_an_unfit_sentence_that_backs_a_point_is_cited_whole():
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, ANNA)
    text = "So they joined it."
    corpus.say(text, 2, CARLA)
    (paragraph,) = _compose(corpus).paragraphs()
    assert [evidence.quote for evidence in paragraph.also] == [text]
    assert not paragraph.also[0].trimmed_start


def test_trimming_moves_the_offsets_and_marks_the_quote():
    corpus = Corpus(anchors=(Anchor(0, time=61.0, page=2, paragraph=7),))
    corpus.say(f"So, thank you, Chair. {SCHOOLS}", 0, ANNA)
    summary = _compose(corpus)
    (paragraph,) = summary.paragraphs()
    (evidence,) = paragraph.evidence
    assert evidence.quote == SCHOOLS
    assert evidence.trimmed_start
    where = evidence.citation
    assert corpus.text[where.start : where.end] == SCHOOLS
    assert (where.time, where.page, where.paragraph) == (61.0, 2, 7)
    assert where.speaker_id == ANNA.id


def test_the_budget_of_a_heading_is_kept():
    corpus = Corpus()
    for row in (0, 3, 4, 5):
        corpus.say(SCHOOLS, row, person(f"P{row}"))
    words = len(SCHOOLS.split())
    assert len(list(_compose(corpus, words=2 * words).paragraphs())) == 2
    assert list(_compose(corpus, words=words - 1).paragraphs()) == []


def test_what_others_are_likely_to_say_too_comes_first_and_is_not_called_one_speaker_s():
    corpus = Corpus()
    others = 14
    # All are somewhat like the first, too little to be counted, and less like each other.
    rows = np.zeros((others + 2, others + 2))
    rows[: others + 1, 0] = 0.51
    rows[0, 0] = rows[others + 1, others + 1] = 1.0
    for place in range(1, others + 1):
        rows[place, place] = (1 - 0.51**2) ** 0.5
    corpus.say("The ministry wired very many village schools to the fibre network.", 0, DANA)
    for place in range(1, others + 1):
        corpus.say("We wired schools in the valley, they say.", place, person(f"P{place}"))
    corpus.say(TEACHERS, others + 1, CARLA)
    (paragraph,) = _compose(corpus, vectors=unit(rows), words=14).paragraphs()
    assert "village schools" in paragraph.evidence[0].quote
    assert paragraph.lead_in == "At least one speaker reported progress:"
    assert paragraph.voices == 1


def test_a_theme_is_drafted_outside_the_lines_and_under_none():
    corpus = Corpus()
    reserved = corpus.say(SCHOOLS, 0, ANNA)
    corpus.say(TEACHERS, 3, CARLA)
    theme = Theme("debris, orbital", (reserved.passage_id,), 3, 2, 0.4, 0.8, 0.1, ("L2", "L1a"))
    summary = _compose(corpus, themes=(theme,))
    outside = summary.sections[-1]
    assert [section.title for section in outside.sections] == ["debris, orbital"]
    assert "L2, L1a" in outside.sections[0].note
    (paragraph,) = outside.walk()
    assert paragraph.evidence[0].quote == SCHOOLS
    assert paragraph.denominator == 3
    inside = [e.quote for p in _section(summary, "L2").walk() for e in p.evidence]
    assert inside == [TEACHERS]
    assert summary.statistics["themes_outside"][0]["title"] == "debris, orbital"


def test_a_theme_without_anything_to_quote_is_left_out():
    theme = Theme("nothing", ("no-such-passage",), 3, 2, 0.4, 0.8, 0.1, ("L2",))
    corpus = Corpus()
    corpus.say(TEACHERS, 3, CARLA)
    assert _compose(corpus, themes=(theme,)).sections[-1].sections == ()


def test_statements_without_a_line_are_counted_and_under_no_line():
    corpus = Corpus()
    corpus.say(TEACHERS, 3, CARLA, line=None)
    summary = _compose(corpus)
    assert list(summary.paragraphs()) == []
    assert summary.statistics["statements_outside_the_lines"] == 1


def test_the_same_statements_give_the_same_draft():
    def made():
        corpus = Corpus()
        for row, speaker in enumerate((ANNA, BORIS, CARLA, DANA)):
            corpus.say(SCHOOLS, row, speaker)
        return _compose(corpus)

    assert made() == made()


def test_two_documents_are_counted_by_kind_group_region_and_language():
    first, second = Corpus("a", language="en"), Corpus("b")
    first.say(SCHOOLS, 0, ANNA)
    first.say(SCHOOLS, 1, CHAIR)
    second.say(TEACHERS, 3, DANA, Role.CHALLENGE)
    figures = _compose(first, second).statistics
    assert (figures["sessions"], figures["submissions"]) == (2, 0)
    assert (figures["speakers"], figures["roles_without_a_name"]) == (2, 1)
    assert figures["groups"] == {"government": 1, "not known": 1}
    assert figures["regions"] == {"Europe": 2}
    assert figures["languages"] == {"en": 1, "not known": 1}
    assert figures["statements_by_role"] == {"achievement": 2, "challenge": 1}
    assert figures["statements_by_line"] == {"L2": 3}


def _one() -> ChairSummary:
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, ANNA)
    corpus.say(SCHOOLS, 2, CARLA)
    return _compose(corpus)


def _with(summary, where, **fields):
    """The draft with the first span of its only paragraph changed."""

    def change(section):
        paragraphs = []
        for paragraph in section.paragraphs:
            spans = getattr(paragraph, where)
            first = replace(spans[0], citation=replace(spans[0].citation, **fields))
            paragraphs.append(replace(paragraph, **{where: (first, *spans[1:])}))
        below = tuple(map(change, section.sections))
        return replace(section, paragraphs=tuple(paragraphs), sections=below)

    return replace(summary, sections=tuple(map(change, summary.sections)))


@pytest.mark.parametrize("where", ["evidence", "also"])
@pytest.mark.parametrize("fields", [{"start": 1}, {"end": 5}, {"document_id": "another"}])
def test_a_changed_offset_is_an_error_and_never_a_warning(where, fields):
    summary = _one()
    assert verify(summary) == 2
    with pytest.raises(ProvenanceError, match="paragraph 1: a quote differs"):
        verify(_with(summary, where, **fields))


def test_a_changed_source_is_an_error():
    summary = _one()
    document = summary.documents["doc1"]
    changed = replace(document, text=document.text.replace("hundred", "Hundred"))
    with pytest.raises(ProvenanceError):
        verify(replace(summary, documents={"doc1": changed}))


def test_a_second_role_does_not_draft_a_sentence_twice():
    corpus = Corpus()
    corpus.say(SCHOOLS, 0, ANNA)
    both = (RoleScore(Role.ACHIEVEMENT, 0.5), RoleScore(Role.CHALLENGE, 0.45))
    corpus.statements[0] = replace(corpus.statements[0], judged=Judged(both, 1.0))
    assert len(list(_compose(corpus).paragraphs())) == 1


def test_no_statements_make_an_empty_draft():
    summary = compose("Draft", [], np.zeros((0, 5), np.float32), {}, FRAMEWORK)
    assert list(summary.paragraphs()) == []
    assert verify(summary) == 0


def test_a_point_of_three_voices_that_no_line_takes_is_drafted_and_one_of_two_is_not():
    corpus = Corpus()
    for row, name in enumerate(("Ana", "Ben", "Cleo")):
        corpus.say(
            "Young people should have seats of their own in every national delegation.",
            0,
            person(name),
            Role.RECOMMENDATION,
            None,
        )
        if row < 2:
            corpus.say(
                "Every library should lend tools for repairing old machines to its readers.",
                1,
                person(name),
                Role.RECOMMENDATION,
                None,
            )
    summary = compose(
        "Draft",
        corpus.statements,
        unit([[1, 0], [0, 1]]),
        {corpus.ident: corpus.document},
        FRAMEWORK,
    )
    last = summary.sections[-1]
    assert last.title == "Other points made by several speakers"
    (paragraph,) = last.walk()
    assert paragraph.voices == 3
    assert "seats" in paragraph.evidence[0].quote
