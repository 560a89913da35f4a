"""Run folders: a model with all that is needed to repeat, load, compare and publish it.

``BERTopic.load`` opens the folder itself; beside BERTopic's own files lie ``settings.toml``,
``run.json`` (versions, hashes, figures, topics), ``passages.jsonl`` (the topic of each passage),
``centres.safetensors`` (what an update needs) and ``README.md``, the model card. Nothing in them
depends on the hour or the machine's folders, so that the same run writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ModelError, OutputError, UsageError
from wsis_nlp.domain.records import Topic
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.topics.configuration import TopicConfig, load_config
from wsis_nlp.topics.material import Material
from wsis_nlp.topics.model_card import model_card
from wsis_nlp.topics.outliers import SIGMA
from wsis_nlp.topics.partition import Labels, centres
from wsis_nlp.topics.space import centred, unit
from wsis_nlp.topics.training import TopicModel

# Changes when a folder of before can no longer be read.
FORMAT = 1
_LIBRARIES = ("wsis-nlp", "bertopic", "numpy", "scipy", "scikit-learn", "faiss-cpu")
_NAME = re.compile(r"[\w.-]+")
# No cosine is below it.
_NO_BAR = -1.01


@dataclass(frozen=True, slots=True)
class Frame:
    """What places a new passage: the corpus's ``middle``, unit ``centres``, and ``bars``.

    A passage is in the topic of the likeliest centre, if its likeness reaches the topic's bar.
    """

    middle: Vectors
    centres: Vectors
    bars: NDArray[np.float32]
    likeness: NDArray[np.float32]

    def place(self, vectors: Vectors) -> tuple[Labels, NDArray[np.float32]]:
        """The topic of each vector, -1 for none, and its likeness to the nearest centre."""
        alike = unit(vectors - self.middle) @ self.centres.T
        labels = alike.argmax(axis=1).astype(np.int64)
        best = alike[np.arange(len(labels)), labels]
        return np.where(best >= self.bars[labels], labels, -1).astype(np.int64), best


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run folder, read. ``passages`` has one plain row a passage; ``facts`` is ``run.json``."""

    folder: Path
    config: TopicConfig
    facts: Mapping[str, Any]
    topics: tuple[Topic, ...]
    passages: Sequence[Mapping[str, Any]]
    frame: Frame
    remarks: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.name

    @property
    def labels(self) -> Labels:
        """The topic of each passage."""
        return np.array([row["topic"] for row in self.passages], dtype=np.int64)

    @property
    def texts(self) -> list[str]:
        """The words of each passage."""
        return [str(row["text"]) for row in self.passages]

    def unstable(self, topic: Topic) -> bool:
        """Whether refits did not find this topic again."""
        return topic.stability is not None and topic.stability < self.config.consensus.stable


def run_folder(name: str, root: Path) -> Path:
    """Where the run of this name lies; raises ``UsageError`` if it is no plain name."""
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise UsageError(f"'{name}' cannot name a run. Use letters, digits, '-', '_' and '.'.")
    return root / name


def save_run(
    folder: Path,
    model: TopicModel,
    material: Material,
    config: TopicConfig,
    figures: Mapping[str, Any],
    command: str,
) -> None:
    """Write a run folder, whole or not at all; replaces one of that name.

    Raises
    ------
    OutputError
        If it cannot be written, or holds something that is not a run.
    """
    apart = config.outliers.deviations if config.outliers.strategy == "keep" else 0.0
    frame = frame_of(material.vectors, np.array(model.assignments, dtype=np.int64), apart)
    facts = {
        "format": FORMAT,
        "command": command,
        "seed": config.run.seed,
        "versions": {name: metadata.version(name) for name in _LIBRARIES},
        "data": {
            "passages": len(material),
            "sha256": material.hash,
            "encoder": material.fingerprint,
            "settings_sha256": hashlib.sha256(to_toml(config).encode()).hexdigest(),
        },
        "figures": dict(figures),
        "separation": {str(k): round(v, 4) for k, v in model.separation.items()},
        "topics": [_plain(topic) for topic in model.topics],
    }
    with whole_folder(folder) as part:
        # BERTopic warns of a model without an embedding model; ours is named in run.json.
        logging.getLogger("BERTopic").setLevel(logging.ERROR)
        model.model.save(
            str(part), serialization="safetensors", save_ctfidf=True, save_embedding_model=False
        )
        write_frame(part / "centres.safetensors", frame)
        (part / "settings.toml").write_text(to_toml(config), encoding="utf-8")
        write_json(part / "run.json", facts)
        votes = model.agreement.votes.tolist() if model.agreement else None
        write_passages(part, passage_rows(material, model.assignments, votes))
        card = model_card(folder.name, facts, model.topics, config)
        (part / "README.md").write_text(card, encoding="utf-8")


