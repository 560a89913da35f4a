"""Train the question reader and the ranking model on meetings of QMSum.

    WSIS_NLP_DATA=FOLDER python benchmarks/train_retrieval.py [--check] [--cache FOLDER]
        [--reader train val] [--to FOLDER]

The ranking model learns the training meetings: each question is asked of its own meeting and of a
sixth of all meetings together; the loss is the cross-entropy between the words that answer it and
a softmax over the blocks. What it learns from is made by question readers (``adapting.py``) that
did not see the meeting. The question reader that is kept learns the meetings of ``--reader``.
``--check`` prints figures cross-validated by meeting, weighted by domain as in the validation
meetings, instead of writing ``questions.npz`` and ``ranker.npz`` to ``--to``.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import adapting
import numpy as np
from keeping import Keeping

from wsis_nlp.encoding import load_encoder
from wsis_nlp.evaluation.meetings import Meeting, read_meetings
from wsis_nlp.evaluation.retrieval import Encoded, corpus_of, encode_meeting
from wsis_nlp.searching.blocks import BLOCK_WORDS
from wsis_nlp.searching.model import FLOOR, RankingModel
from wsis_nlp.searching.spans import LONGEST, SHARE, WORDS

HERE = Path(__file__).resolve().parent.parent
HIDDEN, WIDTH, EPOCHS, RATE, DECAY, DROP, BATCH = 32, 9, 6, 3e-3, 1e-2, 0.3, 8
NETS, FOLDS = 4, 6
# The share of each domain among the questions of the validation meetings.
DOMAINS = {"Product": 125 / 237, "Committee": 67 / 237, "Academic": 45 / 237}


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
    budget: float
    blocks: object


def cases(groups: list[list[Meeting]], encoded: dict, alone: bool) -> list[Case]:
    found = []
    for group in groups:
        ranker, places = corpus_of(group, encoded)
        blocks = ranker.blocks
        sizes = np.concatenate([meeting.words for meeting in group]).astype(float)
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
                            float(meeting.words.sum()),
                            blocks,
                        )
                    )
    return found


def train(data: list[Case], seeds: range) -> RankingModel:
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

    def nought(*shape: int) -> torch.Tensor:
        return torch.zeros(shape).requires_grad_()

    net = {
        "linear": start(size, fan=size),
        "inner": start(size, HIDDEN, fan=size),
        "inner_bias": start(HIDDEN, fan=size),
        "beside": start(WIDTH, HIDDEN, HIDDEN, fan=HIDDEN * WIDTH),
        "beside_bias": start(HIDDEN, fan=HIDDEN * WIDTH),
        "outer": start(HIDDEN, fan=HIDDEN),
        "stretch": (torch.randn(HIDDEN, 3) * 0.05).requires_grad_(),
        "stretch_bias": nought(3),
        "stretch_linear": nought(size, 3),
        "length": nought(5),
        "mix": nought(),
    }
    best = torch.optim.AdamW(net.values(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(data) // BATCH)
    pace = torch.optim.lr_scheduler.OneCycleLR(best, RATE, total_steps=steps + 1)
    for _ in range(EPOCHS):
        order = rng.permutation(len(data))
        for at in range(0, len(order) - BATCH + 1, BATCH):
            batch = [data[place] for place in order[at : at + BATCH]]
            words = _padded([case.words for case in batch])
            known = _padded([(case.features - mean) / spread for case in batch])
            aim = _padded([case.relevant / case.relevant.sum() for case in batch])
            found = _shares(net, known, words)
            loss = -(aim * found.masked_fill(words == 0, 0)).sum() / BATCH
            best.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.values(), 5.0)
            best.step()
            pace.step()
    return {name: value.detach().numpy() for name, value in net.items()}


def _padded(rows: list[np.ndarray]):  # noqa: ANN202
    import torch

    found = [torch.from_numpy(row.astype(np.float32)) for row in rows]
    return torch.nn.utils.rnn.pad_sequence(found, batch_first=True)


def _shares(net: dict, known, words):  # noqa: ANN001, ANN202
    """The logarithm of the share of the answer in each block: ``RankingModel.within`` in torch."""
    import torch
    from torch.nn.functional import conv1d, dropout, logsigmoid

    there = words > 0
    size = words.clamp(min=1)
    inner = torch.relu(dropout(known, DROP) @ net["inner"] + net["inner_bias"]) * there[..., None]
    kernel = net["beside"].permute(2, 1, 0)
    beside = conv1d(dropout(inner, DROP).mT, kernel, net["beside_bias"], padding=WIDTH // 2).mT
    inner = dropout(inner + torch.relu(beside), DROP)
    alone = known @ net["linear"] + inner @ net["outer"] + size.log()
    alone = torch.log_softmax(alone.masked_fill(~there, -1e9), 1)
    evidence = inner @ net["stretch"] + net["stretch_bias"] + known @ net["stretch_linear"]

    cases, blocks = words.shape
    first = torch.arange(blocks)[:, None]
    last = first + torch.arange(min(LONGEST, blocks))
    within = last < blocks
    at = last.clamp(max=blocks - 1).flatten()
    inside = evidence[..., 2] * words / BLOCK_WORDS
    up_to = inside.cumsum(1)
    sums = words.cumsum(1)

    def ending(values):  # noqa: ANN001, ANN202
        return values[:, at].view(cases, *last.shape)

    long = (ending(sums) - (sums - words)[..., None]).clamp(min=1)
    absolute = (long / WORDS).log()
    relative = (long / sums[:, -1:, None]).log() + SHARE
    logit = ending(evidence[..., 1] + up_to) + (evidence[..., 0] - up_to + inside)[..., None]
    numbers = (absolute, relative, absolute**2, relative**2, absolute * relative)
    logit = logit + sum(w * number for w, number in zip(net["length"], numbers, strict=True))
    logit = logit.masked_fill(~(within & (ending(words) > 0)), -1e9)
    chance = torch.softmax(logit.flatten(1), 1).view_as(logit) / long
    begun = chance.sum(2)
    over = torch.zeros_like(begun).index_add(1, at, chance.flatten(1))
    together = ((begun - over).cumsum(1) + over).clamp(min=0) * words
    return torch.logaddexp(
        (together + FLOOR).log() + logsigmoid(net["mix"]), alone + logsigmoid(-net["mix"])
    )


def _documents(data: list[Case]) -> np.ndarray:
    """Conditional logistic regression: which of the meetings a question is about."""
    import torch

    many = [case for case in data if not case.alone]
    known = _padded([case.documents for case in many])
    there = _padded([np.ones(len(case.documents)) for case in many]) > 0
    right = torch.tensor([case.right for case in many])
    weights = torch.zeros(known.shape[2], requires_grad=True)
    best = torch.optim.LBFGS([weights], max_iter=200)

    def step() -> torch.Tensor:
        best.zero_grad()
        loss = torch.nn.functional.cross_entropy((known @ weights).masked_fill(~there, -1e9), right)
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


class Unread(Keeping):
    """Encodes questions as any text: what answers them is yet to be learned."""

    def read_questions(self, texts: list[str]) -> tuple[np.ndarray, None]:
        """The vectors of questions."""
        return self.encode(texts), None


def folded(meetings: list[Meeting]) -> list[list[Meeting]]:
    """The meetings in folds, those of each domain spread evenly."""
    folds: list[list[Meeting]] = [[] for _ in range(FOLDS)]
    rng, place = np.random.default_rng(1), 0
    for domain in sorted({meeting.domain for meeting in meetings}):
        mine = [meeting for meeting in meetings if meeting.domain == domain]
        for at in rng.permutation(len(mine)):
            folds[place % FOLDS].append(mine[at])
            place += 1
    return folds


class Readers:
    """Question readers that did not see some folds, each made once."""

    def __init__(self, folds: list[list[Meeting]], encoded: dict[str, Encoded]) -> None:
        self._encoded, self._lower = encoded, adapting.Lower()
        self._folds = [
            [adapting.Material(one, encoded[one.id], self._lower) for one in fold] for fold in folds
        ]
        self._made: dict[frozenset[int], object] = {}

    def without(self, *unseen: int):  # noqa: ANN201
        """The reader that learned from the other folds."""
        key = frozenset(unseen)
        if key not in self._made:
            seen = [m for at, fold in enumerate(self._folds) if at not in key for m in fold]
            self._made[key] = adapting.adapt(seen, self._lower)
        return self._made[key]

    def encoded(self, unseen: Iterable[int] = ()) -> dict[str, Encoded]:
        """Every meeting with its questions as a reader reads them that saw neither it nor these."""
        out = {}
        for at, fold in enumerate(self._folds):
            net = self.without(at, *unseen)
            for one in fold:
                known = self._encoded[one.id]
                found = zip(known.questions, adapting.sought(net, one), strict=True)
                questions = tuple(
                    replace(question, vectors=np.concatenate([question.vectors[:6], sought]))
                    for question, sought in found
                )
                out[one.id] = replace(known, questions=questions)
        return out


def material(folds: list[list[Meeting]], encoded: dict[str, Encoded]) -> list[Case]:
    alone = cases([[meeting] for fold in folds for meeting in fold], encoded, alone=True)
    return alone + cases(folds, encoded, alone=False)


def check(folds: list[list[Meeting]], readers: Readers) -> None:
    found: dict[str, list[np.ndarray]] = {domain: [] for domain in DOMAINS}
    together = []
    for place, fold in enumerate(folds):
        held = {meeting.id: meeting.domain for meeting in fold}
        data = material(folds, readers.encoded([place]))
        model = train([case for case in data if case.owner not in held], range(NETS))
        mine = [case for case in data if case.owner in held]
        for case in mine:
            if case.alone:
                found[held[case.owner]].append(recalls(model, [case]))
        together.append(recalls(model, [case for case in mine if not case.alone]))
    means = {name: np.concatenate(rows).mean(0) for name, rows in found.items() if rows}
    for name, mean in means.items():
        print(f"{name:10}", mean.round(4))
    print("weighted  ", sum(DOMAINS[name] * mean for name, mean in means.items()).round(4))
    print("of a fold ", np.concatenate(together).mean(0).round(4))


def main() -> None:
    import torch

    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--reader", nargs="+", default=["train", "val"])
    parser.add_argument("--to", type=Path, default=HERE / "models/retrieval")
    given = parser.parse_args()
    torch.set_num_threads(1)
    folder = Path(os.environ["WSIS_NLP_DATA"]) / "qmsum"
    encoder = Unread(load_encoder(), given.cache)

    def of(*names: str) -> tuple[list[Meeting], dict[str, Encoded]]:
        found = [one for name in names for one in read_meetings(folder / f"{name}.jsonl")]
        return found, {meeting.id: encode_meeting(meeting, encoder) for meeting in found}

    meetings, encoded = of("train")
    folds = folded(meetings)
    readers = Readers(folds, encoded)
    if given.check:
        check(folds, readers)
        return
    given.to.mkdir(parents=True, exist_ok=True)
    train(material(folds, readers.encoded()), range(NETS)).save(given.to / "ranker.npz")
    meetings, encoded = of(*given.reader)
    adapting.save(Readers(folded(meetings), encoded).without(), given.to / "questions.npz")


if __name__ == "__main__":
    main()
