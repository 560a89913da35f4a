"""Train the ranking model on the training meetings of QMSum.

    WSIS_NLP_DATA=FOLDER python benchmarks/train_retrieval.py [--check] [--cache FOLDER]

Each question is asked of its own meeting and of sixteen meetings together; the loss is the
cross-entropy between the words that answer it and a softmax over the blocks. ``--check`` prints
figures cross-validated by meeting instead of writing ``models/retrieval/ranker.npz``.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from keeping import Keeping

from wsis_nlp.encoding import load_encoder
from wsis_nlp.evaluation.meetings import Meeting, read_meetings
from wsis_nlp.evaluation.retrieval import corpus_of, encode_meeting
from wsis_nlp.searching.model import RankingModel, neighbours

HERE = Path(__file__).resolve().parent.parent
HIDDEN, WIDTH, EPOCHS, RATE, DECAY, DROP = 32, 9, 12, 3e-3, 1e-2, 0.3
NETS, GROUP, FOLDS = 4, 16, 4


@dataclass
class Case:
    """One question: its features, what answers it, where the blocks lie."""

    owner: str
    alone: bool
    features: np.ndarray
    documents: np.ndarray
    right: int
    words: np.ndarray
    relevant: np.ndarray
    near: np.ndarray
    budget: float
    blocks: object


def cases(groups: list[list[Meeting]], encoded: dict, alone: bool) -> list[Case]:
    found = []
    for group in groups:
        ranker, places = corpus_of(group, encoded)
        blocks = ranker.blocks
        sizes = np.concatenate([meeting.words for meeting in group]).astype(float)
        near = neighbours(blocks, WIDTH)
        for meeting, at in zip(group, places, strict=True):
            turns = np.array([p.utterance for p in meeting.passages])
            for query, question in zip(meeting.queries, encoded[meeting.id].questions, strict=True):
                right = np.zeros(len(sizes))
                right[at : at + len(turns)] = meeting.words * query.relevant[turns]
                if right.any():
                    features, documents = ranker.features(question)
                    found.append(
                        Case(
                            meeting.id,
                            alone,
                            features.astype(np.float32),
                            documents.astype(np.float32),
                            group.index(meeting),
                            blocks.total(sizes),
                            blocks.total(right),
                            near,
                            float(meeting.words.sum()),
                            blocks,
                        )
                    )
    return found


def train(data: list[Case], seeds: range) -> RankingModel:
    import torch

    torch.set_num_threads(1)
    alone = [case for case in data if case.alone]
    rows = np.concatenate([case.features for case in alone])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    nets = [_net(alone, mean, spread, seed) for seed in seeds]
    weights = {"mean": mean, "spread": spread, "document": _documents(data)}
    weights |= {name: np.stack([net[name] for net in nets]) for name in nets[0]}
    return RankingModel(weights)


def _net(data: list[Case], mean: np.ndarray, spread: np.ndarray, seed: int) -> dict:
    import torch

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    size = len(mean)

    def start(*shape: int, fan: int) -> torch.Tensor:
        return ((torch.rand(*shape) * 2 - 1) / fan**0.5).requires_grad_()

    net = {
        "linear": start(size, fan=size),
        "inner": start(size, HIDDEN, fan=size),
        "inner_bias": start(HIDDEN, fan=size),
        "beside": start(WIDTH, HIDDEN, HIDDEN, fan=HIDDEN * WIDTH),
        "beside_bias": start(HIDDEN, fan=HIDDEN * WIDTH),
        "outer": start(HIDDEN, fan=HIDDEN),
    }
    drop = torch.nn.Dropout(DROP)
    best = torch.optim.AdamW(net.values(), lr=RATE, weight_decay=DECAY)
    batch = 8
    steps = EPOCHS * (len(data) // batch)
    pace = torch.optim.lr_scheduler.OneCycleLR(best, RATE, total_steps=steps + 1)
    for _ in range(EPOCHS):
        order = rng.permutation(len(data))
        for at in range(0, len(order) - batch + 1, batch):
            loss = torch.zeros(())
            for place in order[at : at + batch]:
                case = data[place]
                known = torch.from_numpy((case.features - mean) / spread)
                inner = torch.relu(drop(known) @ net["inner"] + net["inner_bias"])
                padded = torch.cat([drop(inner), torch.zeros(1, HIDDEN)])
                beside = torch.einsum(
                    "bwh,whk->bk", padded[torch.from_numpy(case.near)], net["beside"]
                )
                inner = inner + torch.relu(beside + net["beside_bias"])
                score = known @ net["linear"] + drop(inner) @ net["outer"]
                score = score + torch.from_numpy(np.log(case.words / 120).astype(np.float32))
                aim = torch.from_numpy((case.relevant / case.relevant.sum()).astype(np.float32))
                loss = loss - (aim * torch.log_softmax(score, 0)).sum() / batch
            best.zero_grad()
            loss.backward()
            best.step()
            pace.step()
    return {name: value.detach().numpy() for name, value in net.items()}


def _documents(data: list[Case]) -> np.ndarray:
    """Conditional logistic regression: which of the meetings a question is about."""
    import torch

    many = [case for case in data if not case.alone]
    known = torch.from_numpy(np.stack([case.documents for case in many]))
    right = torch.tensor([case.right for case in many])
    weights = torch.zeros(known.shape[2], requires_grad=True)
    best = torch.optim.LBFGS([weights], max_iter=200)

    def step() -> torch.Tensor:
        best.zero_grad()
        loss = torch.nn.functional.cross_entropy(known @ weights, right)
        loss = loss + 1e-2 * (weights**2).sum()
        loss.backward()
        return loss

    best.step(step)
    return weights.detach().numpy()


def recalls(model: RankingModel, data: list[Case]) -> np.ndarray:
    rows = []
    for case in data:
        order = np.argsort(-model.score(case.features, case.documents, case.blocks), kind="stable")
        spent = np.cumsum(case.words[order])
        gained = np.cumsum(case.relevant[order]) / case.relevant.sum()
        rows.append(
            [np.interp(b * case.budget, [0, *spent], [0, *gained]) for b in (0.05, 0.1, 0.2)]
        )
    return np.array(rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cache", type=Path)
    given = parser.parse_args()
    meetings = list(read_meetings(Path(os.environ["WSIS_NLP_DATA"]) / "qmsum/train.jsonl"))
    encoder = Keeping(load_encoder(), given.cache)
    encoded = {meeting.id: encode_meeting(meeting, encoder) for meeting in meetings}
    order = np.random.default_rng(1).permutation(len(meetings))
    folds = [[meetings[i] for i in order[fold::FOLDS]] for fold in range(FOLDS)]
    assert len(folds[0]) == GROUP
    data = cases([[meeting] for meeting in meetings], encoded, alone=True)
    many = cases(folds, encoded, alone=False)
    if given.check:
        alone, together, domains = [], [], []
        for fold in folds:
            held = {meeting.id: meeting.domain for meeting in fold}
            model = train([c for c in data + many if c.owner not in held], range(1))
            mine = [c for c in data if c.owner in held]
            alone.append(recalls(model, mine))
            domains += [held[c.owner] for c in mine]
            together.append(recalls(model, [c for c in many if c.owner in held]))
        shown = np.concatenate(alone)
        print(
            "alone", shown.mean(axis=0).round(4), "all", np.concatenate(together).mean(0).round(4)
        )
        for name in sorted(set(domains)):
            print(name, shown[np.array(domains) == name].mean(axis=0).round(4))
        return
    train(data + many, range(NETS)).save(HERE / "models/retrieval/ranker.npz")


if __name__ == "__main__":
    main()
