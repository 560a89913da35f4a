"""Train the classifier of sentences: roles, and whether a sentence can stand alone.

    WSIS_NLP_DATA=FOLDER python benchmarks/train_sentences.py

Learns the labelled sentences of ``corpora/sentence-labels``: our own, and those of real files,
which are found again in the data folder by file, place and hash. Low-rank additions to every
linear layer of all-MiniLM-L6-v2 (Hu et al., "LoRA", ICLR 2022; rank 16) and a linear head over mean
and maximum of a sentence's word pieces are trained together: cross-entropy over the roles, classes
weighted by the square root of their rarity, labels smoothed by 0.05, and binary cross-entropy for
standing alone. Word embeddings stay as they are. Every sixth real document is never learned: the
model is scored on it, and the least probability of standing alone that drafting asks for was chosen
on it.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.domain.records import Role
from wsis_nlp.encoding.classifier import LONGEST, WINDOW, windows
from wsis_nlp.encoding.converted import load_tokenizer, model_folder

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "corpora" / "sentence-labels"
TARGET = ROOT / "models" / "sentences" / "classifier.npz"
NAMES = (*(role.value for role in Role), "stands")
LAYERS, RANK, SCALE, EPOCHS, RATE = 6, 16, 2.0, 3, 1e-3
BATCH_PIECES, SMOOTHING, SEED = 1600, 0.05, 0
# How often sentences are shown alone or between their neighbours only, instead of in a window.
ALONE = 0.25
# The places of low-rank additions in a layer of the transformer.
PLACES = (
    *(f"attention.self.{name}" for name in ("query", "key", "value")),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence of a sequence; context has no roles; ``stands`` is unknown for some."""

    pieces: tuple[int, ...]
    turn: int
    roles: tuple[str, ...] = ()
    stands: bool | None = None


Sequences = list[tuple[str, list[Labelled]]]


