"""WebVTT, and the builder that every reader fills."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.sources import notes, source, turns
from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import DocumentKind
from wsis_nlp.reading import open_source, read, read_source
from wsis_nlp.reading.builder import Builder, Place
from wsis_nlp.reading.vtt import VttReader


def _vtt(*cues, head="WEBVTT"):
    body = "\n\n".join(f"{begin} --> {end}\n{words}" for begin, end, words in cues)
    return VttReader().read(source(f"{head}\n\n{body}\n", "talk.vtt"))


def test_a_file_that_is_no_webvtt_is_refused():
    with pytest.raises(SourceError, match="does not begin with WEBVTT"):
        VttReader().read(source("1\n00:01.000 --> 00:02.000\nWe grew.\n", "talk.vtt"))


def test_a_file_without_cues_has_no_words():
    with pytest.raises(SourceError, match="there are no words in it"):
        VttReader().read(source("WEBVTT\n\nNOTE nothing\n", "talk.vtt"))


def test_hours_minutes_and_a_comma_are_read_as_seconds():
    document = _vtt(("01:02:03,500", "01:02:04.000", "<v Ana Sol>We grew."))
    assert document.utterances[0].start_time == 3723.5
    assert document.utterances[0].end_time == 3724.0
    assert document.kind is DocumentKind.TRANSCRIPT


def test_where_nobody_is_named_a_silence_parts_the_turns():
    document = _vtt(
        ("00:01.000", "00:02.000", "We grew"),
        ("00:03.000", "00:04.000", "by half."),
        ("00:20.000", "00:21.000", "Good."),
    )
    assert turns(document) == [(None, "We grew by half."), (None, "Good.")]


def test_arrows_in_cues_open_turns_and_name_their_speaker():
    document = _vtt(
        ("00:01.000", "00:02.000", "&gt;&gt; ANA SOL: We grew."),
        ("00:02.000", "00:03.000", "By half."),
        ("00:03.000", "00:04.000", "&gt;&gt; Is that so?"),
    )
    assert turns(document) == [("ANA SOL", "We grew. By half."), (None, "Is that so?")]


def test_classes_and_styles_in_cues_are_not_words():
    document = _vtt(("00:01.000", "00:02.000", "<v.loud Ana Sol><i>We</i> <c.red>grew</c>.</v>"))
    assert turns(document) == [("Ana Sol", "We grew.")]


def test_a_line_said_again_after_a_while_is_kept():
    document = _vtt(
        ("00:01.000", "00:02.000", "Hear, hear."), ("00:05.000", "00:06.000", "Hear, hear.")
    )
    assert turns(document) == [(None, "Hear, hear. Hear, hear.")]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    raw = "\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\n<v Ana Sol>We grew.\r\n"
    document = VttReader().read(source(raw, "talk.vtt"))
    assert turns(document) == [("Ana Sol", "We grew.")]


_SAID = st.lists(
    st.tuples(st.sampled_from(["Ana Sol", "Bo Lind"]), st.integers(1, 5)), min_size=1, max_size=15
)


@given(_SAID)
@settings(max_examples=50, deadline=None)
def test_turns_follow_the_voices_and_anchors_carry_the_times(said):
    document = _vtt(
        *(
            (f"00:{at:02d}.000", f"00:{at + length:02d}.000", f"<v {voice}>word{at}.")
            for at, (voice, length) in enumerate(said)
        )
    )
    changes = 1 + sum(one[0] != other[0] for one, other in pairwise(said))
    assert len(document.utterances) == changes
    for second in range(len(said)):
        assert document.anchor_at(document.text.index(f"word{second}.")).time == second


# -- builder ----------------------------------------------------------------------------------


def _builder():
    return Builder(source("irrelevant"))


def test_pieces_paragraphs_and_turns_are_joined_by_space_line_and_empty_line():
    builder = _builder()
    builder.turn("A")
    for piece in ("one", " two  three\n"):
        builder.add(piece)
    builder.paragraph()
    builder.add("four")
    builder.turn("B")
    builder.add("five")
    document = builder.build(DocumentKind.TRANSCRIPT)
    assert document.text == "one two three\nfour\n\nfive"
    assert turns(document) == [("A", "one two three\nfour"), ("B", "five")]


def test_invisible_and_look_alike_characters_are_evened_out():
    builder = _builder()
    builder.add("non\u2011breaking\u00a0and\u202fzero\u200bwidth soft\u00adhyphen")
    assert builder.build(DocumentKind.TRANSCRIPT).text == "non-breaking and zerowidth softhyphen"


def test_a_turn_of_noise_alone_leaves_a_note_and_no_utterance():
    builder = _builder()
    builder.turn("A")
    builder.add("[Applause]")
    builder.turn("B")
    builder.add("We grew [Laughter] again.")
    document = builder.build(DocumentKind.TRANSCRIPT)
    assert turns(document) == [("B", "We grew again.")]
    assert notes(document, "noise") == ["[Applause]", "[Laughter]"]


def test_words_without_a_turn_belong_to_nobody():
    builder = _builder()
    builder.add("We grew.", Place(time=(1.0, 2.0), page=3))
    document = builder.build(DocumentKind.SUBMISSION, "Title")
    assert turns(document) == [(None, "We grew.")]
    assert (document.title, document.anchor_at(0).page) == ("Title", 3)


def test_a_document_in_which_nothing_is_said_is_refused():
    builder = _builder()
    builder.turn("A")
    with pytest.raises(SourceError, match="there are no words in it"):
        builder.build(DocumentKind.TRANSCRIPT)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("turn"), st.sampled_from([None, "A", "B"])),
            st.tuples(
                st.just("add"), st.sampled_from(["one two", " three ", "", "[Applause]", "x"])
            ),
            st.tuples(st.just("paragraph"), st.none()),
        ),
        max_size=20,
    )
)
@settings(max_examples=50, deadline=None)
def test_whatever_the_order_of_pieces_every_word_is_in_exactly_one_turn(steps):
    builder = _builder()
    for step, value in steps:
        if step == "paragraph":
            builder.paragraph()
        else:
            getattr(builder, step)(value)
    words = [w for step, v in steps if step == "add" and v != "[Applause]" for w in v.split()]
    if not words:
        with pytest.raises(SourceError):
            builder.build(DocumentKind.TRANSCRIPT)
        return
    document = builder.build(DocumentKind.TRANSCRIPT)
    assert document.text.split() == words
    assert [w for _, said in turns(document) for w in said.split()] == words
    for anchor in document.anchors[1:]:
        assert document.text[anchor.offset - 1].isspace()


# -- which reader -----------------------------------------------------------------------------


def test_the_same_bytes_give_the_same_ids_under_any_name(tmp_path):
    ids = set()
    for name in ("a.txt", "b.TXT"):
        (tmp_path / name).write_text(">> ANA SOL: We grew.\n>> BO LIND: Good.\n")
        document = read(tmp_path / name)
        ids.add((document.id, tuple(u.id for u in document.utterances)))
    assert len(ids) == 1


def test_an_unknown_ending_and_a_file_that_cannot_be_opened_are_one_clear_line(tmp_path):
    with pytest.raises(SourceError, match=r"files of type \.odd are not read.*\.txt.*\.docx"):
        read_source(source("words", "talk.odd"))
    with pytest.raises(SourceError, match=r"\(no ending\)"):
        read_source(source("words", "talk"))
    with pytest.raises(SourceError, match="cannot be opened"):
        open_source(tmp_path / "gone.txt")


def test_the_kind_that_the_caller_knows_is_kept():
    raw = source("The fund lies unspent.", kind=DocumentKind.TRANSCRIPT)
    assert read_source(raw).kind is DocumentKind.TRANSCRIPT


def test_a_number_alone_in_a_cue_is_speech():
    said = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nWe move on to item\n\n00:02.000 --> 00:03.000\n5.\n\n"
        "00:03.000 --> 00:04.000\nIs there a motion?\n"
    )
    assert "item 5. Is there" in read_source(source(said, "talk.vtt")).text
