"""The settings of a topic model: ``configs/topics/default.toml``, or a file like it.

Every key and value is checked when the file is loaded; what is wrong is named, with the nearest
key that exists or the values that are possible.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import StakeholderGroup
from wsis_nlp.domain.resources import config_path

REPRESENTATIONS = ("coherent", "c-tf-idf", "mmr", "keybert", "pos")
STRATEGIES = ("embeddings", "c-tf-idf", "distributions")


@dataclass(frozen=True, slots=True)
class Slice:
    """Which passages are trained on; empty means all."""

    line: str = ""
    phase: str = ""
    group: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Space:
    """Where likeness is measured."""

    method: str = "diffusion"
    dimensions: int = 150
    neighbours: int = 15
    steps: int = 3


@dataclass(frozen=True, slots=True)
class Clusters:
    """How passages are grouped; 0 is found from the corpus."""

    method: str = "ward"
    topics: int = 0
    smallest: int = 0


@dataclass(frozen=True, slots=True)
class Outliers:
    """What stands apart and what becomes of it."""

    deviations: float = 2.0
    strategy: str = "keep"


@dataclass(frozen=True, slots=True)
class Terms:
    """What names a topic."""

    count: int = 10
    phrases: bool = True
    fewest: int = 0
    representation: str = "coherent"
    aspects: tuple[str, ...] = ()
    speakers: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """How far the framework draws the topics."""

    mode: str = "none"
    weight: float = 0.25


@dataclass(frozen=True, slots=True)
class Consensus:
    """How often and on how much the model is refitted, and what counts as agreement."""

    runs: int = 200
    share: float = 0.8
    agreement: float = 0.3
    stable: float = 0.6


@dataclass(frozen=True, slots=True)
class Run:
    """The seed of everything that is drawn by chance."""

    seed: int = 20051118


@dataclass(frozen=True, slots=True)
class TopicConfig:
    """All the settings; what each means is said in the file that ships."""

    slice: Slice = field(default_factory=Slice)
    space: Space = field(default_factory=Space)
    clusters: Clusters = field(default_factory=Clusters)
    outliers: Outliers = field(default_factory=Outliers)
    terms: Terms = field(default_factory=Terms)
    guide: Guide = field(default_factory=Guide)
    consensus: Consensus = field(default_factory=Consensus)
    run: Run = field(default_factory=Run)

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """The settings as tables of plain values."""
        return asdict(self)

    def changed(self, **values: object) -> TopicConfig:
        """The same with ``table__key=value`` changed; checked like a file.

        Raises
        ------
        ConfigurationError
            If there is no such key or the value is impossible.
        """
        tables = self.as_dict()
        for name, value in values.items():
            table, _, key = name.partition("__")
            tables.setdefault(table, {})[key] = value
        return from_tables(tables, "the settings")


# What a value must be: a set of words, or the least and greatest number.
_ONE_OF: dict[str, tuple[str, ...]] = {
    "slice.phase": ("", "consultation", "forum"),
    "slice.group": ("", *(group.value for group in StakeholderGroup)),
    "space.method": ("diffusion", "umap", "pca"),
    "clusters.method": ("ward", "hdbscan"),
    "outliers.strategy": ("keep", *STRATEGIES),
    "terms.representation": REPRESENTATIONS,
    "guide.mode": ("none", "seeded", "semi-supervised"),
}
_BETWEEN: dict[str, tuple[float, float]] = {
    "slice.year": (0, 9999),
    "space.dimensions": (2, 4096),
    "space.neighbours": (2, 1000),
    "space.steps": (0, 1000),
    "clusters.topics": (0, 100_000),
    "clusters.smallest": (0, 1_000_000),
    "outliers.deviations": (0, 100),
    "terms.count": (3, 50),
    "terms.fewest": (0, 1_000_000),
    "guide.weight": (0, 1),
    "consensus.runs": (2, 1000),
    "consensus.share": (0.3, 0.99),
    "consensus.agreement": (0, 1),
    "consensus.stable": (0, 1),
    "run.seed": (0, 2**32 - 1),
}


def load_config(path: Path | None = None) -> TopicConfig:
    """The settings in ``path``, or those that ship.

    Raises
    ------
    ConfigurationError
        If the file cannot be read, has a key that does not exist, or an impossible value.
    """
    path = path or config_path("topics", "default.toml")
    return from_tables(read_tables(path), str(path))


def read_tables(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises ``ConfigurationError`` if it cannot be read as one."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}). Check the path."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: this is not TOML ({error}). Mend it there.") from error


def from_tables(tables: Mapping[str, Any], source: str) -> TopicConfig:
    """The settings that ``tables`` give, the rest as they ship; ``source`` names them in errors.

    Raises
    ------
    ConfigurationError
        If a key does not exist or a value is impossible.
    """
    known = {part.name: getattr(_DEFAULT, part.name) for part in fields(TopicConfig)}
    parts: dict[str, Any] = {}
    for name, given in tables.items():
        if name not in known:
            raise ConfigurationError(f"{source}: there is no [{name}]. {_nearest(name, known)}")
        if not isinstance(given, Mapping):
            raise ConfigurationError(f"{source}: [{name}] must be a table of keys and values.")
        keys = {part.name for part in fields(known[name])}
        values = {}
        for key, value in given.items():
            if key not in keys:
                raise ConfigurationError(
                    f"{source}: there is no '{key}' in [{name}]. {_nearest(key, keys)}"
                )
            values[key] = _checked(source, f"{name}.{key}", value, getattr(known[name], key))
        parts[name] = replace(known[name], **values)
    return TopicConfig(**parts)


def _checked(source: str, name: str, value: object, default: object) -> object:
    if name == "terms.aspects":
        given = tuple(value) if isinstance(value, list | tuple) else (value,)
        for aspect in given:
            _word(source, name, aspect, REPRESENTATIONS)
        return given
    if name in _ONE_OF:
        return _word(source, name, value, _ONE_OF[name])
    if isinstance(default, bool) or isinstance(value, bool):
        if not (isinstance(default, bool) and isinstance(value, bool)):
            kind = "true or false" if isinstance(default, bool) else "a number"
            raise ConfigurationError(f"{source}: {name} = {value!r} must be {kind}.")
        return value
    if isinstance(default, str):
        return _text(source, name, value)
    return _number(source, name, value, whole=isinstance(default, int))


def _text(source: str, name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ConfigurationError(f"{source}: {name} = {value!r} must be a text in quotes.")
    return value


def _word(source: str, name: str, value: object, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        shown = ", ".join(repr(word) for word in allowed)
        raise ConfigurationError(f"{source}: {name} = {value!r} must be one of {shown}.")
    return value


def _number(source: str, name: str, value: object, *, whole: bool) -> int | float:
    least, most = _BETWEEN[name]
    kind = "a whole number" if whole else "a number"
    right = isinstance(value, int) or (isinstance(value, float) and not whole)
    if not right or not least <= value <= most:  # type: ignore[operator]
        raise ConfigurationError(
            f"{source}: {name} = {value!r} must be {kind} from {least:g} to {most:g}."
        )
    return value if whole else float(value)  # type: ignore[return-value,arg-type]


def _nearest(name: str, known: Mapping[str, Any] | set[str]) -> str:
    close = get_close_matches(name, list(known), n=1, cutoff=0.4)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"There are: {', '.join(sorted(known))}."


_DEFAULT = TopicConfig()
