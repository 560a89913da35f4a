"""A workspace that was run, open for questions: columns, vectors and index, read when needed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.answering.columns import (
    Columns,
    columns_key,
    load_columns,
    make_columns,
    save_columns,
)
from wsis_nlp.domain.errors import ModelError, WorkspaceError
from wsis_nlp.domain.records import Document
from wsis_nlp.encoding import Encoder, Vectors, load_encoder, pool
from wsis_nlp.mapping.frameworks import load_framework
from wsis_nlp.reading.lexicon import as_meant
from wsis_nlp.searching import Prepared, Ranker, VectorIndex
from wsis_nlp.workspace import Workspace

_AGAIN = "Run 'wsis-nlp run FOLDER' with this --workspace again."


@dataclass(frozen=True, slots=True)
class _Rankable:
    """What a ranker needs of the passages ``rows`` of a document; mis-heard terms as meant."""

    rows: NDArray[np.int64]
    texts: list[str]
    speakers: list[str]
    prepared: Prepared


class Library:
    """Opens what a question needs, once; use as a context manager and ask as often as you like."""

    def __init__(self, workspace: Workspace) -> None:
        """Open for questions what ``workspace`` holds.

        Raises
        ------
        WorkspaceError
            If it was never run to the end, or files were read since.
        ModelError
            If the model of its vectors cannot be had.
        """
        self.workspace = workspace
        self.remarks: list[str] = []
        mapped = workspace.stage_key("mapping")
        if not mapped:
            raise WorkspaceError(f"{workspace.folder}: nothing here is mapped yet. {_AGAIN}")
        corpus, fingerprint = mapped.split("/")[:2]
        spoken = workspace.stage_key("speakers") or ""
        if spoken.split("/")[0] != corpus:
            raise WorkspaceError(
                f"{workspace.folder}: files were read since it was last mapped. {_AGAIN}"
            )
        self.framework = load_framework(workspace.recall("framework", "action_lines"))
        name = workspace.recall("encoder", "default")
        self.encoder: Encoder = load_encoder(name)
        if self.encoder.fingerprint != fingerprint:
            raise ModelError(
                f"{workspace.folder}: its vectors are of the model {fingerprint}, and '{name}' "
                f"here is {self.encoder.fingerprint}. {_AGAIN}"
            )
        self.columns = self._columns()
        self.store = workspace.vectors(fingerprint, self.encoder.dimension)
        self.index = self._index(f"{corpus}/{fingerprint}")
        self._sentences: dict[int, Vectors] = {}
        self._documents: dict[str, Document] = {}
        self._texts: dict[str, str] = {}
        self._rankable: dict[int, _Rankable] = {}
        order = np.argsort(self.columns.rowid)
        self._by_rowid = order, self.columns.rowid[order]
        self._lock = threading.RLock()
        self.encode = lru_cache(maxsize=256)(self._encode)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the workspace in ``folder`` for questions; nothing is locked."""
        workspace = Workspace.open(folder)
        try:
            return cls(workspace)
        except BaseException:
            workspace.close()
            raise

    def close(self) -> None:
        """Close the workspace."""
        self.workspace.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _columns(self) -> Columns:
        folder, key = self.workspace.folder / "index", columns_key(self.workspace)
        columns = load_columns(folder, key)
        if columns is None:
            columns = make_columns(self.workspace)
            self._keep(lambda: save_columns(columns, folder, key))
        return columns

    def _index(self, key: str) -> VectorIndex:
        folder = self.workspace.folder / "index"
        index = VectorIndex.load(folder, key)
        if index is None or len(index) != len(self.columns):
            self.remarks.append("the index was missing or damaged: it was made again from vectors")
            index = VectorIndex.build(self._pooled(), key)
            self._keep(lambda: index.save(folder))
        return index

    def _keep(self, save: object) -> None:
        """Save for the next time, unless the folder cannot be written."""
        assert callable(save)
        try:
            save()
        except OSError as error:
            self.remarks.append(
                f"the index cannot be kept ({error.strerror}); it is made each time"
            )

    def _pooled(self) -> Vectors:
        columns = self.columns
        texts = self.workspace.texts([source.id for source in columns.sources])
        sentences = [self._load(place) for place in range(len(columns.sources))]
        words = np.ones(len(columns.sentence_start), dtype=np.float32)
        bounds = [source.first_sentence for source in columns.sources]
        for place, source in enumerate(columns.sources):
            for row in range(bounds[place], bounds[place] + len(sentences[place])):
                start, end = columns.sentence_start[row], columns.sentence_end[row]
                words[row] = texts[source.id].count(" ", start, end) + 1
        return pool(np.vstack(sentences), words, columns.first.astype(np.int64))

    def _load(self, place: int) -> Vectors:
        source = self.columns.sources[place]
        later = self.columns.sources[place + 1 :]
        total = len(self.columns.sentence_start)
        rows = (later[0].first_sentence if later else total) - source.first_sentence
        vectors = self.store.load_document(source.id, rows)
        if vectors is None:
            raise WorkspaceError(
                f"{self.workspace.folder}: the vectors of {source.path} are missing or damaged. "
                f"{_AGAIN}"
            )
        return vectors

    def sentence_vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors ``float32[m, d]`` of sentences, by row, ascending."""
        starts = [source.first_sentence for source in self.columns.sources]
        places = np.searchsorted(starts, rows, side="right") - 1
        out = np.empty((len(rows), self.encoder.dimension), dtype=np.float32)
        for place in np.unique(places).tolist():
            with self._lock:
                if place not in self._sentences:
                    self._sentences[place] = self._load(place)
            mine = places == place
            out[mine] = self._sentences[place][rows[mine] - starts[place]]
        return out

    def ranker(self, places: Sequence[int]) -> tuple[Ranker, NDArray[np.int64]]:
        """A ranker of all passages of these documents (ascending), and their rows ``int64[m]``."""
        self.texts([self.columns.sources[place].id for place in places])
        parts = [self._rankable_of(place) for place in places]
        rows = np.concatenate([part.rows for part in parts])
        firsts, lasts = self.columns.first[rows], self.columns.last[rows]
        sizes = (lasts - firsts + 1).astype(np.int64)
        starts = np.cumsum(sizes) - sizes
        sentences = np.repeat(firsts - starts, sizes) + np.arange(sizes.sum())
        return Ranker(
            [text for part in parts for text in part.texts],
            self.index.vectors[rows],
            self.columns.document[rows].astype(np.int64),
            [name for part in parts for name in part.speakers],
            (self.sentence_vectors(sentences.astype(np.int64)), starts),
            [part.prepared for part in parts],
        ), rows

    def _rankable_of(self, place: int) -> _Rankable:
        with self._lock:
            if place not in self._rankable:
                columns, ident = self.columns, self.columns.sources[place].id
                first, end = np.searchsorted(columns.document, [place, place + 1]).tolist()
                text = self.texts([ident])[ident]
                spans = zip(columns.start[first:end], columns.end[first:end], strict=True)
                texts = [as_meant(text[start:stop]) for start, stop in spans]
                names = [
                    columns.speakers[at].name if at >= 0 else ""
                    for at in columns.speaker[first:end].tolist()
                ]
                vectors = np.asarray(self.index.vectors[first:end])
                self._rankable[place] = _Rankable(
                    np.arange(first, end), texts, names, Prepared.of(texts, vectors)
                )
            return self._rankable[place]

    def _encode(self, text: str) -> Vectors:
        vector: Vectors = self.encoder.encode([text])[0]
        return vector

    def texts(self, idents: list[str]) -> dict[str, str]:
        """The texts of these documents, by id; each is read once."""
        with self._lock:
            missing = [ident for ident in dict.fromkeys(idents) if ident not in self._texts]
            if missing:
                self._texts |= self.workspace.texts(missing)
        return {ident: self._texts[ident] for ident in dict.fromkeys(idents)}

    def rows_matching(self, expression: str, count: int) -> list[tuple[int, float]]:
        """The rows of passages that match a full-text expression, best first, with their BM25."""
        found = self.workspace.matching(expression, count)
        order, rowids = self._by_rowid
        places = np.searchsorted(rowids, [rowid for rowid, _ in found])
        return [(int(order[place]), score) for place, (_, score) in zip(places, found, strict=True)]

    def documents(self, idents: list[str]) -> dict[str, Document]:
        """These documents, by id; each is read once."""
        with self._lock:
            missing = [ident for ident in dict.fromkeys(idents) if ident not in self._documents]
            if missing:
                self._documents |= self.workspace.documents(missing)
        return {ident: self._documents[ident] for ident in dict.fromkeys(idents)}


def prepare(workspace: Workspace) -> None:
    """Keep the columns beside the index, so that the first question finds them."""
    folder, key = workspace.folder / "index", columns_key(workspace)
    if load_columns(folder, key) is None:
        save_columns(make_columns(workspace), folder, key)
