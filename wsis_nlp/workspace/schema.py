"""The database of a workspace: its tables and their version."""

from __future__ import annotations

VERSION = 3

# What brings a database of an older version to the next; its records are read as they are.
MIGRATIONS = {2: "DROP TRIGGER passages_gone; DROP TABLE passages_fts;"}

DDL = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row a file of the input folder: what became of it.
CREATE TABLE sources (
  path TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  reading_key TEXT NOT NULL,
  fate TEXT NOT NULL CHECK (fate IN ('read', 'refused', 'duplicate')),
  document_id TEXT REFERENCES documents (id),
  reason TEXT NOT NULL DEFAULT '',
  CHECK ((fate = 'refused') = (document_id IS NULL))
) WITHOUT ROWID;

CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  record TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE utterances (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  label TEXT,
  start_time REAL,
  end_time REAL,
  heading TEXT,
  off_air INTEGER NOT NULL,
  speaker_id TEXT REFERENCES speakers (id),
  PRIMARY KEY (document_id, idx)
) WITHOUT ROWID;

CREATE TABLE sentences (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  utterance INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  roles TEXT,
  stands REAL,
  PRIMARY KEY (document_id, idx)
) WITHOUT ROWID;

CREATE TABLE passages (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  utterance INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  lines TEXT,
  topic INTEGER,
  UNIQUE (document_id, idx)
);

CREATE TABLE speakers (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE topics (id INTEGER PRIMARY KEY, record TEXT NOT NULL);

-- A stage over the whole corpus is done when its key equals the key of what it would work on.
CREATE TABLE stages (name TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
"""
