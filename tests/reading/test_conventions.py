"""Captioning in every convention we know of: speakers, words, and the way back to the source."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tests.reading.sources import source
from wsis_nlp.reading import read_source
from wsis_nlp.reading.typography import even, visible

CASES = yaml.safe_load(
    (Path(__file__).parent.parent / "data/conventions.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_convention_is_read_as_written_down(case):
    document = read_source(source(case["text"], case["file"]))
    read = [
        [u.label, document.text[u.start : u.end].strip(), *(["off air"] if u.off_air else [])]
        for u in document.utterances
    ]
    assert read == [[turn[0], turn[1].strip(), *turn[2:]] for turn in case["turns"]]
    assert document.title == case.get("title", Path(case["file"]).stem)
    assert document.date == case.get("date")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_word_leads_back_to_its_place_in_the_file(case):
    document = read_source(source(case["text"], case["file"]))
    ends = [anchor.offset for anchor in document.anchors[1:]] + [len(document.text)]
    original = even(case["text"])
    for anchor, end in zip(document.anchors, ends, strict=True):
        words = document.text[anchor.offset : end].strip()
        assert anchor.original is not None
        assert visible(original[anchor.original : anchor.original + len(words)]) == visible(words)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_anchors_and_turns_stand_in_order(case):
    document = read_source(source(case["text"], case["file"]))
    assert all(a.offset < b.offset for a, b in pairwise(document.anchors))
    assert all(a.end < b.start for a, b in pairwise(document.utterances))