def load_run(folder: Path) -> SavedRun:
    """Read a run folder.

    Raises
    ------
    ModelError
        If there is none, or it was written by a version that this one cannot read.
    """
    try:
        facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        if facts.get("format") != FORMAT:
            raise ModelError(
                f"{folder}: written in format {facts.get('format')} by wsis-nlp "
                f"{facts.get('versions', {}).get('wsis-nlp', 'unknown')}; this one reads format "
                f"{FORMAT}. Train it anew with: {facts.get('command', 'wsis-nlp topics train')}"
            )
        config = load_config(folder / "settings.toml")
        lines = (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()
        passages = [json.loads(line) for line in lines]
        frame = _read_frame(folder / "centres.safetensors")
        topics = tuple(_topic(plain) for plain in facts["topics"])
    except FileNotFoundError as error:
        raise ModelError(
            f"{folder}: no topic model here ({Path(error.filename).name} is missing). "
            "Train one with 'wsis-nlp topics train', or name another folder."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{folder}: damaged ({type(error).__name__}: {error}). Train it anew."
        ) from error
    remarks = []
    for library, before in facts["versions"].items():
        now = metadata.version(library)
        if now != before:
            remarks.append(f"made with {library} {before}, read with {now}")
    return SavedRun(folder, config, facts, topics, passages, frame, tuple(remarks))


def to_toml(config: TopicConfig) -> str:
    """The settings as TOML that :func:`load_config` reads."""
    lines = []
    for table, values in config.as_dict().items():
        lines.append(f"[{table}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        lines.append("")
    return "\n".join(lines)


def frame_of(vectors: Vectors, labels: Labels, deviations: float) -> Frame:
    """The frame that places new passages as those with these labels were placed.

    A topic's bar is as in :func:`wsis_nlp.topics.outliers.set_apart`; 0 ``deviations`` set none.
    """
    count = int(labels.max(initial=-1)) + 1
    around = centred(vectors)
    middles = unit(centres(around, labels, count))
    own = np.einsum("ij,ij->i", around, middles[np.maximum(labels, 0)])
    bars, likeness = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
    for topic in range(count):
        inside = own[labels == topic]
        median = float(np.median(inside))
        likeness[topic] = median
        spread = SIGMA * float(np.median(np.abs(inside - median)))
        bars[topic] = median - deviations * spread if deviations else _NO_BAR
    return Frame(vectors.mean(axis=0), middles, bars, likeness)


def passage_rows(
    material: Material, labels: Sequence[int], votes: Sequence[float] | None = None
) -> list[dict[str, Any]]:
    """One plain row a passage, as ``passages.jsonl`` has them."""
    rows: list[dict[str, Any]] = []
    for i, ident in enumerate(material.ids):
        row: dict[str, Any] = {"id": ident, "topic": int(labels[i])}
        if votes is not None:
            row["votes"] = round(float(votes[i]), 4)
        row |= {name: values[i] for name, values in material.facets.items()}
        row["citation"] = material.citations[i] if material.citations else ""
        row["link"] = material.links[i] if material.links else ""
        row["text"] = material.texts[i]
        rows.append(row)
    return rows


def write_passages(folder: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write ``passages.jsonl``."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "passages.jsonl").write_text(text, encoding="utf-8")


def write_json(path: Path, value: object) -> None:
    """Write indented JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_frame(path: Path, frame: Frame) -> None:
    """Write ``centres.safetensors``."""
    from safetensors.numpy import save_file

    arrays = {
        name: np.ascontiguousarray(getattr(frame, name), dtype=np.float32)
        for name in ("middle", "centres", "bars", "likeness")
    }
    save_file(arrays, str(path))


def _read_frame(path: Path) -> Frame:
    from safetensors.numpy import load_file

    return Frame(**load_file(str(path)))


class whole_folder:  # noqa: N801 - used as a context manager, like a function
    """A folder written beside its place and moved there when it is whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Path:
        folder = self._folder
        if folder.exists() and not (folder / "run.json").is_file() and any(folder.iterdir()):
            raise OutputError(
                f"{folder}: holds something that is not a topic model. Name another folder."
            )
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            self._part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        except OSError as error:
            raise OutputError(
                f"{folder}: cannot be written ({error.strerror}). Name another folder."
            ) from error
        return self._part

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is None:
            self._part.chmod(0o755)
            if self._folder.exists():
                shutil.rmtree(self._folder)
            self._part.rename(self._folder)
        else:
            shutil.rmtree(self._part, ignore_errors=True)


def _plain(topic: Topic) -> dict[str, object]:
    return {
        "id": topic.id,
        "label": topic.label,
        "size": topic.size,
        "stability": topic.stability,
        "terms": [list(term) for term in topic.terms],
        "representatives": list(topic.representatives),
    }


def _topic(plain: Mapping[str, Any]) -> Topic:
    return Topic(
        plain["id"],
        plain["label"],
        tuple((term, weight) for term, weight in plain["terms"]),
        plain["size"],
        tuple(plain["representatives"]),
        plain["stability"],
    )
