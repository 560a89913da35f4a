"""Roles of sentences: ours beside peers, on labelled sentences that nothing was tuned on.

    WSIS_NLP_DATA=FOLDER python benchmarks/roles.py

The test half of the demonstration corpus always runs; the labelled real sentences
(``tests/data/roles``) where the folder has their files. Peers learn from the same examples: the
most common role; the cues of ``configs/mapping/roles.yaml`` alone; TF-IDF with logistic
regression; the default encoder with the fifteen nearest examples.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml
from report import KEY, ROOT, facts

from wsis_nlp.domain.records import Role
from wsis_nlp.encoding import load_encoder
from wsis_nlp.evaluation.roles import RoleItem, predict, role_metrics
from wsis_nlp.mapping import RoleTagger

LABELS = ROOT / "tests" / "data" / "roles"
RESULT = ROOT / "benchmarks" / "results" / "roles.json"
# Cue headers of captions, tags and marks of Markdown: not part of a sentence.
_MARKUP = re.compile(
    r"\n\s*\n(?:\d+\s*\n)?\d\d:\d\d:\d\d[^\n]*\n(?:[^\n:]{1,40}: )?"
    r"|<[^>]*>|[*_`#]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|\s+"
)


def main() -> None:
    encoder = load_encoder()
    known = list(examples())
    result: dict[str, object] = {**facts(), "examples": len(known)}
    for name, items in (
        ("demonstration, test half", demonstration()),
        ("real, test half", real("real-test.jsonl")),
        ("real, tuning half", real("real-tune.jsonl")),
    ):
        if not items:
            print(f"{name}: the files are not in WSIS_NLP_DATA, left out")
            continue
        chances = predict(items)
        ours = [max(row, key=lambda role, row=row: row[role]) for row in chances]
        scores = {"wsis-nlp": role_metrics(items, ours)}
        for peer, given in peers(known, items, encoder):
            scores[peer] = role_metrics(items, given)
        sure = np.array([row[Role.PROCEDURAL] for row in chances])
        result[name] = {
            "n": len(items),
            "scores": scores,
            "procedural recall at precision 0.97": recall_at(items, sure, 0.97),
        }
        print(f"\n{name}, n={len(items)}")
        for who, metrics in scores.items():
            shown = (metrics[m] or 0 for m in ("macro_f1", "procedural_precision"))
            recall = metrics["procedural_recall"] or 0
            print(f"  {who:32s} macro-F1 {next(shown):.3f}  procedural {next(shown):.3f}", end="")
            print(f" at recall {recall:.3f}")
    result["seconds for 12,000 sentences"] = round(speed(), 2)
    print("12,000 sentences:", result["seconds for 12,000 sentences"], "s")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def examples() -> Iterator[tuple[str, Role]]:
    """What our head learns from, and the peers with it."""
    for line in (ROOT / "corpora/sentence-labels/own.jsonl").read_text().splitlines():
        item = json.loads(line)
        yield item["text"], Role(item["roles"][0])


def demonstration() -> list[RoleItem]:
    """The half that is never tuned on, each sentence with its neighbours in the turn."""
    rows = [json.loads(line) for line in KEY.read_text().splitlines()]
    items = []
    for at, row in enumerate(rows):
        if int(hashlib.sha256(row["file"].encode()).hexdigest(), 16) % 2 == 0:
            continue
        beside = (rows[i] if 0 <= i < len(rows) else None for i in (at - 1, at + 1))
        near = [
            other["text"]
            if other and (other["file"], other["speaker"]) == (row["file"], row["speaker"])
            else None
            for other in beside
        ]
        items.append(RoleItem(row["text"], frozenset(map(Role, row["roles"])), *near))
    return items


def real(name: str) -> list[RoleItem]:
    """Labelled sentences of real files, as far as the files are there and unchanged."""
    folder = Path(os.environ.get("WSIS_NLP_DATA", "."))
    texts: dict[str, str] = {}
    items = []
    for line in (LABELS / name).read_text().splitlines():
        row = json.loads(line)
        path = folder / row["file"]
        if not path.is_file():
            continue
        if row["file"] not in texts:
            texts[row["file"]] = raw_text(path)
        whole = texts[row["file"]]
        text = clean(whole[row["start"] : row["end"]])
        if hashlib.sha256(text.encode()).hexdigest()[:16] != row["sentence"]:
            continue
        near = [clean(whole[slice(*row[k])]) if row[k] else None for k in ("before", "after")]
        items.append(RoleItem(text, frozenset(map(Role, row["roles"])), *near))
    return items


def raw_text(path: Path) -> str:
    """A file as its labels count characters: decoded, or for a PDF its pages' text."""
    if path.suffix == ".pdf":
        import pypdfium2

        pages = pypdfium2.PdfDocument(path)
        text = "\f".join(page.get_textpage().get_text_range() for page in pages)
        return text.replace("\r\n", "\n")
    return path.read_bytes().decode("utf-8-sig", errors="replace")


def clean(raw: str) -> str:
    """A labelled span without markup, on one line."""
    plain = _MARKUP.sub(lambda m: "" if m.group()[0] in "*_`#" else " ", raw)
    return html.unescape(re.sub(r"\s+", " ", plain)).strip()


def peers(
    known: Sequence[tuple[str, Role]], items: Sequence[RoleItem], encoder: object
) -> Iterator[tuple[str, list[Role]]]:
    """Each peer's name and the role it gives to each item."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, roles = [text for text, _ in known], [role for _, role in known]
    said = [item.text for item in items]
    common = Counter(roles).most_common(1)[0][0]
    yield f"always {common.value}", [common] * len(items)
    raw = yaml.safe_load((ROOT / "configs/mapping/roles.yaml").read_text())
    cues = {Role(role): patterns for role, patterns in raw.items()}
    found = [
        {role: sum(bool(re.search(c, text, re.I)) for c in cues[role]) for role in cues}
        for text in said
    ]
    yield (
        "cues alone",
        [max(f, key=lambda r, f=f: f[r]) if any(f.values()) else Role.INFORMATION for f in found],
    )
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    head = LogisticRegression(C=5, class_weight="balanced", max_iter=500)
    head.fit(words.fit_transform(texts), [role.value for role in roles])
    yield "TF-IDF + logistic regression", [Role(r) for r in head.predict(words.transform(said))]
    near = np.argsort(-(encoder.encode(said) @ encoder.encode(texts).T), axis=1)[:, :15]
    yield (
        "MiniLM + 15 nearest examples",
        [Counter(roles[i] for i in row).most_common(1)[0][0] for row in near.tolist()],
    )


def recall_at(items: Sequence[RoleItem], sure: np.ndarray, precision: float) -> float:
    """The most procedural talk that a threshold finds at this precision or better."""
    order = np.argsort(-sure)
    right = np.array([Role.PROCEDURAL in items[i].roles for i in order])
    hits = right.cumsum()
    good = hits / np.arange(1, len(hits) + 1) >= precision
    return round(float(hits[good].max() / right.sum()), 3) if good.any() else 0.0


def speed() -> float:
    """Seconds to read and tag 12,000 sentences."""
    tagger = RoleTagger()
    texts = [json.loads(line)["text"] for line in KEY.read_text().splitlines()]
    many = (texts * (12_000 // len(texts) + 1))[:12_000]
    begun = time.perf_counter()
    tagger.tag(many, [i // 5 for i in range(len(many))], [0] * len(many))
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
