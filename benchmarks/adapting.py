"""Teaches the question reader how answers are worded (``models/retrieval/questions.npz``).

Low-rank additions (Hu et al., "LoRA", ICLR 2022) to the last layers of all-MiniLM-L6-v2 move the
vector of a question towards the passages that people marked as its answer, whose own vectors stay
as they are. The loss is that of the ranking: the cross-entropy between the words of the answer and
a softmax over the blocks of the meeting, by six cosines with learned weights (the block, the
stretches around it, its best sentence and those beside it). In place of the question, a sentence
of the reference answer or the bare subject is shown now and then. ``train_retrieval.py`` uses it.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wsis_nlp.encoding.converted import load_tokenizer, model_folder
from wsis_nlp.encoding.questions import ADAPTED
from wsis_nlp.evaluation.meetings import Meeting
from wsis_nlp.evaluation.retrieval import Encoded, corpus_of
from wsis_nlp.searching.question import point_and_setting, subject

RANK, SCALE, DROP, EPOCHS, RATE, DECAY = 8, 2.0, 0.1, 4, 1e-3, 1e-2
# How often a sentence of the answer is shown instead of the question, and how often its subject.
ANSWERS, SUBJECTS = 0.4, 0.15
LONGEST = 48
REACHES = (130, 300, 700)
BESIDE = (1, 2, 3, 2, 1)
# The first weights of the cosines, and how quickly they learn.
FIRST, HEAD_RATE = (6.0, 6.0, 6.0, 6.0, 12.0, 12.0), 0.3
PLACES = (
    *(f"attention.self.{name}" for name in ("query", "key", "value")),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Lower:
    """What the layers below the adapted ones make of a text; computed once a text."""

    def __init__(self) -> None:
        from transformers import AutoModel

        self.model = AutoModel.from_pretrained(str(model_folder()), local_files_only=True).eval()
        self.layers = len(self.model.encoder.layer) - ADAPTED
        self._tokenizer = load_tokenizer(LONGEST)
        self._known: dict[str, Any] = {}

    def __call__(self, text: str) -> Any:  # noqa: ANN401
        """The hidden states of a text's word pieces, ``[t, d]``."""
        import torch

        if text not in self._known:
            ids = torch.tensor([self._tokenizer.encode(text).ids])
            with torch.no_grad():
                read = self.model(input_ids=ids, output_hidden_states=True)
            self._known[text] = read.hidden_states[self.layers][0].half()
        return self._known[text]


