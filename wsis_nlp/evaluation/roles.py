"""How well sentences get their roles, on a labelled file, beside the simplest baseline.

The likeliest role of a sentence is held against its labels: it is right if it is one of them. Per
role: precision (of those given it, how many have it), recall (of those that have it, how many were
given it) and F1; macro-F1 is the mean F1 of the roles that the file has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.records import Role
from wsis_nlp.evaluation.files import json_lines
from wsis_nlp.evaluation.result import Evaluation
from wsis_nlp.mapping import RoleTagger

Metrics = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class RoleItem:
    """A labelled sentence, with its neighbours in the same turn where they are known."""

    text: str
    roles: frozenset[Role]
    before: str | None = None
    after: str | None = None


def read_items(path: Path) -> list[RoleItem]:
    """The items of a file; raises ``UsageError`` with the line of what is wrong."""
    items: list[RoleItem] = []
    for number, raw in enumerate(json_lines(path, ("text",)), start=1):
        try:
            roles = frozenset(Role(name) for name in _listed(raw.get("roles", raw.get("role"))))
            items.append(RoleItem(str(raw["text"]), roles, *_neighbours(raw)))
        except (ValueError, TypeError) as error:
            known = ", ".join(Role)
            raise UsageError(
                f"{path}, item {number}: 'role' or 'roles' must name one of {known}."
            ) from error
        if not roles:
            raise UsageError(
                f"{path}, item {number}: it has no 'role'; give it one or leave it out."
            )
    return items


def evaluate_roles(path: Path) -> Evaluation:
    """Score the roles given to the sentences of a labelled file.

    Raises
    ------
    UsageError
        If the file is no labelled file.
    """
    items = read_items(path)
    chances = predict(items)
    first = [max(row, key=lambda role: row[role]) for row in chances]
    common = Counter(role for item in items for role in item.roles).most_common(1)[0][0]
    return Evaluation(
        "roles",
        role_metrics(items, first),
        tuple(
            {
                "text": item.text,
                "labels": sorted(item.roles),
                "role": role.value,
                "probabilities": {r.value: round(p, 4) for r, p in row.items()},
            }
            for item, role, row in zip(items, first, chances, strict=True)
        ),
        {f"always {common.value}": role_metrics(items, [common] * len(items))},
    )


def predict(items: Sequence[RoleItem]) -> list[dict[Role, float]]:
    """The probability of every role for each item, read with the neighbours it names."""
    texts: list[str] = []
    turns: list[int] = []
    places: list[int] = []
    for number, item in enumerate(items):
        window = [text for text in (item.before, item.text, item.after) if text is not None]
        places.append(len(texts) + (item.before is not None))
        texts += window
        turns += [number] * len(window)
    tagger = RoleTagger()
    chances, _ = tagger.probabilities(tagger.logits(texts, turns, turns))
    return [dict(zip(tagger.roles, chances[place].tolist(), strict=True)) for place in places]


def role_metrics(items: Sequence[RoleItem], given: Sequence[Role]) -> Metrics:
    """The metrics of one role given to each item."""
    metrics: Metrics = {}
    scores: list[float] = []
    for role in Role:
        have = sum(role in item.roles for item in items)
        said = sum(one is role for one in given)
        both = sum(
            one is role and role in item.roles for item, one in zip(items, given, strict=True)
        )
        precision = both / said if said else None
        recall = both / have if have else None
        f1 = 2 * both / (have + said) if have else None
        metrics |= {
            f"{role.value}_precision": precision,
            f"{role.value}_recall": recall,
            f"{role.value}_f1": f1,
            f"{role.value}_n": have,
        }
        if f1 is not None:
            scores.append(f1)
    return {"macro_f1": sum(scores) / len(scores), "n": len(items)} | metrics


def _neighbours(raw: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """What stands before and after; an empty text is no neighbour."""
    before, after = (str(raw[name]) if raw.get(name) else None for name in ("before", "after"))
    return before, after


def _listed(named: object) -> list[str]:
    if isinstance(named, list):
        return [str(name) for name in named]
    return [] if named is None else [str(named)]
