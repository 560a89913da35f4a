"""What filters and counts need of every passage and sentence, as columns in one file.

Records are for reading one at a time; a question touches all passages at once. So each fact that
can be asked for stands in an array, row by row in the order of the vectors. The file is made from
the workspace, named after what it was made from, and made again when that has changed.
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.records import (
    Document,
    DocumentKind,
    Judged,
    Role,
    Sentence,
    Speaker,
    SpeakerKind,
    StakeholderGroup,
    content_id,
)
from wsis_nlp.domain.resources import config_path
from wsis_nlp.drafting.quality import judge, rules
from wsis_nlp.workspace import Workspace, atomic_write

ROLES = tuple(Role)
PROCEDURAL = ROLES.index(Role.PROCEDURAL)
# Changes when the columns do.
_LAYOUT = "6"


@dataclass(frozen=True, slots=True)
class Source:
    """A document as far as a filter or a count asks for it."""

    id: str
    path: str
    kind: DocumentKind
    title: str
    event: str | None
    phase: str | None
    session: str | None
    date: str | None
    organisation: str | None
    country: str | None
    group: StakeholderGroup | None
    first_sentence: int


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A corpus of n passages and s sentences in columns.

    ``document`` and ``speaker`` (-1 for none) are places in ``sources`` and ``speakers``; ``first``
    and ``last`` are rows of sentences; ``start`` and ``end`` are offsets in the document's text.
    All ``int32`` but ``heard`` (on air) and ``steers`` (a passage that only steers the talk), both
    ``bool``; ``plays`` (``uint8``, a bit for each of :data:`ROLES` that a sentence of the passage
    has); ``role`` (``int8``, a place in :data:`ROLES`) and ``quality`` (``float32``, how well a
    sentence stands for a point, 0 where it must not). ``lines`` has the passages of each line and
    their probabilities; ``presides`` (``bool``) says which of the speakers lead a session.
    """

    sources: tuple[Source, ...]
    speakers: tuple[Speaker, ...]
    lines: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]
    document: NDArray[np.int32]
    speaker: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    heard: NDArray[np.bool_]
    steers: NDArray[np.bool_]
    plays: NDArray[np.uint8]
    sentence_start: NDArray[np.int32]
    sentence_end: NDArray[np.int32]
    role: NDArray[np.int8]
    quality: NDArray[np.float32]
    presides: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.document)


_ARRAYS = (
    *("document", "speaker", "start", "end", "first", "last", "heard", "steers", "plays"),
    *("sentence_start", "sentence_end", "role", "quality", "presides"),
)


def columns_key(workspace: Workspace) -> str:
    """What the columns depend on: what the stages of a run noted, and the rules of quotes."""
    names = ("speakers", "encoding", "mapping")
    rules = config_path("drafting", "quality.yaml").read_text("utf-8")
    return content_id("", _LAYOUT, rules, *(str(workspace.stage_key(name)) for name in names))


def make_columns(workspace: Workspace) -> Columns:
    """Gather the columns from the records of a workspace; some seconds for 20,000 passages."""
    documents, sentences = workspace.documents(), workspace.sentences()
    passages, spoken = workspace.passages(), workspace.speakers()
    lines, judged = workspace.lines(), workspace.judged()
    speakers = tuple({s.id: s for s in spoken.values()}.values())
    place_of = {speaker.id: place for place, speaker in enumerate(speakers)}
    row_of = {(s.document_id, s.index): row for row, s in enumerate(sentences)}
    sizes = Counter(s.document_id for s in sentences)
    firsts = list(accumulate((sizes[ident] for ident in documents), initial=0))[:-1]
    number = {ident: place for place, ident in enumerate(documents)}
    found: dict[str, list[tuple[int, float]]] = {}
    for row, passage in enumerate(passages):
        for score in lines[passage.id]:
            found.setdefault(score.code, []).append((row, score.probability))
    best = [judged[s.document_id, s.index].roles[:1] for s in sentences]
    role = np.array([ROLES.index(r[0].role if r else Role.INFORMATION) for r in best], np.int8)
    first = np.array([row_of[p.document_id, p.first] for p in passages], np.int32)
    last = np.array([row_of[p.document_id, p.last] for p in passages], np.int32)
    leads = rules().presiding
    plays = np.zeros(len(passages), np.uint8)
    for place in range(len(ROLES)):
        total = np.concatenate([[0], np.cumsum(role == place)])
        plays |= (total[last + 1] > total[first]).astype(np.uint8) << np.uint8(place)
    who = [spoken.get((p.document_id, p.utterance)) for p in passages]
    return Columns(
        sources=tuple(
            _source(document, first)
            for document, first in zip(documents.values(), firsts, strict=True)
        ),
        speakers=speakers,
        lines={
            code: (
                np.array([row for row, _ in scores], np.int32),
                np.array([chance for _, chance in scores], np.float32),
            )
            for code, scores in sorted(found.items())
        },
        document=np.array([number[p.document_id] for p in passages], np.int32),
        speaker=np.array([place_of[s.id] if s else -1 for s in who], np.int32),
        start=np.array([p.start for p in passages], np.int32),
        end=np.array([p.end for p in passages], np.int32),
        first=first,
        last=last,
        heard=np.array(
            [not documents[p.document_id].utterances[p.utterance].off_air for p in passages],
            np.bool_,
        ),
        steers=plays == 1 << PROCEDURAL,
        plays=plays,
        sentence_start=np.array([s.start for s in sentences], np.int32),
        sentence_end=np.array([s.end for s in sentences], np.int32),
        role=role,
        quality=_qualities(documents, sentences, judged, role),
        presides=np.array(
            [s.kind is SpeakerKind.ROLE and bool(leads.match(s.name)) for s in speakers], np.bool_
        ),
    )