def own(pieces: Any) -> Sequences:  # noqa: ANN401
    """Our own sentences; those of one turn follow each other."""
    out: Sequences = []
    before: object = None
    for line in (LABELS / "own.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        sentence = Labelled(pieces(item["text"]), 0, tuple(item["roles"]), item.get("stands"))
        turn = item.get("turn")
        if turn is None or turn != before:
            out.append(("own", []))
        out[-1][1].append(sentence)
        before = turn
    return out


def real(pieces: Any) -> Sequences:  # noqa: ANN401
    """The labelled sentences of real files, each run with the sentence before and after it."""
    from wsis_nlp.reading import read
    from wsis_nlp.segmenting import sentences

    rows = [json.loads(line) for line in (LABELS / "real.jsonl").read_text().splitlines()]
    out: Sequences = []
    lost = total = 0
    with tempfile.TemporaryDirectory() as place:
        for row in rows:
            document = read(located(row["file"], Path(place)))
            found = sentences(document)
            texts = [" ".join(document.text[s.start : s.end].split()) for s in found]
            known: dict[int, Labelled] = {}
            places: dict[str, list[int]] = {}
            for at, text in enumerate(texts):
                places.setdefault(digest(text), []).append(at)
            for index, sentence, roles, stands in row["sentences"]:
                # Its place moves a little when reading becomes better: then the nearest is meant.
                same = places.get(sentence, [])
                if same:
                    at = min(same, key=lambda place: abs(place - index))
                    known[at] = Labelled(
                        pieces(texts[at]),
                        found[at].utterance,
                        tuple(roles),
                        stands,
                    )
            lost += len(row["sentences"]) - len(known)
            total += len(row["sentences"])
            near = {i + step for i in known for step in (-1, 0, 1) if 0 <= i + step < len(texts)}
            last = -2
            for index in sorted(near):
                if index != last + 1:
                    out.append((document.id, []))
                context = Labelled(pieces(texts[index]), found[index].utterance)
                out[-1][1].append(known.get(index, context))
                last = index
    print(f"{total - lost} labelled sentences of {len(rows)} files, {lost} not found again")
    return out


def located(name: str, workshop: Path) -> Path:
    """A file of the data folder; a meeting of QMSum is written out as ``Name: text`` first."""
    data = Path(os.environ["WSIS_NLP_DATA"])
    if not name.startswith("qmsum/"):
        return data / name
    path = workshop / Path(name).name
    if not path.exists():
        for line in (data / "qmsum" / "train.jsonl").open(encoding="utf-8"):
            meeting = json.loads(line)
            said = (f"{turn['speaker']}: {turn['text']}" for turn in meeting["turns"])
            (workshop / f"{meeting['id']}.txt").write_text("\n\n".join(said), encoding="utf-8")
    return path


def digest(text: str) -> str:
    """What a labelled sentence is known again by."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Shown:
    """A window: word pieces, and the sentences in it with their places."""

    ids: tuple[int, ...]
    spans: tuple[tuple[Labelled, int, int], ...]


def shown(sequence: Sequence[Labelled]) -> list[Shown]:
    """The windows that the classifier would lay."""
    laid = windows([s.pieces for s in sequence], [s.turn for s in sequence])
    return [
        Shown(window.ids, tuple((sequence[i], start, end) for i, start, end in window.spans))
        for window in laid
    ]


def one_epoch(sequences: Sequences, rng: random.Random) -> list[list[Shown]]:
    """The batches of an epoch: windows cut at another place each time, or single sentences."""
    every: list[Shown] = []
    for _, sequence in sequences:
        if rng.random() < ALONE:
            for at, sentence in enumerate(sequence):
                first = at - (at > 0 and rng.random() < 0.9)
                last = at + 1 + (rng.random() < 0.9)
                near = [s for s in sequence[first:last] if s.turn == sentence.turn]
                every += shown([s if s is sentence else Labelled(s.pieces, s.turn) for s in near])
        else:
            cut = rng.randrange(len(sequence))
            every += shown(sequence[:cut]) + shown(sequence[cut:])
    every = [window for window in every if any(s.roles for s, _, _ in window.spans)]
    rng.shuffle(every)
    batches: list[list[Shown]] = []
    for at in range(0, len(every), 400):
        batch: list[Shown] = []
        for window in sorted(every[at : at + 400], key=lambda w: len(w.ids)):
            if batch and len(window.ids) * (len(batch) + 1) > BATCH_PIECES:
                batches.append(batch)
                batch = []
            batch.append(window)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def network() -> Any:  # noqa: ANN401
    """The model with low-rank additions and a head; only these learn."""
    import torch
    from transformers import AutoModel

    class LowRank(torch.nn.Module):
        def __init__(self, linear: Any) -> None:  # noqa: ANN401
            super().__init__()
            self.linear = linear
            width = linear.in_features
            self.down = torch.nn.Parameter(torch.randn(RANK, width) / math.sqrt(width))
            self.up = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))

        def forward(self, x: Any) -> Any:  # noqa: ANN401
            return self.linear(x) + SCALE * ((x @ self.down.T) @ self.up.T)

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = AutoModel.from_pretrained(
                str(model_folder()), local_files_only=True, attention_probs_dropout_prob=0.0
            )
            self.model.encoder.layer = self.model.encoder.layer[:LAYERS]
            for parameter in self.model.parameters():
                parameter.requires_grad = False
            for layer in self.model.encoder.layer:
                for place in PLACES:
                    *path, name = place.split(".")
                    owner = layer.get_submodule(".".join(path))
                    setattr(owner, name, LowRank(getattr(owner, name)))
            self.head = torch.nn.Linear(2 * self.model.config.hidden_size, len(NAMES))
            self.drop = torch.nn.Dropout(0.1)

        def forward(self, batch: list[Shown]) -> Any:  # noqa: ANN401
            longest = max(len(window.ids) for window in batch)
            ids = torch.zeros(len(batch), longest, dtype=torch.long)
            there = torch.zeros(len(batch), longest)
            for row, window in enumerate(batch):
                ids[row, : len(window.ids)] = torch.tensor(window.ids)
                there[row, : len(window.ids)] = 1
            with torch.autocast("cpu", torch.bfloat16):
                hidden = self.model(input_ids=ids, attention_mask=there).last_hidden_state.float()
            pooled = [
                torch.cat([hidden[row, a:b].mean(0), hidden[row, a:b].max(0).values])
                for row, window in enumerate(batch)
                for _, a, b in window.spans
            ]
            return self.head(self.drop(torch.stack(pooled)))

    return Network()


def train(sequences: Sequences) -> Any:  # noqa: ANN401
    """Train; keeps what was learned and prints the loss after each epoch."""
    import torch

    torch.manual_seed(SEED)
    rng, net = random.Random(SEED), network()
    counts = np.ones(len(Role))
    for _, sequence in sequences:
        for sentence in sequence:
            if sentence.roles:
                counts[NAMES.index(sentence.roles[0])] += 1
    rarity = torch.tensor((counts.sum() / (len(Role) * counts)) ** 0.5, dtype=torch.float32)
    low = [p for p in net.model.parameters() if p.requires_grad]
    groups = [{"params": low, "lr": RATE}, {"params": net.head.parameters(), "lr": 2 * RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    plan = [one_epoch(sequences, rng) for _ in range(EPOCHS)]
    steps = sum(map(len, plan)) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=[RATE, 2 * RATE], total_steps=steps, pct_start=0.1
    )
    begun = time.perf_counter()
    for epoch, batches in enumerate(plan, start=1):
        net.train()
        total = 0.0
        for batch in batches:
            loss = loss_of(net(batch), [s for w in batch for s, _, _ in w.spans], rarity)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(low, 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        save(net, TARGET)
        spent = time.perf_counter() - begun
        print(f"epoch {epoch}: loss {total / len(batches):.3f}, {spent:.0f} s", flush=True)
    return net.eval()


def loss_of(out: Any, sentences: list[Labelled], rarity: Any) -> Any:  # noqa: ANN401
    """Weighted cross-entropy of the roles, half as much for standing alone."""
    import torch

    kept = [i for i, sentence in enumerate(sentences) if sentence.roles]
    wanted = torch.full((len(kept), len(Role)), SMOOTHING / len(Role))
    weight = torch.zeros(len(kept))
    for row, i in enumerate(kept):
        roles = sentences[i].roles[:2]
        weight[row] = rarity[NAMES.index(roles[0])]
        for share, role in zip((0.65, 0.35) if len(roles) == 2 else (1.0,), roles, strict=True):
            wanted[row, NAMES.index(role)] += (1 - SMOOTHING) * share
    likely = out[kept, : len(Role)].log_softmax(-1)
    loss = -((wanted * likely).sum(1) * weight).sum() / weight.sum()
    told = [i for i in kept if sentences[i].stands is not None]
    if told:
        answers = torch.tensor([float(bool(sentences[i].stands)) for i in told])
        loss = loss + 0.5 * torch.nn.functional.binary_cross_entropy_with_logits(
            out[told, len(Role)], answers
        )
    return loss


def save(net: Any, path: Path) -> None:  # noqa: ANN401
    """Keep what was learned, in half precision."""
    arrays: dict[str, np.ndarray] = {
        "labels": np.array(NAMES),
        "scale": np.array(SCALE),
        "head.weight": net.head.weight.detach().numpy(),
        "head.bias": net.head.bias.detach().numpy(),
    }
    for number, layer in enumerate(net.model.encoder.layer):
        for place in PLACES:
            added = layer.get_submodule(place)
            name = f"encoder.layer.{number}.{place}.weight"
            arrays[f"{name}.down"] = added.down.detach().numpy().astype(np.float16)
            arrays[f"{name}.up"] = added.up.detach().numpy().astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        np.savez(stream, **arrays)


def check(net: Any, sequences: Sequences) -> Iterator[str]:  # noqa: ANN401
    """Scores on sequences that were not learned."""
    import torch

    found: list[tuple[Labelled, np.ndarray]] = []
    with torch.no_grad():
        for _, sequence in sequences:
            for window in shown(sequence):
                rows = net([window]).numpy()
                found += [(s, row) for (s, _, _), row in zip(window.spans, rows, strict=True)]
    found = [(sentence, row) for sentence, row in found if sentence.roles]
    given = [NAMES[int(row[: len(Role)].argmax())] for _, row in found]
    scores = []
    for role in Role:
        have = sum(role in s.roles for s, _ in found)
        both = sum(
            role in s.roles and role == said for (s, _), said in zip(found, given, strict=True)
        )
        scores.append(2 * both / max(1, have + given.count(role)))
        yield f"{role.value}: F1 {scores[-1]:.3f} of {have}"
    yield f"macro-F1 {np.mean(scores):.3f}, {len(found)} sentences"
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        sure = [s.stands for s, row in found if row[len(Role)] > math.log(least / (1 - least))]
        if sure:
            yield f"stands from {least}: {sum(map(bool, sure)) / len(sure):.3f} of {len(sure)}"


def main() -> None:
    """Train and score."""
    import torch

    torch.use_deterministic_algorithms(mode=True)
    # More threads than one wait for each other longer than they work, on batches this small.
    torch.set_num_threads(1)
    tokenizer = load_tokenizer(None)

    def pieces(text: str) -> tuple[int, ...]:
        return tuple(tokenizer.encode(text, add_special_tokens=False).ids[:LONGEST] or [100])

    found = real(pieces)
    apart = [sequence for sequence in found if int(digest(sequence[0]), 16) % 6 == 0]
    net = train(own(pieces) + [sequence for sequence in found if sequence not in apart])
    print("\n".join(check(net, apart)))


if __name__ == "__main__":
    assert WINDOW > LONGEST
    main()
