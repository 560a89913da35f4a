"""Floor 5: a query becomes ranked passages."""

from wsis_nlp.searching.index import VectorIndex, fuse

__all__ = ["VectorIndex", "fuse"]
