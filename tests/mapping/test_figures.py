"""Numbers that were quoted, with their unit, and those about the same thing that disagree."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.handmade import Corpus, person, unit
from wsis_nlp.domain import resources
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Role
from wsis_nlp.mapping import figure_words
from wsis_nlp.mapping.disagreements import find_disagreements
from wsis_nlp.mapping.figures import Bound, FigureKind, find_figures
from wsis_nlp.mapping.numbers import find_numbers


def _said(*texts: str, role: Role = Role.INFORMATION):
    corpora = [Corpus(f"doc{i}") for i in range(len(texts))]
    return [
        corpus.say(text, row, person(f"P{row}"), role)
        for row, (corpus, text) in enumerate(zip(corpora, texts, strict=True))
    ]


def _values(text: str) -> list[float]:
    return [number.value for number in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2,050 of them", 2050),
        ("3 800 of them", 3800),
        ("2.6 billion of them", 2.6e9),
        ("1,4 billion of them", 1.4e9),
        ("forty-one million of them", 41e6),
        ("two point seven million of them", 2.7e6),
        ("three hundred and four of them", 304),
        ("a hundred and ten of them", 110),
        ("seven thousand six hundred of them", 7600),
        ("nine out of ten of them", 90),
        ("one in four of them", 25),
        ("three quarters of them", 75),
        ("half of them", 50),
        ("71 % of them", 71),
        ("ninety-four per cent of them", 94),
        ("$5bn a year", 5e9),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text, value):
    assert _values(text) == [pytest.approx(value)]


@pytest.mark.parametrize("text", ["5G and COVID-19", "one of us, and no one else", "C7", "half"])
def test_names_with_digits_and_a_bare_one_are_no_numbers(text):
    assert _values(text) == []


@given(st.integers(min_value=2, max_value=10**12))
def test_any_number_with_separators_is_read_back(value):
    assert _values(f"we counted {value:,} of them") == [value]


@given(st.text(max_size=200))
def test_any_text_gives_numbers_in_order_and_inside_it(text):
    spans = [(number.start, number.end) for number in find_numbers(text)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "kind", "value", "named"),
    [
        ("There are 2.6 billion people offline.", FigureKind.PEOPLE, 2.6e9, "people"),
        (
            "It puts the number of people offline at 2.6 billion.",
            FigureKind.PEOPLE,
            2.6e9,
            "people",
        ),
        ("The reserve price was eighteen million dollars.", FigureKind.MONEY, 18e6, "USD"),
        ("It cost US$ 2.5 trillion.", FigureKind.MONEY, 2.5e12, "USD"),
        ("They laid 3,800 kilometres of fibre.", FigureKind.MEASURE, 3800, "km"),
        ("Uwanda put up 412 masts in the north.", FigureKind.COUNT, 412, "mast"),
        ("They opened 1,340 village information centres.", FigureKind.COUNT, 1340, "centre"),
        ("Coverage is 85 per cent.", FigureKind.SHARE, 85, "%"),
    ],
)
def test_a_figure_has_its_kind_value_and_unit(text, kind, value, named):
    (figure,) = find_figures(_said(text))
    assert (figure.kind, figure.value, figure.unit) == (kind, pytest.approx(value), named)
    start = figure.statement.sentence.start
    assert text[figure.start - start : figure.end - start] == figure.quote


@pytest.mark.parametrize(
    "text",
    [
        "3. The plan was adopted in 2006 and revised in June 2024.",
        "See paragraph 28 and article 5 of the text.",
        "We meet on 6 May at 10:30 in room 3.",
    ],
)
def test_years_dates_and_numbered_things_are_no_figures(text):
    assert find_figures(_said(text)) == ()


def test_the_words_before_a_number_bound_it():
    figures = find_figures(_said("More than 40 schools, at most 30 clinics and about 20 mayors."))
    assert [figure.bound for figure in figures] == [Bound.AT_LEAST, Bound.AT_MOST, Bound.ABOUT]


def test_what_a_speaker_counts_at_home_is_their_own():
    texts = (
        "We connected 400 schools.",
        "Our report counts 400 schools.",
        "There are 400 schools.",
    )
    assert [figure.own for figure in find_figures(_said(*texts))] == [True, False, False]


def _same(count: int) -> np.ndarray:
    return unit(np.ones((count, 4)))


def test_figures_about_the_same_thing_that_disagree_stand_side_by_side():
    figures = find_figures(
        _said(
            "There are 2.6 billion people offline.",
            "The world has 2.2 billion people offline.",
            "Some 2.6 billion people are offline.",
        )
    )
    (found,) = find_disagreements(figures, _same(3))
    assert [(side.value, side.voices) for side in found.sides] == [(2.6e9, 2), (2.2e9, 1)]
    assert found.unit == "people"
    assert found.about[0] == "offline"


@pytest.mark.parametrize(
    "texts",
    [
        ("There are 2.6 billion people offline.", "Some 2.63 billion people are offline."),
        ("There are more than 735 million people hungry.", "There are 760 million people hungry."),
        ("In 2019 3.6 billion people were offline.", "In 2024 2.6 billion people were offline."),
        ("We reached 300 million people.", "We reached 400 million people."),
        ("There are 2.6 billion people offline.", "There are 600 million people offline."),
        ("There are 40 schools in Mali.", "There are 50 schools in Chad."),
        ("It took forty days in Mali.", "It took fifty days in Mali."),
    ],
)
def test_what_can_both_hold_or_is_not_the_same_is_no_disagreement(texts):
    assert find_disagreements(find_figures(_said(*texts)), _same(2)) == ()


def test_a_small_count_needs_the_same_name_and_the_same_words():
    texts = ("In all, Mali has 40 connected schools.", "In all, Mali has 50 connected schools.")
    assert len(find_disagreements(find_figures(_said(*texts)), _same(2))) == 1
    apart = unit(np.eye(4)[:2])
    assert find_disagreements(find_figures(_said(*texts)), apart) == ()


def test_a_target_is_no_claim_and_one_voice_does_not_contradict_itself():
    texts = ("There are 2.6 billion people offline.", "There are 2.2 billion people offline.")
    asked = _said(*texts, role=Role.RECOMMENDATION)
    assert find_disagreements(find_figures(asked), _same(2)) == ()
    alone = Corpus("doc")
    speaker = person("Ana")
    said = [alone.say(text, row, speaker, Role.INFORMATION) for row, text in enumerate(texts)]
    assert find_disagreements(find_figures(said), _same(2)) == ()


def test_nothing_said_gives_nothing():
    assert find_figures([]) == ()
    assert find_disagreements((), np.zeros((0, 4), np.float32)) == ()


def test_a_broken_list_is_refused(tmp_path, monkeypatch):
    (tmp_path / "figures.yaml").write_text("people: [people]\n")
    monkeypatch.setattr(resources, "config_path", lambda _, name: tmp_path / name)
    figure_words.load_figure_words.cache_clear()
    with pytest.raises(ConfigurationError, match=r"figures\.yaml"):
        figure_words.load_figure_words()
    figure_words.load_figure_words.cache_clear()
