"""Search: ours beside bm25s, rank_bm25, plain MiniLM, their fusion and naive smoothing.

    WSIS_NLP_DATA=FOLDER python benchmarks/search.py [--cache FOLDER]

Questions of QMSum's validation meetings: within each meeting, and in all meetings at once with the
same number of words. The peers rank passages of about 120 words, each encoded as one text; ours
ranks passages as the pipeline cuts them. Then our passages as chunks, beside fixed-size chunks of
the same mean length (chunking_evaluation). Writes ``benchmarks/results/search.json``.
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import json
from pathlib import Path

import numpy as np
from keeping import Keeping
from report import data_folder, facts

from wsis_nlp.domain.records import Document, DocumentKind, Utterance
from wsis_nlp.encoding import load_encoder
from wsis_nlp.evaluation.meetings import Meeting, read_meetings
from wsis_nlp.evaluation.retrieval import BUDGETS, corpus_of, encode_meeting, recall
from wsis_nlp.segmenting import passages, sentences

RESULTS = Path(__file__).resolve().parent / "results/search.json"
WINDOW = 120


class Windows:
    """A meeting in windows of 120 words, whatever the turns: what the peers rank."""

    def __init__(self, meeting: Meeting) -> None:
        words, turns = [], []
        text = meeting.document.text
        for turn in meeting.document.utterances:
            said = text[turn.start : turn.end].split()
            words += said
            turns += [turn.index] * len(said)
        cuts = range(0, len(words), WINDOW)
        self.texts = [clean(words[at : at + WINDOW]) for at in cuts]
        self.sizes = np.array([len(words[at : at + WINDOW]) for at in cuts])
        self.turns = [np.array(turns[at : at + WINDOW]) for at in cuts]

    def relevant(self, turns: np.ndarray) -> np.ndarray:
        """The relevant words of each window."""
        return np.array([turns[held].sum() for held in self.turns])


def clean(words: list[str]) -> str:
    return " ".join(word for word in words if not word.startswith("{"))


def peers(texts: list[str], vectors: np.ndarray, borders: list[int]):  # noqa: ANN201
    """A function from a question and its vector to each peer's ranking."""
    import bm25s
    from rank_bm25 import BM25Okapi

    keyword = bm25s.BM25()
    keyword.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    okapi = BM25Okapi([text.lower().split() for text in texts])

    def rank(question: str, vector: np.ndarray) -> dict[str, np.ndarray]:
        tokens = bm25s.tokenize([question], stopwords="en", show_progress=False, return_ids=False)
        cosine = vectors @ vector
        scores = {
            "bm25s": keyword.get_scores(tokens[0]) if tokens[0] else np.zeros(len(texts)),
            "rank_bm25": okapi.get_scores(question.lower().split()),
            "MiniLM": cosine,
        }
        ranks = {name: np.argsort(-found, kind="stable") for name, found in scores.items()}
        ranks["RRF of both"] = fused([ranks[name] for name in ("bm25s", "MiniLM")])
        smooth = np.concatenate(
            [
                np.convolve(np.pad(part, 1, "edge"), [0.25, 0.5, 0.25], "valid")
                for part in np.split(cosine, borders)
            ]
        )
        ranks["naive smoothing"] = np.argsort(-smooth, kind="stable")
        return ranks

    return rank


def fused(rankings: list[np.ndarray]) -> np.ndarray:
    """Reciprocal-rank fusion (Cormack, Clarke & Buettcher, SIGIR 2009), with their 60."""
    total = np.zeros(len(rankings[0]))
    for order in rankings:
        total[order] += 1 / (61 + np.arange(len(order)))
    return np.argsort(-total, kind="stable")


def budgeted(order: np.ndarray, sizes: np.ndarray, gain: np.ndarray, whole: float) -> list[float]:
    spent, gained = np.cumsum(sizes[order]), np.cumsum(gain[order]) / gain.sum()
    return [float(np.interp(b * whole, [0, *spent], [0, *gained])) for b in BUDGETS]


def questions(groups: list[list[Meeting]], encoded: dict, encoder: Keeping) -> dict:
    """Mean recall at the budgets of ours and of each peer, in all and by domain."""
    found: dict[str, list[list[float]]] = {}
    domains: list[str] = []
    for group in groups:
        ranker, places = corpus_of(group, encoded)
        cut = [Windows(meeting) for meeting in group]
        borders = np.cumsum([len(one.texts) for one in cut])
        theirs = peers(
            [text for one in cut for text in one.texts],
            np.vstack([encoder.encode(one.texts) for one in cut]),
            borders[:-1].tolist(),
        )
        sizes = np.concatenate([one.sizes for one in cut])
        words = np.concatenate([meeting.words for meeting in group])
        for place, meeting in enumerate(group):
            turns = np.array([p.utterance for p in meeting.passages])
            whole = float(meeting.words.sum())
            asked = zip(meeting.queries, encoded[meeting.id].questions, strict=True)
            for query, question in asked:
                domains.append(meeting.domain)
                right = np.zeros(len(words), dtype=bool)
                right[places[place] : places[place] + len(turns)] = query.relevant[turns]
                order = np.array([hit.row for hit in ranker.rank(question)])
                row = [recall(order, words, right, b * whole) for b in BUDGETS]
                found.setdefault("wsis-nlp", []).append(row)
                gain = np.zeros(len(sizes))
                at = borders[place] - len(cut[place].texts)
                gain[at : borders[place]] = cut[place].relevant(query.relevant)
                for name, ranked in theirs(query.text, question.vectors[0]).items():
                    found.setdefault(name, []).append(budgeted(ranked, sizes, gain, whole))
    where = np.array(domains)
    return {
        part: {
            name: np.array(rows)[where == part if part != "all" else slice(None)]
            .mean(axis=0)
            .round(4)
            .tolist()
            for name, rows in found.items()
        }
        for part in ("all", *sorted(set(domains)))
    }


