"""What questions need beside the database: files in the workspace's ``index`` folder.

Columns, the vectors of passages and of sentences, and the words of passages. Each is named after
what it was made from, and is made again where it is missing, damaged or of something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wsis_nlp.answering.columns import (
    Columns,
    columns_key,
    load_columns,
    make_columns,
    save_columns,
)
from wsis_nlp.domain.errors import WorkspaceError
from wsis_nlp.domain.records import content_id
from wsis_nlp.encoding import Vectors, pool
from wsis_nlp.reading.lexicon import as_meant
from wsis_nlp.searching import PreparedCorpus, VectorIndex
from wsis_nlp.workspace import VectorStore, Workspace, atomic_write

_MADE = "the index was missing or damaged: it was made again from vectors and texts"
AGAIN = "Run 'wsis-nlp run FOLDER' with this --workspace again."


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that lies there, open; the vectors are mapped into memory.

    ``sentences`` are the vectors of all s sentences in the order of the columns, ``float32[s, d]``.
    ``remarks`` say what had to be made again.
    """

    columns: Columns
    index: VectorIndex
    sentences: Vectors
    prepared: PreparedCorpus
    remarks: tuple[str, ...]


def open_shelf(workspace: Workspace, dimension: int) -> Shelf:
    """Open what lies there, and make what does not.

    Raises
    ------
    WorkspaceError
        If something must be made of vectors that are missing.
    """
    return _Maker(workspace, dimension).shelf()


class _Maker:
    def __init__(self, workspace: Workspace, dimension: int) -> None:
        self.workspace, self.dimension = workspace, dimension
        self.folder = workspace.folder / "index"
        corpus, fingerprint = (workspace.stage_key("mapping") or "/").split("/")[:2]
        self.key = f"{corpus}/{fingerprint}"
        self.store: VectorStore = workspace.vectors(fingerprint, dimension)
        self.remarks: list[str] = []

    def shelf(self) -> Shelf:
        key = columns_key(self.workspace)
        columns = load_columns(self.folder, key)
        if columns is None:
            columns = made = make_columns(self.workspace)
            self._keep(lambda: save_columns(made, self.folder, key))
        sentences = self._sentences(columns)
        index = VectorIndex.load(self.folder, self.key)
        if index is None or len(index) != len(columns):
            index = pooled = VectorIndex.build(self._pooled(columns, sentences), self.key)
            self._keep(lambda: pooled.save(self.folder))
            self._say(_MADE)
        return Shelf(columns, index, sentences, self._prepared(columns, index), tuple(self.remarks))

    def _sentences(self, columns: Columns) -> Vectors:
        """One matrix of all sentences, from the files of the documents."""
        path = self.folder / f"sentences-{content_id('', self.key)}.npy"
        shape = (len(columns.sentence_start), self.dimension)
        try:
            return _mapped(path, shape)
        except (OSError, ValueError, EOFError):
            self._say(_MADE)
        try:
            with atomic_write(path) as stream:
                head = {"descr": "<f4", "fortran_order": False, "shape": shape}
                np.lib.format.write_array_header_1_0(stream, head)
                for vectors in self._documents(columns):
                    stream.write(np.ascontiguousarray(vectors).data)
            _only(path)
            return _mapped(path, shape)
        except OSError as error:
            self._not_kept(error)
            return np.vstack([np.zeros((0, self.dimension), np.float32), *self._documents(columns)])

    def _documents(self, columns: Columns) -> Iterator[Vectors]:
        firsts = [source.first_sentence for source in columns.sources]
        sizes = np.diff([*firsts, len(columns.sentence_start)]).tolist()
        for source, size in zip(columns.sources, sizes, strict=True):
            vectors = self.store.load_document(source.id, size)
            if vectors is None:
                raise WorkspaceError(
                    f"{self.workspace.folder}: the vectors of {source.path} are missing or "
                    f"damaged. {AGAIN}"
                )
            yield vectors

    def _pooled(self, columns: Columns, sentences: Vectors) -> Vectors:
        texts = self.workspace.texts([source.id for source in columns.sources])
        firsts = [source.first_sentence for source in columns.sources]
        spans = zip(columns.sentence_start.tolist(), columns.sentence_end.tolist(), strict=True)
        places = np.searchsorted(firsts, np.arange(len(sentences)), side="right") - 1
        words = [
            texts[columns.sources[place].id].count(" ", start, end) + 1
            for place, (start, end) in zip(places.tolist(), spans, strict=True)
        ]
        return pool(sentences, np.array(words, np.float32), columns.first.astype(np.int64))

    def _prepared(self, columns: Columns, index: VectorIndex) -> PreparedCorpus:
        """The words of the passages, mis-heard terms as meant, and how their blocks lie."""
        path = self.folder / f"words-{content_id('', PreparedCorpus.LAYOUT, self.key)}.npz"
        kept = PreparedCorpus.load(path)
        if kept is not None and len(kept.words) == len(columns):
            return kept
        self._say(_MADE)
        texts = self.workspace.texts([source.id for source in columns.sources])
        spans = zip(columns.start.tolist(), columns.end.tolist(), strict=True)
        said = [
            as_meant(texts[columns.sources[place].id][start:end])
            for place, (start, end) in zip(columns.document.tolist(), spans, strict=True)
        ]
        documents = columns.document.astype(np.int64)
        made = PreparedCorpus.of(said, index.vectors, documents)

        def save() -> None:
            made.save(path)
            _only(path)

        self._keep(save)
        return made

    def _keep(self, save: Callable[[], None]) -> None:
        """Save for the next time, unless the folder cannot be written."""
        try:
            save()
        except OSError as error:
            self._not_kept(error)

    def _not_kept(self, error: OSError) -> None:
        self._say(f"the index cannot be kept ({error.strerror}); it is made each time")

    def _say(self, said: str) -> None:
        if said not in self.remarks:
            self.remarks.append(said)


def _mapped(path: Path, shape: tuple[int, int]) -> Vectors:
    vectors: Vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    if vectors.shape != shape or vectors.dtype != np.float32:
        raise ValueError(f"{path}: not {shape}")
    return vectors


def _only(path: Path) -> None:
    """Remove what was kept before in place of ``path``."""
    kind = path.name.split("-")[0]
    for other in path.parent.glob(f"{kind}-*"):
        if other != path:
            other.unlink()
