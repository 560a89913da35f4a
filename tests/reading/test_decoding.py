"""Bytes to text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.protocol import Source

WORDS = "Le réseau de la vallée – financé à moitié – est arrivé, dit-elle: “enfin”.\n" * 3


def _decode(data):
    return decode(Source(Path("talk.txt"), data, ""))


@pytest.mark.parametrize(
    ("encoding", "warning"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("read as UTF-16",)),
        ("utf-16-le", ("read as UTF-16, no mark",)),
        ("utf-16-be", ("read as UTF-16, no mark",)),
        ("cp1252", ("not UTF-8: read as Windows-1252",)),
    ],
)
def test_each_encoding_gives_the_same_text_and_says_how_it_was_read(encoding, warning):
    decoded = _decode(WORDS.encode(encoding))
    assert decoded.text == WORDS
    assert decoded.warnings == warning


def test_a_big_endian_mark_is_obeyed():
    assert _decode(b"\xfe\xff" + WORDS.encode("utf-16-be")).text == WORDS


@pytest.mark.parametrize("data", [b"", b"  \r\n\t "])
def test_a_file_without_a_word_is_called_empty(data):
    with pytest.raises(SourceError, match=r"talk\.txt: the file is empty"):
        _decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(1, 32)) * 40,
        b"\xff\xfea",
        b"\x00" * 4000,
        b"\x7fELF\x02\x01\x01" + b"\x00" * 9 + b"\x03\x00\x3e\x00\x01\x00\x00\x00" * 200,
        b"\x81\x8d\x8f\x90\x9d" * 50,
    ],
    ids=["picture", "half a UTF-16 character", "zeros", "program", "no Windows-1252 either"],
)
def test_what_is_no_text_is_refused_whatever_its_name(data):
    with pytest.raises(SourceError, match="this is not text"):
        _decode(data)


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_become_text_or_one_clear_refusal(data):
    try:
        decoded = _decode(data)
    except SourceError as error:
        assert str(error).startswith("talk.txt: ")
    else:
        assert isinstance(decoded.text, str)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=80))
@settings(max_examples=50, deadline=None)
def test_utf_8_text_comes_back_as_it_was(text):
    data = text.encode()
    if data.strip() and not data.startswith(b"\xef\xbb\xbf"):
        assert _decode(data).text == text