def chunking(folder: Path, encoder: Keeping, best: int = 5) -> dict:
    """Token recall, precision and IoU of the ``best`` chunks for each question, by characters."""
    with (folder / "questions_df.csv").open(encoding="utf-8") as stream:
        asked = list(csv.DictReader(stream))
    out: dict[str, list[list[float]]] = {"wsis-nlp passages": [], "fixed size": []}
    means = []
    for path in sorted((folder / "corpora").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        mine = [row for row in asked if row["corpus_id"] == path.stem]
        ours = our_chunks(path.stem, text)
        mean = float(np.mean([len(text[a:b].split()) for a, b in ours]))
        means.append(mean)
        vectors = encoder.encode([row["question"] for row in mine])
        for name, cut in (("wsis-nlp passages", ours), ("fixed size", fixed(text, round(mean)))):
            held = encoder.encode([text[a:b] for a, b in cut])
            for row, vector in zip(mine, vectors, strict=True):
                gold = np.zeros(len(text), dtype=bool)
                for span in ast.literal_eval(row["references"]):
                    gold[span["start_index"] : span["end_index"]] = True
                taken = np.zeros(len(text), dtype=bool)
                for place in np.argsort(-(held @ vector), kind="stable")[:best]:
                    taken[cut[place][0] : cut[place][1]] = True
                both = float((gold & taken).sum())
                out[name].append(
                    [both / gold.sum(), both / taken.sum(), both / (gold | taken).sum()]
                )
    shown = {name: np.mean(rows, axis=0).round(4).tolist() for name, rows in out.items()}
    return {"mean words": round(float(np.mean(means)), 1), "questions": len(asked), **shown}


def our_chunks(name: str, text: str) -> list[tuple[int, int]]:
    """Our passages of a text whose paragraphs are its utterances."""
    turns, at = [], 0
    for part in text.split("\n\n"):
        if part.strip():
            turns.append(Utterance(f"{name}{at}", name, len(turns), at, at + len(part)))
        at += len(part) + 2
    document = Document(name, name, "", DocumentKind.SUBMISSION, name, text, tuple(turns))
    return [(p.start, p.end) for p in passages(document, sentences(document))]


def fixed(text: str, size: int) -> list[tuple[int, int]]:
    """Chunks of ``size`` words."""
    import re

    words = [match.span() for match in re.finditer(r"\S+", text)]
    cuts = [words[at : at + size] for at in range(0, len(words), size)]
    return [(held[0][0], held[-1][1]) for held in cuts]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path)
    given = parser.parse_args()
    data = data_folder()
    if data is None:
        print("search: set WSIS_NLP_DATA to measure this.")
        return
    labelled = data / "qmsum/val.jsonl"
    encoder = Keeping(load_encoder(), given.cache)
    meetings = list(read_meetings(labelled))
    encoded = {meeting.id: encode_meeting(meeting, encoder) for meeting in meetings}
    found = {
        **facts(),
        "encoder": encoder.fingerprint,
        "data": hashlib.sha256(labelled.read_bytes()).hexdigest(),
        "budgets": BUDGETS,
        "within each meeting": questions([[meeting] for meeting in meetings], encoded, encoder),
        "all meetings at once": questions([meetings], encoded, encoder),
    }
    if (data / "chunking_evaluation").is_dir():
        found["chunking: recall, precision, IoU"] = chunking(data / "chunking_evaluation", encoder)
    for setting in ("within each meeting", "all meetings at once"):
        peer = [row for name, row in found[setting]["all"].items() if name != "wsis-nlp"]
        ours = np.array(found[setting]["all"]["wsis-nlp"])
        found[f"ratio to the best peer, {setting}"] = (
            (ours / np.max(peer, axis=0)).round(3).tolist()
        )
        print(f"\n{setting}: recall of relevant words at 5, 10, 20 % of the meeting's words")
        for part, table in found[setting].items():
            for name, row in table.items():
                print(f"  {part:10} {name:16}", *(f"{value:.3f}" for value in row))
    print("\nchunking (recall, precision, IoU):", found.get("chunking: recall, precision, IoU"))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
