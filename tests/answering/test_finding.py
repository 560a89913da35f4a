"""Which passages an answer has, and in which order, over the small corpus."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest

from wsis_nlp import Workspace
from wsis_nlp.answering import Library, filters_of, finding, points
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
    nearest = library.index.search(library.read([SUBJECT])[0][0], 1, among)[0][0]
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


def test_words_are_found_as_meant_where_captioning_mis_heard(finished_run, tmp_path, monkeypatch):
    folder = tmp_path / "workspace"
    shutil.copytree(finished_run / "workspace", folder)
    for path in (folder / "index").glob("words-*"):
        path.unlink()
    monkeypatch.setattr("wsis_nlp.answering.shelf.as_meant", lambda text: f"zanzibar {text}")
    with Library.open(folder) as library:
        assert len(library.prepared.words.holding(["zanzibar"])) == len(library.columns)
        place = int(library.columns.document[0])
        ranker, rows = library.ranker([place])
        hits = ranker.rank(Question.read("zanzibar", library.encoder))
        assert max(hit.parts["words"] for hit in hits) > 0
        assert rows.tolist() == np.flatnonzero(library.columns.document == place).tolist()


def test_voices_for_a_point_are_looked_for_no_further_down_than_said(library, found, monkeypatch):
    result = found("what was said about C2")
    few = replace(answer_settings(), heard_passages=1, pooled_passages=1)
    monkeypatch.setattr(points, "answer_settings", lambda: few)
    documents = {library.columns.sources[library.columns.document[result.rows[0]]].id}
    made = points.main_points(library, result, None)
    spans = [span for point in made for span in (point.evidence, *point.also)]
    assert spans
    assert {span.citation.document_id for span in spans} == documents


def test_no_statement_stands_twice_under_a_point(library, found):
    for point in points.main_points(library, found("what was said about C2"), None):
        places = [(s.citation.document_id, s.citation.start) for s in (point.evidence, *point.also)]
        assert len(set(places)) == len(places)


def test_an_open_workspace_answers_and_opens_what_it_needs_once(finished_run):
    with Workspace.open(finished_run / "workspace") as workspace:
        first = workspace.ask("what was said about C2")
        opened = workspace._library
        assert workspace.ask("what was said about C2") == first
        assert workspace._library is opened
        assert first.counts.passages > 3
