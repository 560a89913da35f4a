"""The database of a workspace folder: opening it, its lock, transactions, and what stages note.

Every change is one transaction, so a run killed at any point leaves a workspace that the next
run completes, and someone reading it meanwhile sees either the old state or the new one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from wsis_nlp.domain.errors import WorkspaceError
from wsis_nlp.workspace.schema import DDL, MIGRATIONS, VERSION

_DATABASE = "workspace.sqlite"


class Database:
    """The database of a workspace folder, open. Use as a context manager."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, lock: FileLock | None) -> None:
        self.folder = folder
        self._connection = connection
        self._lock = lock

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the workspace in ``folder`` for reading, or with ``create`` for work.

        Reading takes no lock, waits for no run and writes nothing.

        Raises
        ------
        WorkspaceError
            If there is none, if it is damaged or of a newer version, or if another run is
            working in it.
        """
        database = folder / _DATABASE
        if not create and not database.is_file():
            raise WorkspaceError(
                f"{folder}: no workspace here. Run 'wsis-nlp run FOLDER --out OUT' first, "
                "or name another one with --workspace."
            )
        lock = cls._acquire(folder) if create else None
        try:
            connection = _writer(database) if create else _reader(database)
            try:
                _prepare(connection, folder, create=create)
            except BaseException:
                connection.close()
                raise
        except sqlite3.DatabaseError as error:
            if lock:
                lock.release()
            raise WorkspaceError(
                f"{database}: cannot be used as a workspace ({error}). "
                "Move it away and run again; it is rebuilt from the sources."
            ) from error
        except WorkspaceError:
            if lock:
                lock.release()
            raise
        return cls(folder, connection, lock)

    @classmethod
    def reopen(cls, folder: Path) -> Self:
        """Open the workspace of an earlier run for work, where :meth:`open` would make a new one.

        Raises
        ------
        WorkspaceError
            As :meth:`open` does.
        """
        cls.open(folder).close()
        return cls.open(folder, create=True)

    @staticmethod
    def _acquire(folder: Path) -> FileLock:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / ".lock")
            lock.acquire(timeout=0)
        except Timeout as error:
            raise WorkspaceError(
                f"{folder}: another run is working in this workspace. "
                "Wait for it, or give this run its own --workspace."
            ) from error
        except OSError as error:
            raise WorkspaceError(
                f"{folder}: cannot be written ({error.strerror}). Choose another --workspace."
            ) from error
        return lock

    def close(self) -> None:
        """Close the database and let other runs in."""
        self._connection.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: whatever is done inside is committed together."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def stage_key(self, name: str) -> str | None:
        """The key under which stage ``name`` was last completed."""
        row = self._connection.execute("SELECT key FROM stages WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the database, one line each; nothing if it is whole."""
        found = [row[0] for row in self._connection.execute("PRAGMA integrity_check(5)")]
        broken = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        found += [f"a row of {table} points to nothing" for table, *_ in broken[:5]]
        return [line for line in found if line != "ok"]

    def remember(self, name: str, value: str) -> None:
        """Keep a short text under a name."""
        with self.transaction() as database:
            database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def recall(self, name: str, default: str) -> str:
        """The text kept under a name, or ``default``."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def complete(self, name: str, key: str) -> None:
        """Note that stage ``name`` is done for ``key``."""
        with self.transaction() as database:
            complete(database, name, key)


def _writer(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _reader(database: Path) -> sqlite3.Connection:
    place = f"{database.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(place, isolation_level=None, uri=True)
    try:
        connection.execute("PRAGMA user_version")
    except sqlite3.OperationalError:
        # On a medium that nobody can write to, SQLite cannot make the files that readers share;
        # nor can anyone change the database meanwhile.
        connection.close()
        connection = sqlite3.connect(f"{place}&immutable=1", isolation_level=None, uri=True)
    return connection


def _prepare(connection: sqlite3.Connection, folder: Path, *, create: bool) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0 and not create:
        raise WorkspaceError(
            f"{folder}: this workspace is empty: the run that began it was stopped at once. "
            "Run 'wsis-nlp run FOLDER' again."
        )
    if version == 0:
        # One transaction with its version, so that a kill leaves either nothing or all of it.
        connection.executescript(f"BEGIN; {DDL} PRAGMA user_version = {VERSION}; COMMIT;")
    elif version in MIGRATIONS:
        if create:
            steps = " ".join(MIGRATIONS[step] for step in range(version, VERSION))
            connection.executescript(f"BEGIN; {steps} PRAGMA user_version = {VERSION}; COMMIT;")
    elif version != VERSION:
        raise WorkspaceError(
            f"{folder}: this workspace has schema version {version}, this wsis-nlp knows "
            f"{VERSION}. Use the wsis-nlp that made it, or name a new --workspace."
        )


def complete(database: sqlite3.Connection, name: str, key: str) -> None:
    """Note, inside a transaction, that stage ``name`` is done for ``key``."""
    database.execute("INSERT OR REPLACE INTO stages VALUES (?, ?)", (name, key))
