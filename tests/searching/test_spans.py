"""Stretches of blocks as answers, held to the sum over all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.searching import spans
from wsis_nlp.searching.blocks import BLOCK_WORDS, Blocks
from wsis_nlp.searching.spans import SHARE, WORDS, Stretches

_TALKS = st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=9), min_size=1, max_size=3)


def laid(talks):
    sizes = [size for talk in talks for size in talk]
    return Blocks(sizes, np.repeat(np.arange(len(talks)), [len(talk) for talk in talks]))


def one_by_one(blocks, evidence, length):
    density = np.zeros(len(blocks))
    for document in set(blocks.document.tolist()):
        rows = np.flatnonzero(blocks.document == document)
        whole = blocks.sizes[rows].sum()
        found = []
        for at, first in enumerate(rows):
            for last in rows[at : at + spans.LONGEST]:
                words = blocks.sizes[first : last + 1].sum()
                u, v = np.log(words / WORDS), np.log(words / whole) + SHARE
                inside = evidence[first : last + 1, 2] @ blocks.sizes[first : last + 1]
                score = evidence[first, 0] + evidence[last, 1] + inside / BLOCK_WORDS
                score += np.dot(length, [u, v, u * u, v * v, u * v])
                found.append((first, last, words, np.exp(score)))
        total = sum(chance for *_, chance in found)
        for first, last, words, chance in found:
            density[first : last + 1] += chance / total / words
    return density


@given(_TALKS, st.integers(0, 2**32 - 1), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_the_share_of_each_block_is_that_of_all_stretches_it_lies_in(talks, seed, longest):
    blocks, rng = laid(talks), np.random.default_rng(seed)
    evidence = rng.normal(size=(len(blocks), 3)).astype(np.float32)
    length = rng.normal(size=5).astype(np.float32) * 0.3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spans, "LONGEST", longest)
        got = Stretches(blocks).density(evidence, length)
        assert got == pytest.approx(one_by_one(blocks, evidence, length), rel=1e-3, abs=1e-7)


@given(_TALKS)
@settings(max_examples=20, deadline=None)
def test_the_shares_of_a_document_make_one_in_whole(talks):
    blocks = laid(talks)
    evidence = np.random.default_rng(0).normal(size=(len(blocks), 3)).astype(np.float32)
    shares = Stretches(blocks).density(evidence, np.zeros(5, np.float32)) * blocks.sizes
    assert np.add.reduceat(shares, blocks.document_starts) == pytest.approx(1)


def test_blocks_between_a_likely_first_and_a_likely_last_rise_together():
    blocks = laid([[120] * 9])
    evidence = np.zeros((9, 3), np.float32)
    evidence[2, 0] = evidence[5, 1] = 6
    density = Stretches(blocks).density(evidence, np.zeros(5, np.float32))
    assert set(np.argsort(-density)[:4].tolist()) == {2, 3, 4, 5}
