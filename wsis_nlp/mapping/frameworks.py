"""Loading a framework: the lines that passages are mapped to, from YAML."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.framework import Framework, Line, NearMiss
from wsis_nlp.domain.resources import config_path

_NEEDED = ("code", "title", "scope")
_LISTS = ("exemplars", "terms", "aliases", "facilitators", "sdgs", "targets", "expected_concepts")
_KNOWN = {*_NEEDED, *_LISTS, "parent", "attributed_to_itu", "near_misses"}


class _Located(dict[Any, Any]):
    """A mapping that remembers the line it begins on."""

    line = 0


class _Loader(yaml.SafeLoader):
    pass


def _construct(loader: yaml.SafeLoader, node: yaml.MappingNode) -> _Located:
    found = _Located(loader.construct_mapping(node, deep=True))
    found.line = node.start_mark.line + 1
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct)


def load_framework(name: str = "action_lines") -> Framework:
    """Load a framework by the name it ships under or by the path of a YAML file.

    Raises
    ------
    ConfigurationError
        If the file is not there or says something impossible; names the line.
    """
    path = Path(name)
    if path.suffix.casefold() not in (".yaml", ".yml"):
        path = config_path("frameworks", f"{name}.yaml")
    try:
        data = path.read_bytes()
        raw = yaml.load(data, Loader=_Loader)
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}). Check the path of the framework."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path}{where}: this is not YAML. Mend it there.") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("lines"), list) or not raw["lines"]:
        raise ConfigurationError(f"{path}: there are no 'lines' in it. See the one that ships.")
    lines = tuple(_line(item, path) for item in raw["lines"])
    _check(lines, raw["lines"], path)
    return Framework(
        name=str(raw.get("framework", path.stem)),
        title=str(raw.get("title", path.stem)),
        lines=lines,
        sources=tuple(map(str, raw.get("sources", ()))),
        fingerprint=hashlib.sha256(data).hexdigest(),
    )


def _line(item: Any, path: Path) -> Line:  # noqa: ANN401
    if not isinstance(item, _Located):
        raise ConfigurationError(f"{path}: a line is not a mapping of fields: {item!r}.")
    where = f"{path}, line {item.line}"
    for field in _NEEDED:
        if not str(item.get(field) or "").strip():
            raise ConfigurationError(f"{where}: the field '{field}' is missing. Add it.")
    for field in item:
        if field not in _KNOWN:
            raise ConfigurationError(f"{where}: the field '{field}' is unknown. Remove it.")
    for field in _LISTS:
        values = item.get(field) or ()
        if not isinstance(values, list | tuple) or any(not str(v).strip() for v in values):
            raise ConfigurationError(f"{where}: an entry of '{field}' is empty. Fill or delete it.")
    words = {field: tuple(item.get(field) or ()) for field in _LISTS}
    return Line(
        code=str(item["code"]),
        title=str(item["title"]),
        scope=" ".join(str(item["scope"]).split()),
        parent=item.get("parent"),
        attributed_to_itu=bool(item.get("attributed_to_itu", False)),
        near_misses=tuple(
            NearMiss(str(miss["text"]), str(miss["belongs_to"]))
            for miss in item.get("near_misses") or ()
        ),
        exemplars=tuple(map(str, words["exemplars"])),
        terms=tuple(map(str, words["terms"])),
        aliases=tuple(map(str, words["aliases"])),
        facilitators=tuple(map(str, words["facilitators"])),
        sdgs=tuple(map(int, words["sdgs"])),
        targets=tuple(map(int, words["targets"])),
        expected_concepts=tuple(map(str, words["expected_concepts"])),
    )


def _check(lines: tuple[Line, ...], raw: list[_Located], path: Path) -> None:
    parents = {line.code: line.parent for line in lines}
    if len(parents) < len(lines):
        seen: set[str] = set()
        for line, item in zip(lines, raw, strict=True):
            if line.code in seen:
                raise ConfigurationError(
                    f"{path}, line {item.line}: the code {line.code} is there twice. Rename one."
                )
            seen.add(line.code)
    for line, item in zip(lines, raw, strict=True):
        where = f"{path}, line {item.line}"
        walk, steps = line.parent, 0
        while walk is not None:
            steps += 1
            if walk not in parents:
                raise ConfigurationError(f"{where}: the parent {walk} is no line. Correct it.")
            if steps > len(lines):
                raise ConfigurationError(f"{where}: {line.code} is its own ancestor. Correct it.")
            walk = parents[walk]
        for miss in line.near_misses:
            if miss.belongs_to not in parents:
                raise ConfigurationError(
                    f"{where}: a near-miss belongs to {miss.belongs_to}, which is no line."
                )
        if not line.exemplars and line.code not in parents.values():
            raise ConfigurationError(f"{where}: {line.code} has no exemplars. Add some.")
