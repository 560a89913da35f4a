"""What a draft represents, what it leaves out, what was not said, and what has no evidence."""

from __future__ import annotations

from dataclasses import replace

import docx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.handmade import FRAMEWORK, BagEncoder, Corpus, person
from tests.reading.sources import source
from wsis_nlp.auditing import audit_coverage, silence, trace
from wsis_nlp.auditing.drafts import read_draft
from wsis_nlp.auditing.settings import audit_settings
from wsis_nlp.auditing.tracing import DraftSentence, plain
from wsis_nlp.domain.errors import ConfigurationError, UsageError
from wsis_nlp.domain.records import (
    Evidence,
    Passage,
    Role,
    StakeholderGroup,
    Topic,
)
from wsis_nlp.reading import read_source

SCHOOLS = "The ministry connected four hundred village schools to the fibre network in 2019."
AGAIN = "Four hundred village schools were connected to the fibre network by the ministry in 2019."
TEACHERS = "The university trained nine thousand teachers in the use of computers last year."
TEACHERS_TOO = "Nine thousand teachers were trained by the university to use computers last year."
CABLE = "A submarine cable has reached the northern islands and prices fell by one third."

ANNA = person("Anna", "Ministry", StakeholderGroup.GOVERNMENT)
BERT = person("Bert", "Telecom", StakeholderGroup.PRIVATE_SECTOR)
CARLA = person("Carla", "Open Lake", StakeholderGroup.CIVIL_SOCIETY)


@pytest.fixture
def talk():
    talk = Corpus("talk", date="2019-05-01", phase="consultation")
    for row, (text, speaker) in enumerate(
        [(SCHOOLS, ANNA), (AGAIN, CARLA), (TEACHERS, BERT), (TEACHERS_TOO, CARLA), (CABLE, BERT)]
    ):
        talk.say(text, row, speaker)
    return talk


def vectors_of(talk):
    return BagEncoder().encode([statement.text for statement in talk.statements])


def traced(sentence, talk):
    documents = {"talk": talk.document}
    return trace(
        [sentence], frozenset(), talk.statements, vectors_of(talk), documents, BagEncoder()
    )


def quote(talk, row):
    sentence = talk.statements[row].sentence
    where = talk.document.cite(sentence.start, sentence.end)
    return Evidence(talk.document.text[sentence.start : sentence.end], where, None)


def test_what_says_the_same_as_a_quote_is_represented_and_the_rest_is_listed(talk):
    documents = {"talk": talk.document}
    audit = audit_coverage(talk.statements, vectors_of(talk), documents, [quote(talk, 0)])
    assert (audit.statements, audit.represented) == (5, 2)
    left = {point.evidence.quote: point for point in audit.left_out}
    best = next(point for text, point in left.items() if text in (TEACHERS, TEACHERS_TOO))
    assert best.voices == 2
    assert best.groups == (StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.PRIVATE_SECTOR)
    assert best.reason == "no room under this heading"
    assert not {SCHOOLS, AGAIN} & left.keys()


def test_the_reason_says_what_kept_a_point_out():
    talk = Corpus("talk")
    talk.say(SCHOOLS, 0, ANNA)
    talk.say(TEACHERS, 1, BERT, stands=0.7)
    talk.say("They need much more of it than anybody had thought before.", 2, BERT, stands=0.1)
    talk.say("The harbour was rebuilt by the city in only two years.", 3, BERT, line=None)
    audit = audit_coverage(talk.statements, vectors_of(talk), {"talk": talk.document}, [])
    assert {p.evidence.quote[:8]: p.reason.split(";")[0] for p in audit.left_out} == {
        SCHOOLS[:8]: "no room under this heading",
        TEACHERS[:8]: "not clear enough on its own for so few voices",
        "They nee": "no sentence of it stands on its own",
        "The harb": "no line covers it",
    }


def test_a_quotation_with_a_changed_word_is_told(talk):
    changed = SCHOOLS.replace("four hundred", "five hundred")
    (quoted,) = traced(DraftSentence(changed, True, 1), talk)
    (said,) = traced(DraftSentence(changed, False, 1), talk)
    assert quoted.kind == "altered"
    assert quoted.evidence[0].quote == SCHOOLS
    assert said.kind == "like"


