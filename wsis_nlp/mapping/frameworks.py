"""Loading a framework: the lines that passages are mapped to, from YAML.

Whatever is wrong with a file is said with the number of the line it stands on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from pathlib import Path
from typing import Any, NoReturn

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.framework import Framework, Line, NearMiss
from wsis_nlp.domain.resources import config_path

_SUFFIXES = (".yaml", ".yml")
_NEEDED = ("code", "title", "scope")
_STATEMENTS = (
    *("exemplars", "provisions", "terms"),
    *("aliases", "facilitators", "expected_concepts"),
)
_NUMBERS = ("sdgs", "targets")
_KNOWN = {*_NEEDED, *_STATEMENTS, *_NUMBERS, "parent", "attributed_to_itu", "near_misses"}
_TOP = {"framework", "title", "sources", "lines", "outside"}


class _Mapping(dict[Any, Any]):
    """A mapping that remembers the line it begins on and the line of each of its keys."""

    line = 0
    lines: dict[Any, int]


class _List(list[Any]):
    """A list that remembers the line of each of its entries."""

    lines: list[int]


# libyaml reads a framework in 15 ms instead of 200, where it is there.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):  # type: ignore[misc]
    pass


def _construct_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> _Mapping:
    found, lines = _Mapping(), {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable) or key in found:
            said = f"the key '{key}' is there twice in one place"
            raise yaml.constructor.ConstructorError(None, None, said, key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
        lines[key] = key_node.start_mark.line + 1
    found.line, found.lines = node.start_mark.line + 1, lines
    return found


def _construct_list(loader: yaml.SafeLoader, node: yaml.SequenceNode) -> _List:
    found = _List(loader.construct_object(item, deep=True) for item in node.value)
    found.lines = [item.start_mark.line + 1 for item in node.value]
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_SEQUENCE_TAG, _construct_list)


def framework_names() -> tuple[str, ...]:
    """The names of the frameworks that ship."""
    return tuple(sorted(path.stem for path in config_path("frameworks").glob("*.yaml")))


def load_framework(name: str = "action_lines") -> Framework:
    """Load a framework by the name it ships under or by the path of a YAML file.

    Raises
    ------
    ConfigurationError
        If the file is not there or says something impossible; names the line.
    """
    path = Path(name)
    if path.suffix.casefold() not in _SUFFIXES:
        if name not in framework_names():
            raise ConfigurationError(
                f"{name}: no framework of this name, not found among those that ship "
                f"({', '.join(framework_names())}). Name one of them or a .yaml file."
            )
        path = config_path("frameworks", f"{name}.yaml")
    raw, data = _read(path)
    if not isinstance(raw, _Mapping) or not isinstance(raw.get("lines"), _List) or not raw["lines"]:
        raise ConfigurationError(f"{path}: there are no 'lines' in it. See the one that ships.")
    for field in raw:
        if field not in _TOP:
            _refuse(path, raw.lines[field], f"the field '{field}' is unknown. Remove it.")
    items: _List = raw["lines"]
    for item, at in zip(items, items.lines, strict=True):
        if not isinstance(item, _Mapping):
            _refuse(path, at, f"a line is not a mapping of fields: {item!r}.")
    lines = tuple(_line(item, path) for item in items)
    _check(lines, items, path)
    return Framework(
        name=str(raw.get("framework", path.stem)),
        title=str(raw.get("title", path.stem)),
        lines=lines,
        sources=_statements(raw, "sources", path),
        fingerprint=hashlib.sha256(data).hexdigest(),
        outside=_statements(raw, "outside", path),
    )


def _read(path: Path) -> tuple[object, bytes]:
    try:
        data = path.read_bytes()
        return yaml.load(data, Loader=_Loader), data
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}). Check the path of the framework."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        fact = "this is not YAML"
        if isinstance(error, yaml.constructor.ConstructorError) and error.problem:
            fact = error.problem
        raise ConfigurationError(f"{path}{where}: {fact}. Mend it there.") from error


def _line(item: _Mapping, path: Path) -> Line:
    for field in _NEEDED:
        value = item.get(field)
        if value is None or isinstance(value, dict | list) or not str(value).strip():
            _refuse(path, item.line, f"the field '{field}' is missing. Add it.")
    for field in item:
        if field not in _KNOWN:
            _refuse(path, item.lines[field], f"the field '{field}' is unknown. Remove it.")
    parent = item.get("parent")
    said = {field: _statements(item, field, path) for field in _STATEMENTS}
    twice = {text for text in said["exemplars"] if said["exemplars"].count(text) > 1}
    if twice:
        text = min(twice)
        at = item["exemplars"].lines[said["exemplars"].index(text)]
        _refuse(path, at, f"the exemplar '{text[:60]}' is there twice. Delete one.")
    return Line(
        code=str(item["code"]),
        title=str(item["title"]),
        scope=" ".join(str(item["scope"]).split()),
        parent=None if parent is None else str(parent),
        attributed_to_itu=bool(item.get("attributed_to_itu", False)),
        near_misses=tuple(_near_misses(item, path)),
        exemplars=said["exemplars"],
        provisions=said["provisions"],
        terms=said["terms"],
        aliases=said["aliases"],
        facilitators=said["facilitators"],
        expected_concepts=said["expected_concepts"],
        sdgs=_numbers(item, "sdgs", path),
        targets=_numbers(item, "targets", path),
    )


def _entries(item: _Mapping, field: str, path: Path) -> list[tuple[Any, int]]:
    values = item.get(field)
    if values is None:
        return []
    if not isinstance(values, _List):
        _refuse(path, item.lines[field], f"'{field}' must be a list. Write it as one.")
    return list(zip(values, values.lines, strict=True))


def _statements(item: _Mapping, field: str, path: Path) -> tuple[str, ...]:
    found = []
    for value, at in _entries(item, field, path):
        if value is None or isinstance(value, dict | list) or not str(value).strip():
            fact = f"an entry of '{field}' is empty or no text. Fill, quote or delete it."
            _refuse(path, at, fact)
        found.append(str(value))
    return tuple(found)


def _numbers(item: _Mapping, field: str, path: Path) -> tuple[int, ...]:
    for value, at in _entries(item, field, path):
        if not isinstance(value, int):
            _refuse(path, at, f"an entry of '{field}' is no whole number. Correct it.")
    return tuple(value for value, _ in _entries(item, field, path))


def _near_misses(item: _Mapping, path: Path) -> list[NearMiss]:
    found = []
    for miss, at in _entries(item, "near_misses", path):
        fields = set(miss) if isinstance(miss, _Mapping) else set()
        if fields != {"text", "belongs_to"} or not str(miss["text"] or "").strip():
            _refuse(path, at, "a near-miss needs a 'text' and a 'belongs_to', no more.")
        found.append(NearMiss(str(miss["text"]), str(miss["belongs_to"])))
    return found


def _check(lines: tuple[Line, ...], items: _List, path: Path) -> None:
    """Check what lines say of each other: codes, parents, near-misses."""
    parents: dict[str, str | None] = {}
    for line, item in zip(lines, items, strict=True):
        if line.code in parents:
            _refuse(path, item.line, f"the code {line.code} is there twice. Rename one.")
        parents[line.code] = line.parent
    for line, item in zip(lines, items, strict=True):
        at = item.lines.get("parent", item.line)
        walk, steps = line.parent, 0
        while walk is not None:
            steps += 1
            if walk not in parents:
                _refuse(path, at, f"the parent {walk} is no line. Correct it.")
            if steps > len(lines):
                _refuse(path, at, f"{line.code} is its own ancestor. Correct it.")
            walk = parents[walk]
        for miss, where in _entries(item, "near_misses", path):
            if str(miss["belongs_to"]) not in parents:
                _refuse(path, where, f"a near-miss belongs to {miss['belongs_to']}, no line here.")
        if not line.statements and line.code not in parents.values():
            _refuse(path, item.line, f"{line.code} has no exemplars. Add some.")


def _refuse(path: Path, line: int, fact: str) -> NoReturn:
    raise ConfigurationError(f"{path}, line {line}: {fact}")