class Material:
    """A meeting for training: what is shown of its questions, and what they are compared with."""

    def __init__(self, meeting: Meeting, encoded: Encoded, lower: Lower) -> None:
        import torch

        ranker, _ = corpus_of([meeting], {meeting.id: encoded})
        blocks = ranker.blocks
        self.id, self.meeting = meeting.id, meeting
        turns = np.array([p.utterance for p in meeting.passages])
        sizes = meeting.words.astype(float)
        right = [blocks.total(sizes * query.relevant[turns]) for query in meeting.queries]
        asked = [q for q, found in zip(meeting.queries, right, strict=True) if found.any()]
        right = [found / found.sum() for found in right if found.any()]
        self.questions = [lower(query.text) for query in asked]
        self.subjects = [lower(subject(query.text)) for query in asked]
        self.answers = [
            [lower(said) for said in _SENTENCE.split(query.answer) if said.count(" ") > 1]
            for query in asked
        ]
        self.parts = []
        for query in meeting.queries:
            point, setting = point_and_setting(query.text)
            shown = [query.text, point, setting] if setting else [query.text] * 3
            self.parts += [lower(text) for text in shown]
        self.aim = torch.from_numpy(np.array(right, dtype=np.float32).reshape(-1, len(blocks)))
        weighted = blocks.total(encoded.passages.astype(float) * blocks.words[:, None])
        weighted = _unit(weighted) * blocks.sizes[:, None]
        held = [weighted, *(blocks.window_total(weighted, reach) for reach in REACHES)]
        self.held = torch.from_numpy(np.stack([_unit(one) for one in held]).astype(np.float32))
        self.sentences = torch.from_numpy(encoded.sentences)
        first = encoded.starts[blocks.starts]
        places = np.searchsorted(first, np.arange(len(encoded.sentences)), "right") - 1
        self.block_of = torch.from_numpy(places)
        self.words = torch.from_numpy(blocks.total(sizes).astype(np.float32))

    def cosines(self, vectors: Any) -> Any:  # noqa: ANN401
        """Of ``vectors[n, d]`` to the blocks, in six kinds, ``[n, 6, b]``."""
        import torch

        blocks = torch.einsum("kbd,nd->nkb", self.held, vectors)
        best = torch.full((len(vectors), len(self.words)), -1.0).scatter_reduce(
            1, self.block_of.expand(len(vectors), -1), vectors @ self.sentences.T, "amax"
        )
        kernel = torch.tensor(BESIDE, dtype=torch.float32)[None, None] / sum(BESIDE)
        reach = len(BESIDE) // 2
        padded = torch.nn.functional.pad(best[:, None], (reach, reach), mode="replicate")
        return torch.cat([blocks, best[:, None], torch.conv1d(padded, kernel)], 1)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def network(lower: Lower) -> Any:  # noqa: ANN401
    """The last layers with low-rank additions, and the weights of the cosines; these learn."""
    import copy

    import torch

    class LowRank(torch.nn.Module):
        def __init__(self, linear: Any) -> None:  # noqa: ANN401
            super().__init__()
            self.linear = linear
            width = linear.in_features
            self.down = torch.nn.Parameter(torch.randn(RANK, width) / math.sqrt(width))
            self.up = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))
            self.drop = torch.nn.Dropout(DROP)

        def forward(self, x: Any) -> Any:  # noqa: ANN401
            return self.linear(x) + SCALE * ((self.drop(x) @ self.down.T) @ self.up.T)

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = copy.deepcopy(lower.model.encoder.layer[lower.layers :])
            for parameter in self.layers.parameters():
                parameter.requires_grad = False
            for part in self.layers.modules():
                if isinstance(part, torch.nn.Dropout):
                    part.p = 0.0
            for layer in self.layers:
                for place in PLACES:
                    *path, name = place.split(".")
                    owner = layer.get_submodule(".".join(path))
                    setattr(owner, name, LowRank(getattr(owner, name)))
            self.head = torch.nn.Parameter(torch.tensor(FIRST))

        def forward(self, texts: Sequence[Any]) -> Any:  # noqa: ANN401
            hidden = torch.nn.utils.rnn.pad_sequence([one.float() for one in texts], True)
            there = torch.zeros(hidden.shape[:2])
            for row, one in enumerate(texts):
                there[row, : len(one)] = 1
            hide = (1 - there)[:, None, None] * -1e9
            with torch.autocast("cpu", torch.bfloat16):
                for layer in self.layers:
                    given = layer(hidden, attention_mask=hide)
                    hidden = given[0] if isinstance(given, tuple) else given
            pooled = (hidden.float() * there[..., None]).sum(1) / there.sum(1, keepdim=True)
            return torch.nn.functional.normalize(pooled, dim=1)

    return Network()


def adapt(material: Sequence[Material], lower: Lower, seed: int = 0) -> Any:  # noqa: ANN401
    """Learn from these meetings, one a step."""
    import torch

    torch.manual_seed(seed)
    rng, net = random.Random(seed), network(lower)
    low = [p for name, p in net.named_parameters() if p.requires_grad and name != "head"]
    groups = [
        {"params": low, "lr": RATE, "weight_decay": DECAY},
        {"params": [net.head], "lr": HEAD_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups)
    order = [one for one in material if one.questions]
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [RATE, HEAD_RATE], total_steps=EPOCHS * len(order) + 1, pct_start=0.1
    )
    net.train()
    for _ in range(EPOCHS):
        rng.shuffle(order)
        for one in order:
            shown = net([_shown(one, place, rng) for place in range(len(one.questions))])
            logit = (one.cosines(shown) * net.head[None, :, None]).sum(1) + one.words.log()
            loss = -(one.aim * torch.log_softmax(logit, -1)).sum() / 8
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(low, 1.0)
            optimiser.step()
            pace.step()
    return net.eval()


def _shown(one: Material, place: int, rng: random.Random) -> Any:  # noqa: ANN401
    dice = rng.random()
    if dice < ANSWERS and one.answers[place]:
        return rng.choice(one.answers[place])
    return one.subjects[place] if dice < ANSWERS + SUBJECTS else one.questions[place]


def sought(net: Any, one: Material) -> np.ndarray:  # noqa: ANN401
    """The vectors of what answers each question, its point and its setting, ``[n, 3, d]``."""
    import torch

    if not one.parts:
        return np.zeros((0, 3, 384), dtype=np.float32)
    with torch.no_grad():
        found = net(one.parts).numpy()
    return found.reshape(-1, 3, found.shape[1])


def save(net: Any, path: Path) -> None:  # noqa: ANN401
    """Keep what was learned, in half precision."""
    arrays: dict[str, np.ndarray] = {"scale": np.array(SCALE)}
    for number, layer in enumerate(net.layers):
        for place in PLACES:
            added = layer.get_submodule(place)
            arrays[f"{number}.{place}.weight.down"] = added.down.detach().numpy().astype(np.float16)
            arrays[f"{number}.{place}.weight.up"] = added.up.detach().numpy().astype(np.float16)
    with path.open("wb") as stream:
        np.savez(stream, **arrays)
