"""The workspace: locks, versions, damage."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from wsis_nlp.domain.errors import WorkspaceError
from wsis_nlp.encoding import pool
from wsis_nlp.searching import VectorIndex
from wsis_nlp.workspace import VectorStore, Workspace, atomic_write


def test_a_missing_workspace_is_said(tmp_path):
    with pytest.raises(WorkspaceError, match="no workspace here"):
        Workspace.open(tmp_path)


def test_a_second_run_in_the_same_workspace_is_refused(tmp_path):
    with (
        Workspace.open(tmp_path / "w", create=True),
        pytest.raises(WorkspaceError, match="another run"),
    ):
        Workspace.open(tmp_path / "w", create=True)


def test_a_newer_schema_and_a_damaged_database_are_said(tmp_path):
    Workspace.open(tmp_path / "w", create=True).close()
    database = sqlite3.connect(tmp_path / "w" / "workspace.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(WorkspaceError, match="version 99"):
        Workspace.open(tmp_path / "w", create=True)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "workspace.sqlite").write_bytes(b"not a database at all" * 99)
    with pytest.raises(WorkspaceError, match="cannot be used"):
        Workspace.open(tmp_path / "d", create=True)


def test_an_older_schema_is_read_as_it_is_and_brought_up_to_date_for_work(tmp_path):
    Workspace.open(tmp_path / "w", create=True).close()
    database = sqlite3.connect(tmp_path / "w" / "workspace.sqlite")
    database.executescript(
        "CREATE VIRTUAL TABLE passages_fts USING fts5 (text);"
        "CREATE TRIGGER passages_gone AFTER DELETE ON passages BEGIN"
        "  DELETE FROM passages_fts WHERE rowid = old.rowid; END;"
        "PRAGMA user_version = 2;"
    )
    with Workspace.open(tmp_path / "w") as workspace:
        assert workspace.passages() == []
    assert database.execute("PRAGMA user_version").fetchone() == (2,)
    Workspace.open(tmp_path / "w", create=True).close()
    assert database.execute("PRAGMA user_version").fetchone() == (3,)
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert not names & {"passages_fts", "passages_gone"}
    database.close()


def test_a_failed_transaction_leaves_nothing(tmp_path):
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        with pytest.raises(RuntimeError), workspace.transaction() as database:
            database.execute("INSERT INTO stages VALUES ('a', 'b')")
            raise RuntimeError
        assert workspace.stage_key("a") is None
        workspace.complete("a", "k")
        assert workspace.stage_key("a") == "k"


def test_damaged_vectors_are_taken_as_missing_and_old_ones_pruned(tmp_path):
    store = VectorStore(tmp_path, "model", 3)
    vectors = np.eye(3, dtype=np.float32)
    store.save("d1", vectors)
    store.save("d2", vectors)
    assert np.array_equal(store.load("d1", 3), vectors)
    assert store.load("d1", 2) is None
    (tmp_path / "model" / "d1.npy").write_bytes(b"half")
    assert store.load("d1", 3) is None
    assert store.prune({"d1"}) == 1
    assert store.load("d2", 3) is None


def test_a_failed_write_keeps_the_old_file(tmp_path):
    path = tmp_path / "f"
    path.write_text("old")
    with pytest.raises(RuntimeError), atomic_write(path) as stream:
        stream.write(b"new")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["f"]


def test_the_index_finds_the_nearest_and_a_damaged_one_is_not_used(tmp_path):
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(50, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    VectorIndex.build(vectors, "k").save(tmp_path)
    index = VectorIndex.load(tmp_path, "k")
    rows, scores = index.search(vectors[7], 5)
    assert rows == list(np.argsort(-(vectors @ vectors[7]))[:5])
    assert scores[0] == pytest.approx(1, abs=1e-5)
    assert VectorIndex.load(tmp_path, "other") is None
    next(tmp_path.glob("passages-*")).write_bytes(b"x")
    assert VectorIndex.load(tmp_path, "k") is None


def test_pooled_vectors_are_the_normalised_weighted_mean():
    rng = np.random.default_rng(2)
    vectors = rng.normal(size=(6, 4)).astype(np.float32)
    weights = np.array([1, 2, 3, 1, 1, 5], dtype=np.float32)
    pooled = pool(vectors, weights, np.array([0, 2, 5]))
    expected = (vectors[2:5] * weights[2:5, None]).sum(axis=0)
    assert np.allclose(pooled[1], expected / np.linalg.norm(expected), atol=1e-6)
    assert pool(vectors, weights, np.array([], dtype=np.int64)).shape == (0, 4)
