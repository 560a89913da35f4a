"""Topics: ours beside BERTopic's defaults, LDA, NMF, FASTopic and Top2Vec, in one run.

    WSIS_NLP_DATA=FOLDER python benchmarks/topics.py [--sets demo,speeches] [--quick] [--full]

The main figure is coherence on passages held apart: each model is fitted on a random half of the
passages, and its words are scored on the other. Beside it stand words fitted and scored on all of
them, which flatters whoever picks words by how often they meet. NPMI is gensim's, in windows of
ten words and over whole passages. Function words, which stand near everything, lie near zero in it
and rare words that never meet far below, so a model that shows "the, of, and" looks better than it
reads: see BERTopic with its stop words out. Numbers that choose words were set on one split of the
speeches and the demonstration corpus, those of the space on the labels of all four sets; the split
here is another, and no word was ever chosen in sight of QMSum.

FASTopic needs ``pip install --no-deps fastopic topmost``: topmost asks for torchvision, to download
data sets only, and what fits this torch is not to be had.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - a script; its shapes are those of the package

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from report import data_folder, facts
from topic_sets import LOADERS, qmsum, speeches

warnings.filterwarnings("ignore")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
HERE = Path(__file__).resolve().parent
SPLIT = 11
# Larger sets have the consensus over fewer seeds: each is 200 refits.
SMALL, FEW = 1000, 2
# A peer that takes longer on one set is stopped, and that is said.
LIMIT_S = 120


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sets", default="demo,speeches,qmsum,sdg")
    arguments.add_argument("--quick", action="store_true", help="no seeds, no Top2Vec")
    arguments.add_argument("--full", action="store_true", help="also 20,000 and 200,000 passages")
    arguments.add_argument("--out", type=Path, default=HERE / "results/topics.json")
    arguments.add_argument("--measure", nargs=3, metavar=("WHO", "COUNT", "FILE"))
    arguments.add_argument("--peer", nargs=4, metavar=("WHO", "SET", "TOPICS", "FILE"))
    given = arguments.parse_args()
    if given.peer:
        who, name, count, file = given.peer
        Path(file).write_text(json.dumps(both(PEERS[who](int(count)), *LOADERS[name]()[:2])))
        return
    if given.measure:
        who, count, file = given.measure
        Path(file).write_text(json.dumps(measure(who, int(count))))
        return
    out = given.out
    result = json.loads(out.read_text()) if out.is_file() else {}
    result |= facts()
    for name in filter(None, given.sets.split(",")):
        if name != "demo" and data_folder() is None:
            print(f"{name}: set WSIS_NLP_DATA to measure this.")
            continue
        texts, vectors, labels = LOADERS[name]()
        digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
        print(f"\n{name}: {len(texts)} passages, labels {', '.join(labels)}")
        rows = quality_of(name, texts, vectors, labels, quick=given.quick)
        result.setdefault("quality", {})[name] = {"sha256": digest, "n": len(texts), "who": rows}
        save(out, result)
    if given.full and data_folder():
        result["speed"] = {}
        for count, whos in ((20_000, ("wsis-nlp", "BERTopic defaults")), (200_000, ("wsis-nlp",))):
            for who in whos:
                with tempfile.NamedTemporaryFile(suffix=".json") as file:
                    words = ["--measure", who, str(count), file.name]
                    subprocess.run([sys.executable, __file__, *words], check=True)
                    found = json.loads(Path(file.name).read_text())
                print(f"{count:>7} passages, {who}: {found}")
                result["speed"].setdefault(str(count), {})[who] = found
        ours, theirs = result["speed"]["20000"].values()
        result["speed"]["times faster at 20000"] = round(theirs["seconds"] / ours["seconds"], 2)
        save(out, result)


def save(path: Path, result: dict) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n")


# -- who is compared ---------------------------------------------------------------------------


def ours(texts, vectors, seed=0, consensus=False):
    from wsis_nlp.topics import Material, fit, load_config

    config = load_config().changed(run__seed=seed)
    material = Material([str(i) for i in range(len(texts))], texts, vectors)
    model = fit(material, config, consensus=consensus)
    return model.words, list(model.assignments)


def consensus(texts, vectors, seed=0):
    return ours(texts, vectors, seed, consensus=True)


def defaults(texts, vectors, seed=0, stop=False):
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer

    more = {"vectorizer_model": CountVectorizer(stop_words="english")} if stop else {}
    model = BERTopic(**more)
    labels, _ = model.fit_transform(texts, embeddings=vectors)
    numbers = sorted(set(labels) - {-1})
    return [[word for word, _ in model.get_topic(i) if word] for i in numbers], labels


def with_stop_words(texts, vectors, seed=0):
    return defaults(texts, vectors, seed, stop=True)


def _factors(kind, texts, seed, count):
    from sklearn.decomposition import NMF, LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    maker = CountVectorizer if kind == "LDA" else TfidfVectorizer
    cut = maker(stop_words="english", min_df=3, max_df=0.5)
    counts = cut.fit_transform(texts)
    model = (
        LatentDirichletAllocation(count, random_state=seed)
        if kind == "LDA"
        else NMF(count, init="nndsvda", random_state=seed, max_iter=400)
    )
    weights = model.fit_transform(counts)
    names = cut.get_feature_names_out()
    words = [[names[i] for i in np.argsort(-row)[:10]] for row in model.components_]
    return words, weights.argmax(axis=1).tolist()


def top2vec(texts, vectors, seed=0):
    from top2vec import Top2Vec

    model = Top2Vec(list(texts), embedding_model="doc2vec", speed="fast-learn", min_count=5)
    words, _, numbers = model.get_topics()
    labels = [-1] * len(texts)
    for number in numbers:
        size = model.get_topic_sizes()[0][number]
        for ident in model.search_documents_by_topic(number, num_docs=size)[-1]:
            labels[int(ident)] = int(number)
    return [list(map(str, row[:10])) for row in words], labels


def fastopic(texts, vectors, count):
    import types

    import sentence_transformers  # noqa: F401 - before the stand-in, which it would look at

    stand_in = types.ModuleType("torchvision.datasets.utils")
    stand_in.download_url = None
    for name in ("torchvision", "torchvision.datasets"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules[stand_in.__name__] = stand_in
    import torch
    from fastopic import FASTopic

    encoder = types.SimpleNamespace(encode=lambda texts, **_: vectors)
    torch.manual_seed(0)
    model = FASTopic(count, num_top_words=10, doc_embed_model=encoder)
    words, weights = model.fit_transform(list(texts))
    return [row.split() for row in words], np.asarray(weights).argmax(axis=1).tolist()


# Peers that run in a process of their own, with a limit of time.
PEERS = {
    "FASTopic, as many topics": lambda count: lambda t, v: fastopic(t, v, count),
    "Top2Vec": lambda _: top2vec,
}


def halves(count):
    """Two random halves of the rows: to fit on, and to score on."""
    order = np.random.default_rng(SPLIT).permutation(count)
    return np.sort(order[: count // 2]), np.sort(order[count // 2 :])


def both(make, texts, vectors):
    """Words and topics of all passages, and the words of one half of them."""
    begun = time.perf_counter()
    words, found = make(texts, vectors)
    seconds = round(time.perf_counter() - begun, 2)
    seen, _ = halves(len(texts))
    half = make([texts[i] for i in seen], vectors[seen])[0]
    return {"words": words, "found": list(map(int, found)), "half": half, "seconds": seconds}


def quality_of(name, texts, vectors, labels, *, quick):
    count = len(ours(texts, vectors)[0])
    who = {
        "wsis-nlp": ours,
        "wsis-nlp, consensus": consensus,
        "BERTopic defaults": defaults,
        "BERTopic defaults, stop words": with_stop_words,
        "LDA, as many topics": lambda t, v, s=0: _factors("LDA", t, s, count),
        "NMF, as many topics": lambda t, v, s=0: _factors("NMF", t, s, count),
        **({} if quick else dict.fromkeys(PEERS)),
    }
    rows = {}
    for title, make in who.items():
        try:
            made = both(make, texts, vectors) if make else apart(title, name, count)
            rows[title] = score(made, texts, labels) | {"seconds": made["seconds"]}
            seeds = 0 if quick else SEEDS.get(title, 0)
            if title == "wsis-nlp, consensus" and len(texts) > SMALL:
                seeds = min(seeds, FEW)
            if seeds:
                from wsis_nlp.topics.quality import against_labels, agreement

                runs = [made["found"]]
                runs += [make(texts, vectors, seed)[1] for seed in range(1, seeds)]
                rows[title]["seed_ari"] = round(agreement(runs), 4)
                rows[title]["seeds"] = seeds
                for label, gold in labels.items():
                    # One seed of a method with chance in it says little: the mean over all.
                    each = [against_labels(run, gold)["nmi"] for run in runs]
                    rows[title][f"nmi, {label}"] = round(float(np.mean(each)), 4)
        except Exception as error:  # a peer that does not run is said, not hidden
            rows[title] = {"failed": f"{type(error).__name__}: {error}"[:120]}
        print(f"  {title:30}", rows[title], flush=True)
    return rows


def apart(who, name, count):
    """What a peer makes of a set in a process of its own."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        words = ["--peer", who, name, str(count), file.name]
        try:
            subprocess.run(
                [sys.executable, __file__, *words],
                check=True, timeout=LIMIT_S, capture_output=True, text=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"not done within {LIMIT_S} s") from None
        except subprocess.CalledProcessError as error:
            raise RuntimeError(error.stderr.strip().splitlines()[-1]) from None
        return json.loads(Path(file.name).read_text())