def test_shares_say_who_has_more_of_the_quotes_than_of_the_words(talk):
    audit = audit_coverage(
        talk.statements, vectors_of(talk), {"talk": talk.document}, [quote(talk, 0)]
    )
    by_group = {share.name: share for share in audit.of("group")}
    assert by_group["government"].ratio == pytest.approx(5.0)
    assert by_group["private sector"].ratio == 0.0
    assert by_group["civil society"].represented == 1
    (session,) = audit.of("session")
    assert (session.said, session.quoted, session.share) == (5, 1, 0.4)


def test_nothing_said_is_nothing_left_out():
    audit = audit_coverage([], np.zeros((0, 64), np.float32), {}, [])
    assert (audit.statements, audit.left_out, audit.shares) == (0, (), ())


@given(st.sets(st.integers(0, 4)), st.sets(st.integers(0, 4)))
def test_more_quotes_never_represent_less(some, more):
    talk = Corpus("talk")
    for row, text in enumerate([SCHOOLS, AGAIN, TEACHERS, TEACHERS_TOO, CABLE]):
        talk.say(text, row, ANNA)
    vectors, documents = vectors_of(talk), {"talk": talk.document}
    few = audit_coverage(talk.statements, vectors, documents, [quote(talk, r) for r in some])
    many = audit_coverage(
        talk.statements, vectors, documents, [quote(talk, r) for r in some | more]
    )
    assert len(some) <= few.represented <= many.represented <= 5


def test_the_three_lists_of_silence_are_kept_apart(talk):
    line = replace(FRAMEWORK.lines[2], expected_concepts=("village schools", "lunar mining"))
    framework = replace(FRAMEWORK, lines=(*FRAMEWORK.lines[:2], line))
    talk.say(
        "Most teachers still lack any training in the use of computers.", 5, ANNA, Role.CHALLENGE
    )
    later = Corpus("later", date="2024-05-01")
    later.say(SCHOOLS, 6, ANNA)
    statements = [*talk.statements, *later.statements]
    vectors = BagEncoder().encode([statement.text for statement in statements])
    passages = [Passage(f"p{i}", "talk" if i < 9 else "later", i, 0, i, i, 0, 1) for i in range(20)]
    topics = [Topic(0, "cables", (), 9), Topic(1, "schools", (), 11)]
    topic_of = {f"p{i}": 0 if i < 6 else 1 for i in range(20)}
    found = silence(
        statements,
        vectors,
        framework,
        BagEncoder(),
        topics,
        topic_of,
        passages,
        {"talk": talk.document, "later": later.document},
    )
    assert found.stated == (("L2", 1),)
    assert found.unmentioned == (("L2", "lunar mining"),)
    (faded,) = found.faded
    assert faded == ("cables", "2019", pytest.approx(0.6667), "2024", 0.0)


def test_a_single_period_has_no_faded_themes(talk):
    found = silence(
        talk.statements,
        vectors_of(talk),
        FRAMEWORK,
        BagEncoder(),
        [Topic(0, "cables", (), 9)],
        {},
        [],
        {"talk": talk.document},
    )
    assert found.faded == ()


def test_each_sentence_is_traced_to_its_evidence_or_to_none(talk):
    sentences = [
        DraftSentence(SCHOOLS, True, 1),
        DraftSentence("Some speakers (2 of 3 heard here) reported progress:", False, 2),
        DraftSentence(
            "Nine thousand teachers learned computers at the university last year.", False, 3
        ),
        DraftSentence("Quantum gravity remains unsolved by physicists everywhere.", False, 4),
    ]
    ours = frozenset({plain("Some speakers (2 of 3 heard here) reported progress:")})
    found = trace(
        sentences, ours, talk.statements, vectors_of(talk), {"talk": talk.document}, BagEncoder()
    )
    assert [one.kind for one in found] == ["verbatim", "ours", "like", "none"]
    (evidence,) = found[0].evidence
    where = evidence.citation
    assert talk.document.text[where.start : where.end] == evidence.quote == SCHOOLS
    assert evidence.speaker == ANNA
    assert found[2].evidence[0].quote in (TEACHERS, TEACHERS_TOO)
    assert found[2].score >= audit_settings().evidence


