"""Which figures of a benchmark's own result are shown, as rows of ours beside each peer.

Some benchmarks keep everything they measured in a shape of their own; here is what RESULTS.md takes
from it. What was not measured, for want of the data, has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rows = list[dict[str, Any]]
OURS = "wsis-nlp"


def rows_of(stage: str, raw: Mapping[str, Any]) -> Rows:
    """The rows of a stage: as kept, or taken out of its own shape."""
    if "rows" in raw:
        return list(raw["rows"])
    return list(_SHAPES[stage](raw)) if stage in _SHAPES else []


def _row(
    what: str,
    data: str,
    scores: Mapping[str, float | None],
    target: float | None = None,
    unit: str = "",
    better: str = "higher",
) -> dict[str, Any]:
    peers = {name: value for name, value in scores.items() if name != OURS and value is not None}
    return {
        "what": what,
        "data": data,
        "ours": scores[OURS],
        "peers": peers,
        "target": target,
        "unit": unit,
        "better": better,
    }


def _mapping(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    targets = {
        ("Geneva items", "accuracy"): 0.75,
        ("Geneva items", "macro_f1"): 0.72,
        ("Geneva items", "top3"): 0.93,
        ("goals, development part", "accuracy"): 0.88,
    }
    for data, found in raw.items():
        if not isinstance(found, dict) or "scores" not in found:
            continue
        for metric in ("accuracy", "macro_f1", "top3", "auc"):
            if metric in found["scores"][OURS]:
                scores = {who: values.get(metric) for who, values in found["scores"].items()}
                shown = f"{data} (n = {found['scores'][OURS]['n']})"
                yield _row(metric, shown, scores, targets.get((data, metric)))
        if "ece" in found["scores"][OURS]:
            ece = {OURS: found["scores"][OURS]["ece"]}
            yield _row("calibration error, pairs of item and line", data, ece, 0.05, "", "lower")
    if "mapped of other meetings" in raw:
        share = {OURS: raw["mapped of other meetings"]}
        yield _row("mapped at all", "product and academic meetings", share, 0.05, "", "lower")
    seconds = raw["seconds for 20,000 passages"]
    yield _row("seconds", "20,000 encoded passages", {OURS: seconds}, 2.0, "s", "lower")


def _roles(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    targets = {"macro_f1": 0.80, "procedural_precision": 0.97, "procedural_recall": 0.85}
    for data in ("demonstration, test half", "real, test half"):
        if data not in raw:
            continue
        scores = raw[data]["scores"]
        for metric, target in targets.items():
            shown = {who: values.get(metric) for who, values in scores.items()}
            yield _row(metric, f"{data} (n = {raw[data]['n']})", shown, target)


def _search(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    targets = {"all": (0.36, 0.55, 0.72)}
    for where in ("within each meeting", "all meetings at once"):
        for domain, found in raw[where].items():
            for place, budget in enumerate(raw["budgets"]):
                scores = {who: values[place] for who, values in found.items()}
                aim = targets.get(domain) if where.startswith("within") else None
                data = f"QMSum val, {where}, {domain}"
                yield _row(f"recall@{budget:.0%}", data, scores, aim[place] if aim else None)
    chunks = raw.get("chunking: recall, precision, IoU")
    if chunks is None:
        return
    for place, metric in enumerate(("recall", "precision", "IoU")):
        scores = {
            OURS: chunks["wsis-nlp passages"][place],
            "fixed size": chunks["fixed size"][place],
        }
        yield _row(f"chunking, {metric}", f"{chunks['questions']} questions", scores)


def _topics(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for data, found in raw["quality"].items():
        for metric, values in found["who"][OURS].items():
            if metric in ("topics", "seconds", "seeds"):
                continue
            better = "lower" if metric == "outlier_share" else "higher"
            scores = {who: kept.get(metric) for who, kept in found["who"].items()}
            if values is not None:
                yield _row(metric, f"{data} (n = {found['n']})", scores, None, "", better)
    for count, found in raw.get("speed", {}).items():
        if isinstance(found, dict) and OURS in found:
            for metric, unit in (("seconds", "s"), ("peak GiB", "GiB")):
                scores = {who: values[metric] for who, values in found.items()}
                yield _row(metric, f"{int(count):,} passages", scores, None, unit, "lower")


def _reading(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    turns = raw["turns"].get("real", {}).get("metrics")
    for part, name in (("", "all"), ("held_apart_", "held apart")) if turns else ():
        data = f"labelled real turns, {name} (n = {turns[f'{part}turns']})"
        yield _row("turn boundaries, F1", data, {OURS: turns[f"{part}boundary_f1"]}, 0.99)
        yield _row("names, F1", data, {OURS: turns[f"{part}name_f1"]}, 0.98)
    edges = raw["edge cases"]
    if edges["valid"]:
        data = f"{edges['valid']} files that webvtt-py or pysrt reads"
        yield _row("same text and times", data, {OURS: float(edges["same"])}, float(edges["valid"]))
    if raw["sentences"]:
        kept = {name: float(value) for name, value in raw["sentences"].items() if name != "n"}
        yield _row("golden rules kept", f"{raw['sentences']['n']} rules", kept)
    if speed := {name: float(value) for name, value in raw["speed"].items()}:
        text = {OURS: speed["text, wsis-nlp"], "naive regex": speed["text, naive regex"]}
        yield _row("words a minute", "captioning text", text, 2e6)
        captions = {OURS: speed["vtt, wsis-nlp"], "webvtt-py": speed["vtt, webvtt-py"]}
        yield _row("words a minute", "WebVTT", captions)
    for name, told in raw["memory"].items():
        if "MB resident" in told and "refused" not in told:
            data = f"a file of 50 MB: {name}"
            resident = {OURS: float(told["MB resident"])}
            yield _row("resident memory", data, resident, 600.0, "MB", "lower")
    for source, systems in raw["casing"].items():
        right = {
            OURS if name == "wsis-nlp" else name: scores["right"]
            for name, scores in systems.items()
            if name != "words"
        }
        yield _row("words cased right", f"{source} put in capitals, held apart", right)
    if raw["fuzzing"]:
        runs = f"{raw['fuzzing']['runs']:,} damaged files, all readers"
        found = {OURS: float(raw["fuzzing"]["failures"])}
        yield _row("failures by fuzzing", runs, found, 0.0, "", "lower")


_SHAPES: dict[str, Callable[[Mapping[str, Any]], Iterator[dict[str, Any]]]] = {
    "mapping": _mapping,
    "roles": _roles,
    "search": _search,
    "topics": _topics,
    "reading": _reading,
}
