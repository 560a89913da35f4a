"""Mis-heard terms: found, in their context only, and never touched in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.reading import lexicon
from wsis_nlp.reading.lexicon import as_meant, misheard


@pytest.fixture
def entries(tmp_path, monkeypatch):
    """Put an own list in place of the one that ships."""

    def put(text):
        path = tmp_path / "mishearings.yaml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(lexicon, "config_path", lambda *_: path)
        lexicon._forms.cache_clear()

    yield put
    monkeypatch.undo()
    lexicon._forms.cache_clear()


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("We met Wiz's action lines.", "We met WSIS action lines."),
        ("at the WSIS form in May", "at the WSIS Forum in May"),
        ("the W-Z Forum", "the WSIS Forum"),
        ("the U.S. forum 2020 again", "the WSIS forum 2020 again"),
        ("an open consolidation process", "an open consultation process"),
        ("UNDEP paid", "UNDP paid"),
        ("under action line see five", "under action line C5"),
        ("all action likes from C1", "all action lines from C1"),
        ("local consent in our languages", "local content in our languages"),
        ("the I.T.U. has", "the ITU has"),
        ("the I T U", "the ITU"),
        ("at the internet government forum", "at the Internet Governance Forum"),
    ],
)
def test_what_was_heard_gives_way_to_what_was_meant(heard, meant):
    assert as_meant(heard) == meant


@pytest.mark.parametrize(
    "innocent",
    [
        "They gave their local consent to the mast.",
        "The U.S. forum on trade met.",
        "We plan action. Like others, we act.",
        "The consolidation process of the banks was slow.",
        "You can see five of them on the line.",
        "Business access lines were cut.",
        "Let us forum members decide.",
        "The WSIS Forum and its action lines, with UNDP and ITU.",
    ],
)
def test_innocent_words_are_left_alone(innocent):
    assert misheard(innocent) == ()


def test_the_longest_form_wins_and_the_span_is_exact():
    text = "Of the open consolidation process"
    (found,) = misheard(text)
    assert text[found.start : found.end] == found.heard == "open consolidation process"


@given(st.text(st.sampled_from("wizs' actionlesform.ITU C5\n"), max_size=80))
def test_spans_are_exact_in_order_and_apart(text):
    last = 0
    for found in misheard(text):
        assert last <= found.start < found.end
        assert text[found.start : found.end] == found.heard
        last = found.end


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("mishearings: [{term: WSIS}]", "line 1: an entry needs 'term' and 'heard'"),
        ("mishearings:\n- {term: A, heard: [b], when: [c]}", "line 2: the field 'when' is unknown"),
        ("mishearings:\n- {term: A, heard: [b], near: ['@c']}", "line 2: there is no list '@c'"),
        ("mishearings:\n- {term: A, heard: ['--']}", "has no words in it"),
        ("other: 1", "there is no list 'mishearings'"),
        ("a: [", "Mend it there"),
    ],
)
def test_a_faulty_list_is_told_with_its_line(entries, wrong, said):
    entries(wrong)
    with pytest.raises(ConfigurationError, match=said) as caught:
        misheard("b")
    assert "\n" not in str(caught.value)
