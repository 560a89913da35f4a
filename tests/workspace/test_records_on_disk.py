"""What goes into the workspace comes out again; damage, duplicates and failed writes."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handmade import BagEncoder
from wsis_nlp.domain.errors import WorkspaceError
from wsis_nlp.domain.records import (
    Anchor,
    Document,
    DocumentKind,
    Judged,
    LineScore,
    Note,
    Passage,
    Role,
    RoleScore,
    Sentence,
    Speaker,
    SpeakerKind,
    StakeholderGroup,
    Topic,
    Utterance,
)
from wsis_nlp.workspace import Remembering, SourceRecord, VectorStore, Workspace, atomic_write

TEXT = "We grew. Naïve “yes”."


def _add(workspace, ident="d", path="a.txt"):
    document = Document(
        ident,
        path,
        "0" * 64,
        DocumentKind.SUBMISSION,
        "Title",
        TEXT,
        (
            Utterance(f"u{ident}0", ident, 0, 0, 8, "ANA", 1.5, 2.5, None, True),
            Utterance(f"u{ident}1", ident, 1, 9, 21, None, heading="II. Money"),
        ),
        event="Forum",
        group=StakeholderGroup.ACADEMIA,
        tagged=("C1", "C2"),
        anchors=(Anchor(0, 5, 1.5, 2, 3), Anchor(9)),
        notes=(Note(3, "noise", "[Applause]"),),
        warnings=("odd",),
        convention="paragraphs",
    )
    found = [Sentence(ident, 0, 0, 0, 8), Sentence(ident, 1, 1, 9, 21)]
    cut = [
        Passage(f"p{ident}0", ident, 0, 0, 0, 0, 0, 8),
        Passage(f"p{ident}1", ident, 1, 1, 1, 1, 9, 21),
    ]
    source = SourceRecord(path, "0" * 64, "key", "read", ident)
    workspace.add_document(source, document, found, cut)
    return source, document, found, cut


@pytest.fixture
def workspace(tmp_path):
    with Workspace.open(tmp_path / "w", create=True) as opened:
        yield opened


def test_every_record_comes_back_as_it_went_in(workspace):
    source, document, found, cut = _add(workspace)
    ana = Speaker(
        "s1",
        "Ana",
        SpeakerKind.PERSON,
        "Lab",
        "Kenya",
        "Africa",
        StakeholderGroup.ACADEMIA,
        ("row 2",),
    )
    lines = (LineScore("C1", 0.75, ("near",), ("term",)),)
    roles = (RoleScore(Role.CHALLENGE, 0.5, ("lacks",)),)
    topics = [Topic(-1, "none", (), 1), Topic(0, "water", (("well", 0.5),), 1, ("pd0",), 0.9)]
    workspace.set_speakers("k1", [ana], {"ud0": "s1", "ud1": None})
    workspace.set_mapping("k2", [("pd0", lines)], [(found[1], Judged(roles, 0.25))])
    workspace.set_topics("k3", topics, [("pd0", 0)])
    folder = workspace.folder
    workspace.close()
    with Workspace.open(folder) as again:
        assert again.sources() == {"a.txt": source}
        assert again.documents() == {"d": document}
        assert again.sentences() == found
        assert again.passages() == cut
        assert again.speakers() == {("d", 0): ana}
        assert again.lines() == {"pd0": lines, "pd1": ()}
        assert again.judged() == {("d", 0): Judged(), ("d", 1): Judged(roles, 0.25)}
        assert again.topics() == topics
        assert again.topic_of() == {"pd0": 0, "pd1": -1}
        assert [again.stage_key(n) for n in ("speakers", "mapping", "topics")] == ["k1", "k2", "k3"]


def test_forgetting_a_file_takes_all_that_came_from_it_and_its_duplicates(workspace):
    _add(workspace)
    workspace.note_source(SourceRecord("b.txt", "0" * 64, "key", "duplicate", "d"))
    workspace.note_source(SourceRecord("c.txt", "1" * 64, "key", "refused", None, "a poem"))
    workspace.forget("a.txt")
    assert list(workspace.sources()) == ["c.txt"]
    assert (workspace.documents(), workspace.sentences(), workspace.passages()) == ({}, [], [])
    workspace.forget("never there")


def test_forgetting_a_duplicate_leaves_the_document(workspace):
    _add(workspace)
    workspace.note_source(SourceRecord("b.txt", "0" * 64, "key", "duplicate", "d"))
    workspace.forget("b.txt")
    assert list(workspace.documents()) == ["d"]


def test_a_file_read_again_replaces_what_was_known_of_it(workspace):
    _add(workspace)
    _add(workspace, "e")
    assert list(workspace.documents()) == ["e"]
    assert len(workspace.passages()) == 2


def test_a_document_that_cannot_be_kept_leaves_nothing_of_itself(workspace):
    before = _add(workspace)
    with pytest.raises(sqlite3.IntegrityError):
        _add(workspace, "d", "b.txt")
    assert workspace.sources() == {"a.txt": before[0]}
    assert workspace.passages() == before[3]


def test_a_reader_sees_the_old_state_until_the_change_is_whole(workspace):
    with Workspace.open(workspace.folder) as reader:
        with workspace.transaction() as database:
            database.execute("INSERT INTO stages VALUES ('a', 'b')")
            assert reader.stage_key("a") is None
        assert reader.stage_key("a") == "b"


def test_the_lock_is_free_again_after_a_damaged_database(tmp_path):
    (tmp_path / "workspace.sqlite").write_bytes(b"no database" * 99)
    for _ in range(2):
        with pytest.raises(WorkspaceError, match="cannot be used as a workspace"):
            Workspace.open(tmp_path, create=True)


def test_a_workspace_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        Workspace.open(tmp_path / "file" / "w", create=True)


@given(st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_vectors_cut_short_anywhere_are_taken_as_missing(tmp_path_factory, length):
    folder = tmp_path_factory.mktemp("v")
    store = VectorStore(folder, "m", 4)
    store.save("d", np.ones((6, 4), dtype=np.float32))
    path = folder / "m" / "d.npy"
    path.write_bytes(path.read_bytes()[:length])
    assert store.load("d", 6) is None


def test_what_was_encoded_once_is_remembered_and_outlives_pruning(tmp_path):
    bag = BagEncoder()
    store = VectorStore(tmp_path, bag.fingerprint, bag.dimension)
    first = Remembering(bag, store).encode(["water flows", "cables lie"])
    store.save("gone", first)
    assert store.prune(set()) == 1
    assert np.array_equal(Remembering(bag, store).encode(["water flows", "cables lie"]), first)
    assert len(bag.calls) == 2


def test_a_whole_write_replaces_the_old_file_and_makes_its_folder(tmp_path):
    for words in (b"old", b"new"):
        with atomic_write(tmp_path / "new" / "f") as stream:
            stream.write(words)
    assert [item.read_bytes() for item in (tmp_path / "new").iterdir()] == [b"new"]
