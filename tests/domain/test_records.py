"""The records: ids from content, anchors, who counts as a voice."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.records import Anchor, Document, DocumentKind, Speaker, SpeakerKind, content_id
from wsis_nlp.domain.summary import ChairSummary, Paragraph, Section

_parts = st.lists(st.text(max_size=6), max_size=4)


def _document(anchors=()):
    return Document(
        "d", "a.txt", "0" * 64, DocumentKind.TRANSCRIPT, "A", "x" * 50, (), anchors=anchors
    )


@given(_parts, _parts)
@settings(max_examples=60, deadline=None)
def test_ids_are_equal_exactly_when_their_parts_are(one, other):
    assert (content_id("x", *one) == content_id("x", *other)) == (one == other)


def test_moving_a_letter_from_one_part_to_the_next_changes_the_id():
    assert content_id("x", "ab", "c") != content_id("x", "a", "bc")
    assert content_id("x", "ab") != content_id("x", "ab", "")


def test_an_id_takes_numbers_and_bytes_and_is_the_same_in_every_process():
    assert content_id("p", 5, b"raw") == content_id("p", "5", "raw")
    assert content_id("d", "known") == "d" + content_id("", "known")
    assert len(content_id("d", "known")) == 17


@given(st.lists(st.integers(0, 49), unique=True, max_size=10), st.integers(0, 49))
@settings(max_examples=60, deadline=None)
def test_the_anchor_in_force_is_the_last_one_at_or_before_the_place(offsets, place):
    document = _document(tuple(Anchor(offset) for offset in sorted(offsets)))
    before = [offset for offset in offsets if offset <= place]
    found = document.anchor_at(place)
    assert (found.offset if found else None) == max(before, default=None)


def test_records_do_not_change():
    with pytest.raises(FrozenInstanceError):
        _document().title = "another"


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        (SpeakerKind.PERSON, True),
        (SpeakerKind.ORGANISATION, True),
        (SpeakerKind.ROLE, False),
        (SpeakerKind.UNKNOWN, False),
    ],
)
def test_only_persons_and_organisations_are_counted(kind, counted):
    assert Speaker("s", "A", kind).countable is counted


def test_a_speaker_speaks_for_the_organisation_where_it_is_known():
    assert Speaker("s", "A", SpeakerKind.PERSON, "Sol Lab").delegation == "Sol Lab"
    assert Speaker("s", "A", SpeakerKind.PERSON).delegation == "s"


def test_the_paragraphs_of_a_summary_come_in_the_order_of_its_headings():
    one, two, three = (Paragraph(n, f"p{n}", "", ()) for n in (1, 2, 3))
    inner = Section("b", "B", (two,))
    summary = ChairSummary(
        "T", (Section("a", "A", (one,), (inner,)), Section("c", "C", (three,))), {}, {}, {}
    )
    assert list(summary.paragraphs()) == [one, two, three]
    assert list(summary.sections[0].walk()) == [one, two]