SEEDS = {"wsis-nlp": 2, "wsis-nlp, consensus": 10, "BERTopic defaults": 5}


def score(made, texts, labels):
    from wsis_nlp.topics.quality import against_labels, coherence, quality, single_words

    _, kept = halves(len(texts))
    others = [texts[i] for i in kept]
    half = [single_words(topic) for topic in made["half"]]
    singles = [single_words(topic) for topic in made["words"]]
    found = quality(made["words"], made["found"], texts).as_dict()
    scores = {"topics": found.pop("topics")}
    scores["npmi, held apart"] = round(coherence(half, others), 4)
    scores["npmi, held apart, whole passage"] = round(coherence(half, others, window=400), 4)
    scores["npmi, in sample"] = found.pop("npmi")
    scores["npmi, in sample, whole passage"] = round(coherence(singles, texts, window=400), 4)
    scores |= found
    for name, gold in labels.items():
        scores[f"nmi, {name}"] = round(against_labels(made["found"], gold)["nmi"], 4)
    return scores


# -- speed -------------------------------------------------------------------------------------


def measure(who, count):
    """Seconds and peak memory of one training, libraries loaded and warm, in a process of its own.

    Passages are spliced out of two halves of real ones, their vectors the normalised mean with a
    little noise: as many as wanted, and no two alike.
    """
    texts, vectors = spliced(count)
    make = {"wsis-nlp": ours, "BERTopic defaults": defaults}[who]
    make(texts[:500], vectors[:500])  # imports and compiles
    begun = time.perf_counter()
    words, found = make(texts, vectors)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    outliers = float(np.mean(np.array(found) == -1))
    shown = {"seconds": round(seconds, 1), "peak GiB": round(peak, 2), "topics": len(words)}
    return {**shown, "outlier_share": round(outliers, 4)}


def spliced(count):
    sets = [speeches(), qmsum()]
    draw = np.random.default_rng(5)
    texts, rows = [], []
    for each, vectors, _ in sets:
        near = np.argsort(-(vectors @ vectors.T), axis=1)[:, 1:6]
        for _ in range(count // len(sets)):
            a = int(draw.integers(len(each)))
            b = int(near[a, draw.integers(5)])
            first, second = each[a].split(), each[b].split()
            texts.append(" ".join(first[: len(first) // 2] + second[len(second) // 2 :]))
            rows.append(vectors[a] + vectors[b])
    mixed = np.array(rows, dtype=np.float32) + draw.normal(0, 0.02, (len(rows), 384))
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    order = draw.permutation(len(texts))
    return [texts[i] for i in order], mixed[order].astype(np.float32)


if __name__ == "__main__":
    main()
