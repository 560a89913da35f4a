"""The sets of the topics benchmark: passages, vectors, and the labels they are held against."""

# ruff: noqa: ANN001, ANN201, ANN202 - parts of a script; its shapes are those of the package

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
from report import DEMO, KEY, data_folder

CACHE = Path(os.environ.get("WSIS_NLP_BENCH_CACHE", Path.home() / ".cache/wsis-nlp/bench"))
MOST = 2000
WORDS = 90


def demo():
    from wsis_nlp import pipeline
    from wsis_nlp.pipeline.material import topic_material
    from wsis_nlp.pipeline.runs import prepared

    out = CACHE / "demo"
    if not (out / "workspace").is_dir():
        pipeline.run(DEMO, out)
    with prepared(out / "workspace") as ready:
        given = topic_material(ready.job, ready.corpus, ready.encoded)
    key = KEY.read_text().splitlines()
    line = {
        _plain(i["text"]): i["lines"][0].split(".")[0] for i in map(json.loads, key) if i["lines"]
    }
    gold = []
    for text in given.texts:
        found = [value for said, value in line.items() if said in _plain(text)]
        gold.append(max(set(found), key=found.count) if found else "none")
    return list(given.texts), given.vectors, {"action line": gold}


def speeches():
    rows = []
    for path in sorted((data_folder() / "speeches_txt").rglob("*.txt")):
        country, _, year = path.stem.split("_")[:3]
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        rows += [(part, country, year) for part in cut(text)]
    texts, vectors, (country, year) = chosen("speeches", rows)
    return texts, vectors, {"country": country, "year": year}


def qmsum():
    rows = []
    for line in (data_folder() / "qmsum/val.jsonl").open(encoding="utf-8"):
        meeting = json.loads(line)
        text = " ".join(turn["text"] for turn in meeting["turns"])
        rows += [(part, meeting["domain"], meeting["id"]) for part in cut(text)]
    texts, vectors, (domain, meeting) = chosen("qmsum", rows)
    return texts, vectors, {"domain": domain, "meeting": meeting}


def sdg():
    with (data_folder() / "sdg_benchmark/dev.csv").open(encoding="utf-8") as stream:
        rows = [(r["text"], r["sdg"]) for r in csv.DictReader(stream) if r["label"] == "True"]
    texts, vectors, (goal,) = chosen("sdg", rows)
    return texts, vectors, {"goal": goal}


LOADERS = {"demo": demo, "speeches": speeches, "qmsum": qmsum, "sdg": sdg}


def chosen(name, rows):
    from wsis_nlp.encoding import load_encoder

    rows = rows if len(rows) <= MOST else random.Random(1).sample(rows, MOST)
    texts = [row[0] for row in rows]
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
    path = CACHE / f"{name}-{digest}.npy"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, load_encoder().encode(texts))
    return texts, np.load(path), list(zip(*[row[1:] for row in rows], strict=True))


def cut(text):
    words = text.split()
    parts = max(1, round(len(words) / WORDS))
    edges = np.linspace(0, len(words), parts + 1).astype(int)
    return [" ".join(words[a:b]) for a, b in pairwise(edges)]


def _plain(text):
    return "".join(filter(str.isalnum, text.casefold()))