def test_quotes_that_a_word_processor_made_round_are_still_verbatim():
    talk = Corpus("talk")
    talk.say('The council\'s "open fund" paid for the masts - all of them.', 0, ANNA)
    edited = DraftSentence("The council’s “open fund” paid for the masts – all of them.", True, 1)
    (found,) = traced(edited, talk)
    assert found.kind == "verbatim"


def test_a_quotation_joined_from_two_places_is_traced_sentence_by_sentence(talk):
    joined = DraftSentence(f"{SCHOOLS} {TEACHERS}", True, 1)
    assert [found.kind for found in traced(joined, talk)] == ["verbatim", "verbatim"]


def test_an_edited_word_file_is_read_as_it_now_stands(tmp_path):
    document = docx.Document()
    document.add_heading("C2. Wires", 1)
    document.add_paragraph("Two speakers reported progress: “[…] the schools were connected.”")
    changed = document.add_paragraph("Kept words.")
    deleted = changed._p.makeelement(changed._p.tag.replace("}p", "}del"), {})
    deleted.append(changed.runs[0]._r.__copy__())
    changed._p.append(deleted)
    document.add_heading("Annex 1. Participation", 1)
    document.add_paragraph("Not part of the draft.")
    path = tmp_path / "draft.docx"
    document.save(str(path))
    read = read_draft(path)
    assert [(s.text, s.quoted) for s in read.sentences] == [
        ("Two speakers reported progress:", False),
        ("the schools were connected.", True),
        ("Kept words.", False),
    ]


def test_markdown_is_read_without_its_marks_notes_and_annexes(tmp_path):
    path = tmp_path / "draft.md"
    path.write_text(
        "# Draft\n\n## C2. Wires\n\n2\\. *Two speakers reported progress:*\n\n"
        "> “The \\[open\\] fund paid.”[^1]\n>\n> “It \\*did\\*.”[^2]\n\n"
        "A person wrote this. And this.\n\n## Annex: Sources\n\nno\n\n[^1]: note\n"
    )
    assert [(s.text, s.quoted) for s in read_draft(path).sentences] == [
        ("Two speakers reported progress:", False),
        ("The [open] fund paid.", True),
        ("It *did*.", True),
        ("A person wrote this.", False),
        ("And this.", False),
    ]


@pytest.mark.parametrize("name", ["draft.pdf", "broken.docx", "none.md"])
def test_a_draft_that_cannot_be_read_is_one_clear_line(tmp_path, name):
    path = tmp_path / name
    if name != "none.md":
        path.write_bytes(b"nothing of the kind")
    with pytest.raises(UsageError, match=name):
        read_draft(path)


def test_settings_that_lack_a_number_are_refused(tmp_path, monkeypatch):
    (tmp_path / "audit.yaml").write_text("least_voices: many\n")
    monkeypatch.setattr("wsis_nlp.domain.resources.config_path", lambda *_: tmp_path / "audit.yaml")
    audit_settings.cache_clear()
    with pytest.raises(ConfigurationError, match=r"audit\.yaml"):
        audit_settings()
    audit_settings.cache_clear()


def test_the_evidence_of_a_cased_sentence_is_found_in_a_source_in_capitals():
    said = "THE MINISTRY CONNECTED FOUR HUNDRED SCHOOLS IN KENYA. IT TOOK SIX YEARS."
    document = read_source(source(said * 2, "loud.txt"))
    shown = document.shown(0, said.index(".") + 1)
    assert not shown.isupper()
    quote = DraftSentence(shown, True, 1)
    found = trace([quote], frozenset(), [], np.zeros((0, 4)), {document.id: document}, None)
    assert found[0].kind == "verbatim"
    assert found[0].evidence[0].quote == said[: said.index(".") + 1]
