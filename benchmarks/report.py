"""How a benchmark keeps what it measured, and how RESULTS.md is made of it.

Each benchmark measures ours and its peers in one run and calls :func:`save`. ``python
benchmarks/report.py`` writes ``RESULTS.md`` from all that lies in ``results/``.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib import metadata
from pathlib import Path

from shapes import rows_of

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
ROOT = HERE.parent
DEMO = ROOT / "corpora" / "demo"
KEY = ROOT / "corpora" / "demo-answer-key" / "answer-key.jsonl"
_PACKAGES = (
    *("wsis-nlp", "torch", "sentence-transformers", "openvino", "onnxruntime", "bertopic"),
    *("faiss-cpu", "numpy", "scikit-learn", "bm25s", "rank-bm25", "sumy", "top2vec", "webvtt-py"),
    *("pysrt", "pysbd", "spacy", "sacremoses", "truecase", "umap-learn", "hdbscan", "gensim"),
    *("fastopic", "topmost"),
)
TITLES = {
    "reading": "Reading",
    "encoding": "Encoding",
    "search": "Search",
    "ask": "Answering",
    "mapping": "Mapping",
    "roles": "Roles",
    "topics": "Topics",
    "drafting": "Drafting",
    "end_to_end": "End to end",
    "scaling": "Cost as work grows",
}

# What the README shows: stage, figure, data.
HEADLINES: tuple[tuple[str, str, str], ...] = (
    ("reading", "turn boundaries, F1", "labelled real turns, held apart (n = 269)"),
    ("encoding", "passages a second, by the clock", "128 passages of the demonstration corpus"),
    ("search", "recall@5%", "QMSum val, within each meeting, all"),
    ("search", "recall@10%", "QMSum val, within each meeting, all"),
    ("search", "recall@20%", "QMSum val, within each meeting, all"),
    ("mapping", "accuracy", "Geneva items (n = 135)"),
    ("mapping", "accuracy", "goals, development part (n = 375)"),
    ("roles", "macro_f1", "real, test half (n = 485)"),
    ("topics", "seconds", "20,000 passages"),
    ("drafting", "rouge1 F1, from the marked turns", "QMSum val, 237 specific queries"),
    ("drafting", "rouge2 F1, from the marked turns", "QMSum val, 237 specific queries"),
)
# How to read the figures: what was looked at while the work went on.
CAVEATS = json.loads((HERE / "caveats.json").read_text())
MARKS = ("<!-- figures -->", "<!-- end of figures -->")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, on which data, ours, and each peer's on the same data.

    ``target`` is what we set out to reach; ``better`` says which way is better.
    """

    what: str
    data: str
    ours: float
    peers: Mapping[str, float] = field(default_factory=dict)
    target: float | None = None
    unit: str = ""
    better: str = "higher"


def data_folder() -> Path | None:
    """The folder of real data named by ``WSIS_NLP_DATA``, if there is one."""
    named = os.environ.get("WSIS_NLP_DATA")
    return Path(named) if named and Path(named).is_dir() else None


