"""Which passages an answer has, and in which order, over the small corpus."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wsis_nlp.answering import Library, filters_of, finding
from wsis_nlp.answering.columns import ROLES
from wsis_nlp.answering.filters import Filters, passing
from wsis_nlp.answering.finding import find
from wsis_nlp.answering.settings import answer_settings
from wsis_nlp.answering.understanding import understand
from wsis_nlp.domain.records import Role
from wsis_nlp.searching import Question

SUBJECT = "internet for schools in villages"


@pytest.fixture(scope="module")
def library(finished_run):
    with Library.open(finished_run / "workspace") as opened:
        yield opened


@pytest.fixture
def found(library):
    def call(text, filters=None):
        question = understand(text, filters or Filters(), library.framework, library.columns)
        passes = passing(library.columns, question.filters) & library.columns.heard
        return find(library, question, passes)

    return call


def _steering(library, rows):
    columns, procedural = library.columns, ROLES.index(Role.PROCEDURAL)
    return [
        (columns.role[columns.first[r] : columns.last[r] + 1] == procedural).all() for r in rows
    ]


def _total(result):
    return result.parts["context"] + answer_settings().own * result.parts["meaning"]


def test_a_subject_is_ordered_by_the_ranking_engine_and_steering_stands_last(library, found):
    result = found(SUBJECT)
    assert len(result.rows) > 3
    assert {"meaning", "context", "words", "speaker"} <= set(result.parts)
    steering = _steering(library, result.rows)
    assert steering == sorted(steering)
    total = _total(result)[: steering.count(False)]
    assert (np.diff(total) <= 1e-5).all()


def test_a_filter_gives_only_what_passes_best_first(library, found):
    filters = filters_of(kind="submission")
    result = found(SUBJECT, filters)
    assert len(result.rows)
    assert passing(library.columns, filters)[result.rows].all()
    among = np.flatnonzero(passing(library.columns, filters))
    nearest = library.index.search(library.encode(SUBJECT), 1, among)[0][0]
    assert nearest in result.rows


def test_a_line_with_a_subject_leaves_out_what_is_far_from_the_subject(found):
    whole, part = found("what was said about C2"), found("C2 and villages")
    assert set(part.rows.tolist()) < set(whole.rows.tolist())
    assert part.mapped.all()
    told = answer_settings()
    assert (part.likeness >= part.likeness.max() - told.below_best)[part.parts["words"] == 0].all()


def test_a_whole_line_begins_with_what_was_mapped_most_surely(library, found):
    result = found("what was said about action line C2")
    rows = result.rows[~np.array(_steering(library, result.rows))]
    total = (result.parts["mapping"] + result.parts["meaning"])[: len(rows)]
    assert (np.diff(total) <= 1e-5).all()


def test_what_nobody_spoke_of_brings_in_nothing(found):
    assert len(found("quantum chromodynamics of gluons").rows) <= 1


def test_a_shortlist_has_no_more_passages_than_it_may(library, found, monkeypatch):
    sizes = []
    ranker = library.ranker
    monkeypatch.setattr(
        library, "ranker", lambda places: sizes.append(len(places)) or ranker(places)
    )
    told = replace(answer_settings(), shortlist_passages=1)
    monkeypatch.setattr(finding, "answer_settings", lambda: told)
    result = found(SUBJECT)
    assert sizes == [1]
    assert len(set(library.columns.document[result.rows].tolist())) > 1


def test_a_library_ranks_a_document_with_mis_heard_terms_as_meant(library, monkeypatch):
    place = int(library.columns.document[0])
    columns = library.columns
    text = library.texts([columns.sources[place].id])[columns.sources[place].id]
    said = text[columns.start[0] : columns.end[0]]
    monkeypatch.setattr(library, "_rankable", {})
    monkeypatch.setattr(
        "wsis_nlp.answering.library.as_meant", lambda t: "zanzibar" if t == said else t
    )
    ranker, rows = library.ranker([place])
    hits = ranker.rank(Question.read("zanzibar", library.encoder))
    assert max(hits, key=lambda hit: hit.parts["words"]).parts["words"] > 0
    assert sorted(rows.tolist()) == np.flatnonzero(columns.document == place).tolist()
