"""Themes outside the framework: shared by several voices and far from what is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.handmade import FRAMEWORK, BagEncoder
from wsis_nlp.mapping import Mapper, Voiced, find_themes, novelty

ODD = (
    "Orbital debris threatens satellites and astronomers photographed collisions.",
    "Orbital debris from satellites worries astronomers after collisions.",
    "Astronomers count orbital debris, collisions between satellites increase.",
    "Collisions of satellites leave orbital debris which astronomers observe.",
    "Satellites die in collisions, astronomers map orbital debris.",
)
KNOWN = "The submarine cable reached the island and prices fell."


@pytest.fixture(autouse=True)
def short_passages(monkeypatch):
    """The passages here are short on purpose."""
    monkeypatch.setattr(novelty, "_ASIDE", 3)


@pytest.fixture(scope="module")
def mapper():
    first, sea, school = FRAMEWORK.lines
    sea = replace(sea, exemplars=(KNOWN, f"In the end {KNOWN}", f"And so {KNOWN}"))
    return Mapper(replace(FRAMEWORK, lines=(first, sea, school)), BagEncoder())


def _themes(mapper, passages, most=5):
    vectors = BagEncoder().encode([passage.text for passage in passages])
    return find_themes(passages, vectors, mapper, most)


def _odd(voices=5, documents=2):
    return [
        Voiced(f"p{i}", text, f"d{i % documents}", f"v{i % voices}") for i, text in enumerate(ODD)
    ]


def _known():
    return [Voiced(f"k{i}", KNOWN, f"d{i % 2}", f"w{i}") for i in range(6)]


def test_a_theme_that_no_line_covers_is_found_and_the_known_is_not(mapper):
    themes = _themes(mapper, _known() + _odd())
    assert len(themes) == 1
    theme = themes[0]
    assert set(theme.passages) == {"p0", "p1", "p2", "p3", "p4"}
    assert (theme.voices, theme.documents) == (5, 2)
    assert theme.novelty > 0
    assert set(theme.title.split(", ")) == {"orbital", "debris", "astronomers", "collisions"}
    assert theme.closest
    assert set(theme.closest) <= {"L1a", "L2"}


def test_a_word_that_most_documents_use_names_no_theme(mapper):
    known = [
        replace(k, document_id=f"e{i}", text=f"{KNOWN} Debris!") for i, k in enumerate(_known())
    ]
    (theme,) = _themes(mapper, known + _odd())
    assert set(theme.title.split(", ")) == {"orbital", "astronomers", "collisions", "satellites"}


def test_todays_vocabulary_does_not_hide_a_theme_but_a_provision_does(monkeypatch):
    monkeypatch.setattr(novelty, "_LEAST_RANK", 0.1)

    def with_sea(**fields):
        first, sea, school = FRAMEWORK.lines
        lines = (first, replace(sea, **fields), school)
        return Mapper(replace(FRAMEWORK, lines=lines), BagEncoder())

    asked = (KNOWN, f"In the end {KNOWN}", f"And so {KNOWN}")
    spoken = with_sea(provisions=asked, exemplars=ODD[:1])
    provided = with_sea(provisions=asked + ODD[:3], exemplars=())
    assert len(_themes(spoken, _odd())) == 1
    assert _themes(provided, _odd()) == ()


def test_a_theme_says_who_spoke_of_it_and_when(mapper):
    years = ("2024", "2024", "2025", "2025", "2025")
    said = [
        Voiced(p.id, p.text, p.document_id, p.voice, "academia", year)
        for p, year in zip(_odd(), years, strict=True)
    ]
    (theme,) = _themes(mapper, said)
    assert theme.groups == ("academia",)
    assert theme.periods == (("2024", 2), ("2025", 3))


def test_a_report_counts_the_passages_of_a_theme(mapper):
    plain = _themes(mapper, _odd())[0].as_dict()
    assert plain["passages"] == 5
    assert plain["voices"] == 5


@pytest.mark.parametrize(("voices", "documents"), [(2, 2), (5, 1)])
def test_what_few_voices_or_one_document_say_is_no_theme(mapper, voices, documents):
    assert _themes(mapper, _odd(voices, documents)) == ()


def test_voices_that_cannot_be_told_apart_are_not_counted(mapper):
    nameless = [Voiced(p.id, p.text, p.document_id, None) for p in _odd()]
    assert _themes(mapper, nameless) == ()


def test_asides_make_no_theme(mapper, monkeypatch):
    monkeypatch.setattr(novelty, "_ASIDE", 15)
    assert _themes(mapper, _odd()) == ()


def test_few_passages_or_none_make_no_theme(mapper):
    assert _themes(mapper, _odd()[:3]) == ()
    assert find_themes([], np.zeros((0, 64), np.float32), mapper) == ()


def test_not_more_themes_than_asked(mapper):
    assert _themes(mapper, _odd(), most=0) == ()


def test_a_great_many_passages_are_sampled_evenly(mapper, monkeypatch):
    monkeypatch.setattr(novelty, "_MOST_PASSAGES", 5)
    many = [p for p in _odd() for _ in range(4)]
    many = [Voiced(f"{p.id}-{i}", p.text, p.document_id, p.voice) for i, p in enumerate(many)]
    theme = _themes(mapper, many)[0]
    assert len(theme.passages) == 5