def odd(name: str) -> bool:
    """Whether a document of the demonstration corpus is in the half kept for testing."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 1


def save(
    stage: str, rows: Sequence[Row], data: Iterable[Path] = (), remarks: Sequence[str] = ()
) -> None:
    """Keep what a stage's benchmark measured in ``results/STAGE.json`` and print it."""
    plain = {
        "stage": stage,
        **facts(),
        "data": {path.name: digest(path) for path in data},
        "rows": [asdict(row) for row in rows],
        "remarks": list(remarks),
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
    (RESULTS / f"{stage}.json").write_text(text)
    print("\n".join(_table(plain)))


def facts() -> dict[str, object]:
    """When, where and with what a benchmark measures: what every result begins with."""
    return {"date": date.today().isoformat(), "machine": machine(), "versions": _versions()}


def machine() -> str:
    """The processor, cores and memory in words."""
    model = platform.processor() or platform.machine()
    flags = ""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        text = info.read_text()
        model = next(
            (line.split(":")[1].strip() for line in text.splitlines() if "model name" in line),
            model,
        )
        known = ("avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_tile")
        flags = ", ".join(flag for flag in known if f" {flag} " in f"{text} ")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{model} ({flags}), {cores} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def digest(path: Path) -> str:
    """The SHA-256 of a file, or of the names and bytes of all files below a folder."""
    found = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file()):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _versions() -> dict[str, str]:
    out = {}
    for name in _PACKAGES:
        try:
            out[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return out


def _table(plain: Mapping[str, object]) -> list[str]:
    rows = plain["rows"]
    assert isinstance(rows, list)
    peers = list(dict.fromkeys(name for row in rows for name in row["peers"]))
    head = ["figure", "data", "wsis-nlp", *peers, "to the best peer", "aim"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        cells = [row["what"], row["data"], _number(row["ours"], row["unit"])]
        cells += [_number(row["peers"].get(name), row["unit"]) for name in peers]
        cells += [_ratio(row), _number(row["target"], row["unit"])]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    size = abs(value)
    shown = f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.3f}"
    return f"{shown} {unit}".strip()


def _ratio(row: Mapping[str, object]) -> str:
    peers, ours = row["peers"], row["ours"]
    assert isinstance(peers, dict) and isinstance(ours, int | float)
    values = [value for value in peers.values() if value]
    if not values or not ours:
        return ""
    if min(*values, ours) < 0:  # a share of a negative number says nothing
        return f"{ours - max(values):+.3f}"
    if row["better"] == "lower":
        return f"{min(values) / ours:.2f} x better"
    return f"{ours / max(values):.2f} x"


def render() -> str:
    """RESULTS.md, from every stage that was measured."""
    lines = [
        "# Results",
        "",
        "Made by `python benchmarks/report.py` from `benchmarks/results/`; `make bench` measures "
        "anew.",
        "Every figure stands beside its peers, measured in the same run on the same data.",
        "",
    ]
    for stage, title in TITLES.items():
        path = RESULTS / f"{stage}.json"
        if not path.is_file():
            continue
        plain = json.loads(path.read_text())
        plain["rows"] = rows_of(stage, plain)
        when = f"{plain['date']}; " if "date" in plain else ""
        lines += [f"## {title}", "", f"{when}{plain.get('machine', 'the same machine')}.", ""]
        lines += [*_table(plain), ""]
        remarks = [*plain.get("remarks", ()), *CAVEATS.get(stage, ())]
        lines += [f"- {remark}" for remark in remarks]
        if remarks:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def headline() -> str:
    """The table of the README: the figures of each stage that are marked as its headlines."""
    lines = [
        "| stage | figure | data | wsis-nlp | best peer | |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for stage, title in TITLES.items():
        path = RESULTS / f"{stage}.json"
        if not path.is_file():
            continue
        plain = json.loads(path.read_text())
        for row in rows_of(stage, plain):
            if (stage, row["what"], row["data"]) not in HEADLINES:
                continue
            pick = min if row["better"] == "lower" else max
            best = pick(row["peers"].items(), key=lambda item: item[1], default=None)
            peer = f"{best[0]} {_number(best[1], row['unit'])}" if best else ""
            cells = [title, row["what"], row["data"], _number(row["ours"], row["unit"]), peer]
            lines.append("| " + " | ".join([*cells, _ratio(row)]) + " |")
    return "\n".join(lines)


def put_headline(readme: Path) -> None:
    """Write the table of the README between its marks."""
    before, _, rest = readme.read_text().partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    readme.write_text(f"{before}{MARKS[0]}\n\n{headline()}\n\n{MARKS[1]}{after}")


if __name__ == "__main__":
    (HERE / "RESULTS.md").write_text(render())
    put_headline(ROOT / "README.md")
