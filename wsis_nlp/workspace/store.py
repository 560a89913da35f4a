"""One workspace folder: the records of what was read and what the stages found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wsis_nlp.domain.records import (
    Document,
    Judged,
    LineScore,
    Passage,
    Sentence,
    Speaker,
    Topic,
    Utterance,
)
from wsis_nlp.workspace import codec
from wsis_nlp.workspace.database import Database, complete
from wsis_nlp.workspace.vectors import VectorStore

_UTTERANCE = "id, document_id, idx, start, end, label, start_time, end_time, heading, off_air"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What became of one file of the input folder."""

    path: str
    sha256: str
    reading_key: str
    fate: str
    document_id: str | None = None
    reason: str = ""


class Workspace(Database):
    """A workspace folder, open: what was read and what was found. Use as a context manager."""

    def vectors(self, fingerprint: str, dimension: int) -> VectorStore:
        """Where the vectors of this encoder are kept."""
        return VectorStore(self.folder / "vectors", fingerprint, dimension)

    # -- sources and documents ------------------------------------------------------------

    def sources(self) -> dict[str, SourceRecord]:
        """What became of every file, by path."""
        rows = self._connection.execute(
            "SELECT path, sha256, reading_key, fate, document_id, reason FROM sources ORDER BY path"
        )
        return {row[0]: SourceRecord(*row) for row in rows}

    def add_document(
        self,
        source: SourceRecord,
        document: Document,
        sentences: Sequence[Sentence],
        passages: Sequence[Passage],
    ) -> None:
        """Keep a document that was read, in place of what was known of its file."""
        with self.transaction() as database:
            _forget(database, source.path)
            database.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?)",
                (document.id, document.path, document.text, codec.document_to_json(document)),
            )
            database.executemany(
                "INSERT INTO utterances VALUES (?,?,?,?,?,?,?,?,?,?,NULL)",
                (
                    (
                        *(u.document_id, u.index, u.id, u.start, u.end),
                        *(u.label, u.start_time, u.end_time, u.heading, u.off_air),
                    )
                    for u in document.utterances
                ),
            )
            database.executemany(
                "INSERT INTO sentences VALUES (?,?,?,?,?,NULL,NULL)",
                ((s.document_id, s.index, s.utterance, s.start, s.end) for s in sentences),
            )
            database.executemany(
                "INSERT INTO passages VALUES (NULL,?,?,?,?,?,?,?,?,NULL,NULL)",
                (
                    (p.id, p.document_id, p.index, p.utterance, p.first, p.last, p.start, p.end)
                    for p in passages
                ),
            )
            _note_source(database, source)

    def note_source(self, source: SourceRecord) -> None:
        """Keep the fate of a file that gave no document of its own."""
        with self.transaction() as database:
            _forget(database, source.path)
            _note_source(database, source)

    def forget(self, path: str) -> None:
        """Drop a file that is no longer in the folder, with all that came from it."""
        with self.transaction() as database:
            _forget(database, path)

    def documents(self, only: Sequence[str] | None = None) -> dict[str, Document]:
        """Every document, in order of its path, by id; or ``only`` those with these ids."""
        wanted = None if only is None else json.dumps(list(only))
        spoken: dict[str, list[Utterance]] = {}
        for row in self._connection.execute(
            f"SELECT {_UTTERANCE} FROM utterances{_only('document_id', wanted)} "
            "ORDER BY document_id, idx",
            (wanted,) if wanted else (),
        ):
            spoken.setdefault(row[1], []).append(Utterance(*(*row[:9], bool(row[9]))))
        rows = self._connection.execute(
            f"SELECT id, path, text, record FROM documents{_only('id', wanted)} ORDER BY path",
            (wanted,) if wanted else (),
        )
        return {
            ident: codec.document_from_json(ident, path, text, record, tuple(spoken.get(ident, ())))
            for ident, path, text, record in rows
        }

    def recase(self, document: Document) -> None:
        """Keep the case in which a document is shown."""
        with self.transaction() as database:
            record = codec.document_to_json(document)
            database.execute("UPDATE documents SET record = ? WHERE id = ?", (record, document.id))

    def texts(self, idents: Sequence[str]) -> dict[str, str]:
        """The normalised text of these documents as it is shown, by id."""
        rows = self._connection.execute(
            "SELECT id, coalesce(nullif(json_extract(record, '$.cased'), ''), text) "
            f"FROM documents{_only('id', 'x')}",
            (json.dumps(list(idents)),),
        )
        return dict(rows.fetchall())

    def sentences(self) -> list[Sentence]:
        """Every sentence, by document path and place: the order of the vectors' rows."""
        rows = self._connection.execute(
            "SELECT s.document_id, s.idx, s.utterance, s.start, s.end FROM sentences s "
            "JOIN documents d ON d.id = s.document_id ORDER BY d.path, s.idx"
        )
        return [Sentence(*row) for row in rows]

    def passages(self) -> list[Passage]:
        """Every passage, by document path and place: the order of the passage vectors' rows."""
        rows = self._connection.execute(
            "SELECT p.id, p.document_id, p.idx, p.utterance, p.first, p.last, p.start, p.end "
            "FROM passages p JOIN documents d ON d.id = p.document_id ORDER BY d.path, p.idx"
        )
        return [Passage(*row) for row in rows]

    # -- what the stages over the whole corpus found ----------------------------------------

    def set_speakers(
        self, key: str, speakers: Iterable[Speaker], of_utterance: Mapping[str, str | None]
    ) -> None:
        """Keep who spoke: the speakers, and the speaker id of each utterance id."""
        with self.transaction() as database:
            database.execute("UPDATE utterances SET speaker_id = NULL")
            database.execute("DELETE FROM speakers")
            database.executemany(
                "INSERT INTO speakers VALUES (?, ?)",
                ((speaker.id, codec.speaker_to_json(speaker)) for speaker in speakers),
            )
            database.executemany(
                "UPDATE utterances SET speaker_id = ? WHERE id = ?",
                ((speaker, utterance) for utterance, speaker in of_utterance.items()),
            )
            complete(database, "speakers", key)

    def speakers(self) -> dict[tuple[str, int], Speaker]:
        """The speaker of each utterance, by document id and utterance index."""
        known = {
            ident: codec.speaker_from_json(record)
            for ident, record in self._connection.execute("SELECT id, record FROM speakers")
        }
        rows = self._connection.execute(
            "SELECT document_id, idx, speaker_id FROM utterances WHERE speaker_id IS NOT NULL"
        )
        return {(document, index): known[speaker] for document, index, speaker in rows}

    def set_mapping(
        self,
        key: str,
        lines: Iterable[tuple[str, Sequence[LineScore]]],
        judged: Iterable[tuple[Sentence, Judged]],
    ) -> None:
        """Keep the lines of each passage (by id) and what was found of each sentence."""
        with self.transaction() as database:
            database.executemany(
                "UPDATE passages SET lines = ? WHERE id = ?",
                ((codec.lines_to_json(scores), ident) for ident, scores in lines),
            )
            database.executemany(
                "UPDATE sentences SET roles = ?, stands = ? WHERE document_id = ? AND idx = ?",
                (
                    (codec.roles_to_json(found.roles), found.stands, s.document_id, s.index)
                    for s, found in judged
                ),
            )
            complete(database, "mapping", key)

    def lines(self) -> dict[str, tuple[LineScore, ...]]:
        """The lines of each passage, by passage id."""
        rows = self._connection.execute("SELECT id, lines FROM passages")
        return {ident: codec.lines_from_json(record) for ident, record in rows}

    def judged(self) -> dict[tuple[str, int], Judged]:
        """What was found of each sentence, by document id and sentence index."""
        rows = self._connection.execute("SELECT document_id, idx, roles, stands FROM sentences")
        return {
            (document, index): Judged(codec.roles_from_json(roles), stands or 0.0)
            for document, index, roles, stands in rows
        }

    def set_topics(
        self, key: str, topics: Iterable[Topic], assignments: Iterable[tuple[str, int]]
    ) -> None:
        """Keep the topics and the topic of each passage (by id)."""
        with self.transaction() as database:
            database.execute("DELETE FROM topics")
            database.executemany(
                "INSERT INTO topics VALUES (?, ?)",
                ((topic.id, codec.topic_to_json(topic)) for topic in topics),
            )
            database.execute("UPDATE passages SET topic = NULL")
            database.executemany(
                "UPDATE passages SET topic = ? WHERE id = ?",
                ((topic, ident) for ident, topic in assignments),
            )
            complete(database, "topics", key)

    def topics(self) -> list[Topic]:
        """The topics, by id."""
        rows = self._connection.execute("SELECT record FROM topics ORDER BY id")
        return [codec.topic_from_json(record) for (record,) in rows]

    def topic_of(self) -> dict[str, int]:
        """The topic of each passage, by passage id; -1 for none."""
        rows = self._connection.execute("SELECT id, coalesce(topic, -1) FROM passages")
        return dict(rows.fetchall())


def _only(column: str, wanted: str | None) -> str:
    return f" WHERE {column} IN (SELECT value FROM json_each(?))" if wanted else ""


def _forget(database: sqlite3.Connection, path: str) -> None:
    row = database.execute("SELECT document_id, fate FROM sources WHERE path = ?", (path,))
    known = row.fetchone()
    if known is None:
        return
    ident, fate = known
    if fate == "read":
        # Duplicates of a document that goes are read again in their own right.
        database.execute("DELETE FROM sources WHERE document_id = ?", (ident,))
        database.execute("DELETE FROM documents WHERE id = ?", (ident,))
        # What the stages found for it went with it: their keys, made from the texts alone, would
        # still fit if the same text came back. Encoding keeps its vectors by text.
        database.execute("DELETE FROM stages WHERE name != 'encoding'")
    database.execute("DELETE FROM sources WHERE path = ?", (path,))


def _note_source(database: sqlite3.Connection, source: SourceRecord) -> None:
    database.execute(
        "INSERT INTO sources VALUES (?,?,?,?,?,?)",
        (
            *(source.path, source.sha256, source.reading_key),
            *(source.fate, source.document_id, source.reason),
        ),
    )
