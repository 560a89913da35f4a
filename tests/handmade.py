"""Small records made by hand: an encoder without a model, documents, statements."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np

from wsis_nlp.domain.framework import Framework, Line, NearMiss
from wsis_nlp.domain.records import (
    Document,
    DocumentKind,
    Judged,
    LineScore,
    Role,
    RoleScore,
    Sentence,
    Speaker,
    SpeakerKind,
    StakeholderGroup,
    Statement,
    Utterance,
)


def unit(rows) -> np.ndarray:
    """The rows at length one, ``float32``."""
    rows = np.asarray(rows, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


class BagEncoder:
    """Texts that share words get vectors that are near; ``calls`` are the texts it was given."""

    name = "bag"
    fingerprint = "bag-of-words"
    dimension = 64

    def __init__(self) -> None:
        self.calls: list[str] = []

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> np.ndarray:
        self.calls += texts
        out = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"[a-z]{4,}", text.casefold()):
                seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big")
                out[row] += np.random.default_rng(seed).normal(size=self.dimension)
        if progress:
            progress(len(texts))
        return unit(out)

    def read_questions(self, texts: Sequence[str]) -> tuple[np.ndarray, None]:
        return self.encode(texts), None

    def release(self) -> None:
        """Nothing to give back."""


FRAMEWORK = Framework(
    name="small",
    title="A small framework",
    lines=(
        Line("L1", "Wires", "Cables, masts and fibre in the ground.", (), ()),
        Line(
            "L1a",
            "Cables under the sea",
            "Submarine cables between islands and continents.",
            (
                "The submarine cable reached the island and prices fell.",
                "A second cable under the ocean protects against cuts.",
            ),
            ("submarine cable", "landing station"),
            parent="L1",
            attributed_to_itu=True,
        ),
        Line(
            "L2",
            "Schools",
            "Teachers and pupils who learn with computers.",
            (
                "Teachers learned how to use computers in the classroom.",
                "Every pupil received lessons in programming.",
            ),
            ("teacher", "school", "digital skills"),
            near_misses=(
                NearMiss("The cable ship carried pupils to the landing station.", "L1a"),
                NearMiss("Teachers strike about their wages.", "elsewhere"),
            ),
        ),
    ),
    sources=("written by hand",),
    fingerprint="f" * 64,
)


def person(name: str, organisation: str | None = None, group: StakeholderGroup | None = None):
    return Speaker(f"sp-{name}", name, SpeakerKind.PERSON, organisation, None, "Europe", group)


class Corpus:
    """Collects turns of one sentence each into one document."""

    def __init__(self, ident: str = "doc1", **fields: object) -> None:
        self.ident, self.fields = ident, fields
        self.text = ""
        self.utterances: list[Utterance] = []
        self.statements: list[Statement] = []

    def say(
        self,
        text: str,
        row: int,
        speaker: Speaker | None,
        role: Role = Role.ACHIEVEMENT,
        line: str | None = "L2",
        chance: float = 0.9,
        stands: float = 1.0,
    ) -> Statement:
        start = len(self.text)
        self.text += text + "\n"
        index = len(self.utterances)
        ident = f"{self.ident}-{index}"
        label = speaker.name if speaker else None
        end = start + len(text)
        self.utterances.append(Utterance(f"u{ident}", self.ident, index, start, end, label))
        statement = Statement(
            Sentence(self.ident, index, index, start, end),
            text,
            row,
            f"p{ident}",
            speaker,
            (LineScore(line, 0.8),) if line else (),
            Judged((RoleScore(role, chance),), stands),
        )
        self.statements.append(statement)
        return statement

    @property
    def document(self) -> Document:
        return Document(
            self.ident,
            f"{self.ident}.txt",
            "a" * 64,
            DocumentKind.TRANSCRIPT,
            "The session",
            self.text,
            tuple(self.utterances),
            **self.fields,
        )