def _qualities(
    documents: dict[str, Document],
    sentences: Sequence[Sentence],
    judged: dict[tuple[str, int], Judged],
    roles: NDArray[np.int8],
) -> NDArray[np.float32]:
    fitness = judge.__wrapped__  # each sentence once: nothing to remember
    out = np.zeros(len(sentences), np.float32)
    for row in np.flatnonzero(roles != PROCEDURAL).tolist():
        sentence = sentences[row]
        text = documents[sentence.document_id].shown(sentence.start, sentence.end)
        stands = judged[sentence.document_id, sentence.index].stands
        out[row] = fitness(text, stands).quality
    out[out < rules().least_quality] = 0
    return out


def save_columns(columns: Columns, folder: Path, key: str) -> None:
    """Write the columns under a name that tells their key; older ones go once they are whole."""
    codes = list(columns.lines)
    plain = {
        "sources": [asdict(source) for source in columns.sources],
        "speakers": [asdict(speaker) for speaker in columns.speakers],
        "codes": codes,
    }
    arrays: dict[str, Any] = {name: getattr(columns, name) for name in _ARRAYS}
    arrays["plain"] = np.frombuffer(json.dumps(plain, ensure_ascii=False).encode(), np.uint8)
    for at, code in enumerate(codes):
        arrays[f"line{at}"], arrays[f"chance{at}"] = columns.lines[code]
    path = folder / f"columns-{key}.npz"
    with atomic_write(path) as stream:
        np.savez(stream, **arrays)
    for other in folder.glob("columns-*.npz"):
        if other != path:
            other.unlink()


def load_columns(folder: Path, key: str) -> Columns | None:
    """The saved columns, or ``None`` if they are missing, damaged or of something else."""
    try:
        with np.load(folder / f"columns-{key}.npz", allow_pickle=False) as stored:
            arrays = dict(stored)
        plain = json.loads(arrays.pop("plain").tobytes())
        lines = {
            code: (arrays.pop(f"line{at}"), arrays.pop(f"chance{at}"))
            for at, code in enumerate(plain["codes"])
        }
        sources = tuple(_typed_source(item) for item in plain["sources"])
        speakers = tuple(_typed_speaker(item) for item in plain["speakers"])
        return Columns(sources, speakers, lines, **arrays)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def _source(document: Document, first: int) -> Source:
    return Source(
        *(document.id, document.path, document.kind, document.title, document.event),
        *(document.phase, document.session, document.date, document.organisation),
        *(document.country, document.group, first),
    )


def _typed_source(item: dict[str, Any]) -> Source:
    item["kind"] = DocumentKind(item["kind"])
    item["group"] = StakeholderGroup(item["group"]) if item["group"] else None
    return Source(**item)


def _typed_speaker(item: dict[str, Any]) -> Speaker:
    item["kind"] = SpeakerKind(item["kind"])
    item["group"] = StakeholderGroup(item["group"]) if item["group"] else None
    item["evidence"] = tuple(item["evidence"])
    return Speaker(**item)
