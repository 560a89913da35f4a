"""What a topic model is trained on: passages with their vectors, and what is known about them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.encoding.protocol import Encoder, Vectors
from wsis_nlp.topics.configuration import Slice

# Fewer passages than this cannot bear a topic model; the framework alone orders the draft.
FEWEST_PASSAGES = 60


@dataclass(frozen=True, slots=True)
class Material:
    """Passages in a fixed order.

    Parameters
    ----------
    ids
        One a passage, different from each other.
    texts
        Their words.
    vectors
        ``float32[n, d]``, row i for ``texts[i]``.
    facets
        By name (``line``, ``phase``, ``group``, ``region``, ``year``, ``session``, ...) what each
        passage is in that respect; empty where that is not known.
    citations
        Where each passage stands, in words a reader can follow.
    links
        Where its source can be opened, relative or absolute; empty if nowhere.
    names
        Names of speakers.
    fingerprint
        Of the encoder that made the vectors.
    anchors
        The vector and the words of each line of the framework, for guided models.
    encoder
        For representations that encode words.
    """

    ids: Sequence[str]
    texts: Sequence[str]
    vectors: Vectors
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    citations: Sequence[str] = ()
    links: Sequence[str] = ()
    names: Sequence[str] = ()
    fingerprint: str = ""
    anchors: Mapping[str, tuple[Vectors, tuple[str, ...]]] = field(default_factory=dict)
    encoder: Encoder | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def hash(self) -> str:
        """A SHA-256 of the passages and their vectors, in their order."""
        digest = hashlib.sha256()
        for ident, text in zip(self.ids, self.texts, strict=True):
            digest.update(f"{ident}\0{text}\0".encode())
        digest.update(np.ascontiguousarray(self.vectors).tobytes())
        return digest.hexdigest()

    def rows(self, chosen: Sequence[int]) -> Material:
        """The passages at these rows."""
        pick: Callable[[Sequence[str]], list[str]] = lambda values: [values[i] for i in chosen]  # noqa: E731
        return replace(
            self,
            ids=pick(self.ids),
            texts=pick(self.texts),
            vectors=self.vectors[list(chosen)],
            facets={name: pick(values) for name, values in self.facets.items()},
            citations=pick(self.citations) if self.citations else (),
            links=pick(self.links) if self.links else (),
        )

    def sliced(self, wanted: Slice) -> Material:
        """The passages that a slice of the settings names.

        Raises
        ------
        UsageError
            If no passage is in it.
        """
        keep = set(range(len(self)))
        named = []
        for facet in ("line", "phase", "group", "year"):
            value = getattr(wanted, facet)
            if not value:
                continue
            named.append(f"{facet} {value}")
            known = self.facets.get(facet, ("",) * len(self))
            keep &= {i for i, each in enumerate(known) if _within(each, str(value))}
        if named and not keep:
            there = {
                facet: sorted(set(filter(None, self.facets.get(facet, ()))))
                for facet in ("line", "phase", "group", "year")
                if getattr(wanted, facet)
            }
            known = "; ".join(f"{k}: {', '.join(v) or 'none known'}" for k, v in there.items())
            raise UsageError(f"no passage has {' and '.join(named)}. The workspace has {known}.")
        return self.rows(sorted(keep)) if named else self

    def too_little(self) -> str:
        """Why this cannot bear a topic model, in a sentence; empty if it can."""
        count, different = len(self), len(set(self.texts))
        way = f"(from {FEWEST_PASSAGES} on); the lines of the framework alone order the draft"
        if count < FEWEST_PASSAGES:
            return f"{count} passages are too few for topics {way}"
        if different < FEWEST_PASSAGES:
            return f"only {different} of {count} passages differ: too few for topics {way}"
        return ""


def _within(value: str, wanted: str) -> bool:
    """Whether a value is the one wanted, or an application within the wanted line."""
    return value == wanted or value.startswith(f"{wanted}.")
