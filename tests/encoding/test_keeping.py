"""The kept digest: it holds, it is made again when it does not, it never fails."""

import hashlib
from pathlib import Path

import pytest

from wsis_nlp.encoding import keeping


def test_files_are_hashed_again_only_when_they_changed(tmp_path, monkeypatch):
    file, cache = tmp_path / "weights", tmp_path / "cache"
    file.write_bytes(b"one")
    first = keeping.digest([file], cache)
    assert first == hashlib.sha256(b"one").hexdigest()
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("it was read again"))
    monkeypatch.setattr(Path, "read_text", lambda path, **_: _text(path))
    assert keeping.digest([file], cache) == first
    monkeypatch.undo()
    file.write_bytes(b"two")
    assert keeping.digest([file], cache) == hashlib.sha256(b"two").hexdigest()


def _text(path: Path) -> str:
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - Path.open is what is watched
        return stream.read()


@pytest.mark.parametrize("note", ["", "[]", "{", '{"state": 1}'])
def test_a_damaged_note_of_a_digest_is_written_again(tmp_path, note):
    file, cache = tmp_path / "weights", tmp_path / "cache"
    file.write_bytes(b"one")
    first = keeping.digest([file], cache)
    kept = next(cache.iterdir())
    kept.write_text(note)
    assert keeping.digest([file], cache) == first
    assert first in kept.read_text()


def test_a_cache_that_cannot_be_written_still_gives_the_digest(tmp_path):
    file = tmp_path / "weights"
    file.write_bytes(b"one")
    assert keeping.digest([file], file) == hashlib.sha256(b"one").hexdigest()
