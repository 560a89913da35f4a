"""What a draft is to be of, who is named in it, and where speakers differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.handmade import FRAMEWORK, Corpus, person, unit
from wsis_nlp.domain import resources
from wsis_nlp.domain.errors import ConfigurationError, UsageError
from wsis_nlp.domain.records import Role, StakeholderGroup
from wsis_nlp.drafting import (
    DraftSettings,
    Names,
    Outline,
    compose,
    find_differences,
    verify,
)
from wsis_nlp.drafting.differences import difference_rules
from wsis_nlp.drafting.names import name_rules

ANNA = person("Anna Bergström", "Ministry", StakeholderGroup.GOVERNMENT)
BERT = person("Bert Okafor", "Telecom", StakeholderGroup.PRIVATE_SECTOR)
FEE = "We recommend that large platforms pay a network fee to the carriers of traffic."
NO_FEE = "We do not support a network fee that platforms would pay to carriers of traffic."


@pytest.fixture
def talk():
    talk = Corpus("talk", phase="forum")
    talk.say(FEE, 0, ANNA, Role.RECOMMENDATION)
    talk.say(NO_FEE, 1, BERT, Role.RECOMMENDATION)
    talk.say("The schools of the north were connected in 2019 by two companies.", 2, ANNA)
    return talk


VECTORS = unit([[1, 0.2, 0], [1, -0.2, 0], [0, 0, 1]])


def test_opposite_positions_stand_side_by_side_with_both_sources(talk):
    documents = {"talk": talk.document}
    summary = compose("T", talk.statements, VECTORS, documents, FRAMEWORK)
    section = find_differences(summary, talk.statements, VECTORS, documents)
    assert section is not None
    (paragraph,) = section.paragraphs
    assert [evidence.quote for evidence in paragraph.evidence] == [FEE, NO_FEE]
    assert paragraph.number == 1 + max(p.number for p in summary.paragraphs())
    assert verify(replace(summary, sections=(*summary.sections, section))) > 0


def test_one_speaker_against_nobody_is_no_difference(talk):
    same = [replace(statement, speaker=ANNA) for statement in talk.statements]
    documents = {"talk": talk.document}
    summary = compose("T", same, VECTORS, documents, FRAMEWORK)
    assert find_differences(summary, same, VECTORS, documents) is None


def test_only_the_lines_asked_for_are_drafted_with_their_parents():
    framework = Outline(lines=("l1a",)).framework(FRAMEWORK)
    assert [line.code for line in framework.lines] == ["L1", "L1a"]
    with pytest.raises(UsageError, match=r"X9: no such line\. There are L1, L1a, L2"):
        Outline(lines=("X9",)).framework(FRAMEWORK)


def test_lines_attributed_to_itu_come_first_when_asked():
    framework = Outline(itu_first=True).framework(FRAMEWORK)
    assert framework.lines[0].code == "L1a"


def test_groups_and_phases_filter_and_an_empty_filter_is_named(talk):
    documents = {"talk": talk.document}
    kept = Outline(groups=("government",)).statements(talk.statements, documents)
    assert {s.speaker for s in kept} == {ANNA}
    assert Outline(phases=("forum",)).statements(talk.statements, documents) == talk.statements
    with pytest.raises(UsageError, match="--group youth: no such group"):
        Outline(groups=("youth",)).statements(talk.statements, documents)
    with pytest.raises(UsageError, match=r"--phase spring: no such phase\. There are: forum"):
        Outline(phases=("spring",)).statements(talk.statements, documents)
    with pytest.raises(UsageError, match="--group academia: nothing was said there"):
        Outline(groups=("academia",)).statements(talk.statements, documents)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("As Anna Bergström said, the fee is wrong.", True),
        ("I agree with Okafor on the fee.", True),
        ("Minister Diallo opened the exchange point.", True),
        ("Dr. Ito's hospital uses records.", True),
        ("The ministry opened the exchange point in May.", False),
    ],
)
def test_a_person_is_found_by_name_or_by_title(text, named):
    assert bool(Names([ANNA, BERT]).find(text)) is named


def test_a_sentence_that_names_a_person_is_not_quoted_when_nobody_is_to_be_named(talk):
    talk.say("Minister Diallo connected four hundred schools to the network in 2021.", 3, BERT)
    vectors = unit(np.eye(4, dtype=np.float32))
    settings = DraftSettings(unnamed=Names([ANNA, BERT]))
    summary = compose(
        "T", talk.statements, vectors, {"talk": talk.document}, FRAMEWORK, (), settings
    )
    quoted = [e.quote for p in summary.paragraphs() for e in p.evidence]
    assert quoted
    assert not any("Diallo" in quote for quote in quoted)


@pytest.mark.parametrize("load", [difference_rules, name_rules])
def test_broken_lists_are_refused_by_name(load, tmp_path, monkeypatch):
    (tmp_path / "broken.yaml").write_text("opposes: ['(']\npatterns: ['(']\n")
    monkeypatch.setattr(resources, "config_path", lambda *_: tmp_path / "broken.yaml")
    load.cache_clear()
    with pytest.raises(ConfigurationError, match=r"broken\.yaml"):
        load()
    load.cache_clear()
