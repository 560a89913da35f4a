"""Floor 4: everything on disk, incremental and crash-safe."""

from wsis_nlp.workspace.files import atomic_write, write_output
from wsis_nlp.workspace.store import SourceRecord, Workspace
from wsis_nlp.workspace.vectors import Remembering, VectorStore

__all__ = [
    "Remembering",
    "SourceRecord",
    "VectorStore",
    "Workspace",
    "atomic_write",
    "write_output",
]
