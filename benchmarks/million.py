"""A workspace of a million passages for measuring: a real one, many times over, its vectors moved.

Texts, speakers, lines and words are those of the real documents, repeated; every vector of a
copy is moved at random, so that no two are alike. Nothing of it is a corpus to learn from.
"""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from wsis_nlp.answering.columns import Columns, columns_key, save_columns
from wsis_nlp.answering.shelf import open_shelf
from wsis_nlp.domain.records import content_id
from wsis_nlp.searching import PreparedCorpus, VectorIndex, WordIndex
from wsis_nlp.workspace import Workspace

# The length of what is added to a vector of length 1: a copy is like its original by about 0.8.
MOVED = 0.75
_BLOCK = 50_000


def many_times(source: Path, target: Path, count: int) -> None:
    """Make in ``target`` a workspace of ``count`` passages or more, of the one in ``source``."""
    with Workspace.open(source) as real, Workspace.open(target, create=True) as made:
        shelf = open_shelf(real, 384)
        times = -(-count // len(shelf.columns))
        made._connection.execute("PRAGMA cache_size = -2000000")  # KiB: ids come in no order
        with made.transaction() as database:
            place = f"file:{source.absolute()}/workspace.sqlite?mode=ro"
            _copy(database, place, times)
        folder = target / "index"
        folder.mkdir(exist_ok=True)
        key = "/".join((made.stage_key("mapping") or "").split("/")[:2])
        name = content_id("", PreparedCorpus.LAYOUT, key)
        _prepared(shelf.prepared, times).save(folder / f"words-{name}.npz")
        sentences = folder / f"sentences-{content_id('', key)}.npy"
        _moved(shelf.sentences, times, sentences)
        _moved(shelf.index.vectors, times, folder / "moved.npy")
        VectorIndex.build(np.load(folder / "moved.npy"), key).save(folder)
        (folder / "moved.npy").unlink()


def columns_anew(source: Path, target: Path) -> None:
    """Write the columns of a workspace that was made by :func:`many_times`, as rules now stand."""
    with Workspace.open(source) as real, Workspace.open(target) as made:
        shelf, index = open_shelf(real, 384), target / "index"
        (vectors,) = index.glob("passages-*.npy")
        times = len(np.load(vectors, mmap_mode="r")) // len(shelf.columns)
        save_columns(_columns(shelf.columns, times), index, columns_key(made))


def _copy(database, place: str, times: int) -> None:  # noqa: ANN001
    import sqlite3

    with sqlite3.connect(place, uri=True) as real:
        for table in ("meta", "stages"):
            rows = real.execute(f"SELECT * FROM {table}").fetchall()
            database.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)
        documents = real.execute("SELECT id, path, text, record FROM documents").fetchall()
        turns = real.execute(
            "SELECT document_id, idx, id, start, end, label, start_time, end_time, heading, "
            "off_air FROM utterances"
        ).fetchall()
    for time in range(times):
        database.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?)",
            ((f"{i}-{time}", f"{time:03d}/{path}", *rest) for i, path, *rest in documents),
        )
        database.executemany(
            "INSERT INTO utterances VALUES (?,?,?,?,?,?,?,?,?,?,NULL)",
            ((f"{d}-{time}", idx, f"{i}-{time}", *rest) for d, idx, i, *rest in turns),
        )


def _columns(real: Columns, times: int) -> Columns:
    passages, sentences = len(real), len(real.sentence_start)
    arrays = {
        field.name: np.concatenate([getattr(real, field.name)] * times)
        for field in fields(real)
        if isinstance(getattr(real, field.name), np.ndarray)
    }
    shifts = {"document": len(real.sources), "first": sentences, "last": sentences}
    for name, by in shifts.items():
        of_copy = np.repeat(np.arange(times, dtype=np.int32), passages)
        arrays[name] = arrays[name] + np.int32(by) * of_copy
    who = len(real.speakers)
    arrays["speaker"] = np.concatenate(
        [np.where(real.speaker >= 0, real.speaker + who * t, -1) for t in range(times)]
    ).astype(np.int32)
    return Columns(
        sources=tuple(
            replace(
                s,
                id=f"{s.id}-{t}",
                path=f"{t:03d}/{s.path}",
                first_sentence=s.first_sentence + t * sentences,
            )
            for t in range(times)
            for s in real.sources
        ),
        speakers=tuple(replace(s, id=f"{s.id}-{t}") for t in range(times) for s in real.speakers),
        lines={
            code: (
                np.concatenate([rows + passages * t for t in range(times)]).astype(np.int32),
                np.tile(chances, times),
            )
            for code, (rows, chances) in real.lines.items()
        },
        **arrays,
    )


def _prepared(real: PreparedCorpus, times: int) -> PreparedCorpus:
    words, count = real.words, len(real.sizes)
    of_stem = np.repeat(np.arange(len(words.stems)), np.diff(words.bounds))
    order = np.argsort(np.tile(of_stem, times), kind="stable")
    rows = np.concatenate([words.rows + count * t for t in range(times)])[order]
    return PreparedCorpus(
        WordIndex(
            words.stems,
            words.bounds * times,
            rows.astype(np.int32),
            np.tile(words.counts, times)[order],
            np.tile(words.sizes, times),
        ),
        np.tile(real.sizes, times),
        np.concatenate([real.starts + count * t for t in range(times)]),
        np.tile(real.lengths, times),
        np.tile(real.norms, times),
    )


def _moved(real: np.ndarray, times: int, path: Path) -> None:
    """Write the vectors ``times`` times over; the first time as they are."""
    chance = np.random.default_rng(0)
    dimension = real.shape[1]
    shape = (times * len(real), dimension)
    out = np.lib.format.open_memmap(path, "w+", np.float32, shape)
    for time in range(times):
        for at in range(0, len(real), _BLOCK):
            block = np.array(real[at : at + _BLOCK])
            if time:
                block += chance.standard_normal(block.shape, np.float32) * np.float32(
                    MOVED / np.sqrt(dimension)
                )
                block /= np.linalg.norm(block, axis=1, keepdims=True)
            out[time * len(real) + at : time * len(real) + at + len(block)] = block
    out.flush()


if __name__ == "__main__":
    import sys

    many_times(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
