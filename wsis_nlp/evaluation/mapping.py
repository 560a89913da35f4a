"""How well passages are mapped to the lines of a framework, beside peers on the same items."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wsis_nlp.domain.framework import Framework
from wsis_nlp.encoding import Encoder, encode_whole
from wsis_nlp.evaluation import scores
from wsis_nlp.evaluation.labels import Labelled, load_labelled
from wsis_nlp.evaluation.mapping_peers import peer_scores
from wsis_nlp.evaluation.result import Evaluation
from wsis_nlp.evaluation.scores import Flags, Floats
from wsis_nlp.mapping import Mapper

Metrics = dict[str, float | int | None]
_TOP = 3


def evaluate_mapping(path: Path, framework: Framework, encoder: Encoder) -> Evaluation:
    """Score a mapper on a labelled file; nothing is learned from it.

    Raises
    ------
    UsageError
        If the file is not of a documented shape.
    """
    items = load_labelled(path, framework)
    mapper = Mapper(framework, encoder)
    texts = [item.text for item in items]
    vectors = encode_whole(encoder, texts)
    chances = mapper.probabilities(texts, vectors)
    given = [tuple(score.code for score in lines) for lines in mapper.map(texts, vectors)]
    peers = peer_scores(framework, texts, vectors, encoder)
    board = _Board(framework, items)
    rows = tuple(board.row(i, chances[i], given[i]) for i in range(len(items)))
    if any(item.judged for item in items):
        metrics = board.pairs(chances, mapper.settings.present)
        return Evaluation(
            f"mapping to {framework.title}: is the line present?",
            metrics,
            rows,
            {name: board.pairs_at_best(found) for name, found in peers.items()},
            ("each peer is given the threshold that is best for it on this very file",),
        )
    return Evaluation(
        f"mapping to {framework.title}",
        board.lines(chances, given),
        rows,
        {name: board.ranked(found, peer=True) for name, found in peers.items()},
        board.remarks(chances),
    )


class _Board:
    """Items and lines as arrays; applications are folded into the line they stand under."""

    def __init__(self, framework: Framework, items: Sequence[Labelled]) -> None:
        self.items = items
        self.leaves = [line.code for line in framework.leaves]
        parent = {line.code: line.parent for line in framework.lines}
        self._top = {code: self._root(code, parent) for code in parent}
        self.tops = list(dict.fromkeys(self._top[code] for code in self.leaves))
        self.gold: Flags = np.array(
            [
                [any(self._top[code] == top for code in item.codes) for top in self.tops]
                for item in items
            ]
        )
        self.labelled: Flags = np.asarray(self.gold.any(axis=1))
        self._fold = np.array([self.tops.index(self._top[code]) for code in self.leaves])

    @staticmethod
    def _root(code: str, parent: dict[str, str | None]) -> str:
        above = parent[code]
        while above is not None:
            code, above = above, parent[above]
        return code

    def folded(self, chances: Floats) -> Floats:
        """The probability that at least one leaf of a line is meant, ``float[n, n_tops]``."""
        none = np.ones((len(chances), len(self.tops)))
        for index, top in enumerate(self._fold.tolist()):
            none[:, top] *= 1 - chances[:, index]
        return 1 - none

    def _best(self, leaf_scores: Floats) -> Floats:
        columns = [leaf_scores[:, self._fold == top].max(axis=1) for top in range(len(self.tops))]
        return np.stack(columns, axis=1)

    def ranked(self, leaf_scores: Floats, *, peer: bool = False) -> Metrics:
        """What only needs an order of the lines, over the items that have one."""
        # The scores of a peer are no probabilities: a line has that of its best application.
        folded = self._best(leaf_scores) if peer else self.folded(leaf_scores)
        chances, gold = folded[self.labelled], self.gold[self.labelled]
        if not len(gold):
            return {}
        order = np.argsort(-chances, axis=1, kind="stable")
        rows = np.arange(len(gold))
        first = scores.one_hot(order[:, 0], len(self.tops))
        hit = gold[rows, order[:, 0]]
        near: Flags = np.asarray(gold[rows[:, None], order[:, :_TOP]].any(axis=1))
        found: Metrics = {
            "accuracy": float(hit.mean()),
            "macro_f1": scores.macro_f1(first, gold),
            "top3": float(near.mean()),
            "map": scores.mean_average_precision(chances, gold),
            "lrap": scores.ranking_precision(chances, gold),
        }
        if not peer:
            for name, low_high in {
                "accuracy": scores.interval(len(gold), lambda draw: float(hit[draw].mean())),
                "macro_f1": scores.interval(
                    len(gold), lambda draw: scores.macro_f1(first[draw], gold[draw])
                ),
                "top3": scores.interval(len(gold), lambda draw: float(near[draw].mean())),
            }.items():
                found[f"{name}_low"], found[f"{name}_high"] = low_high
        return found

    def lines(self, chances: Floats, given: Sequence[tuple[str, ...]]) -> Metrics:
        """Everything for items that are labelled with lines, or with none."""
        folded = self.folded(chances)
        said: Flags = np.array(
            [
                [any(self._top[code] == top for code in codes) for top in self.tops]
                for codes in given
            ]
        )
        best = folded.argmax(axis=1)
        hit = self.gold[np.arange(len(best)), best]
        precision, recall, f1 = scores.precision_recall_f1(said, self.gold)
        found: Metrics = {"n": len(self.items), **self.ranked(chances)}
        found |= {
            "ece": scores.calibration_error(folded, self.gold),
            "ece_first": scores.calibration_error(folded.max(axis=1), hit),
            "precision_given": precision,
            "recall_given": recall,
            "f1_given": f1,
            "macro_f1_given": scores.macro_f1(said, self.gold),
            "lines_given": float(said.sum(axis=1).mean()),
        }
        if self.labelled.any():
            held = (said & self.gold)[self.labelled].any(axis=1)
            found["recall_any"] = float(held.mean())
        if not self.labelled.all():
            found["outside_mapped"] = float(said[~self.labelled].any(axis=1).mean())
        found |= self._applications(chances)
        for index, top in enumerate(self.tops):
            if self.gold[:, index].any():
                first = (best == index) & self.labelled
                one = scores.precision_recall_f1(first, self.gold[:, index])
                found |= {f"precision_{top}": one[0], f"recall_{top}": one[1], f"f1_{top}": one[2]}
        return found

    def _applications(self, chances: Floats) -> Metrics:
        """Of the items labelled with a leaf under a parent, how many get it among its sisters."""
        right = []
        for row, item in enumerate(self.items):
            for code in item.codes:
                if code in self.leaves and self._top[code] != code:
                    sisters = [
                        i for i, c in enumerate(self.leaves) if self._top[c] == self._top[code]
                    ]
                    right.append(
                        self.leaves[max(sisters, key=lambda i: chances[row, i])] in item.codes
                    )
                    break
        if not right:
            return {}
        return {"application_accuracy": float(np.mean(right)), "application_n": len(right)}

    def remarks(self, chances: Floats) -> tuple[str, ...]:
        """The pairs of lines that are taken for one another most often."""
        best = self.folded(chances).argmax(axis=1)
        table = self.confusion(best)
        pairs = [
            (int(table[i, j]), f"{gold} for {said}")
            for i, said in enumerate(self.tops)
            for j, gold in enumerate(self.tops)
            if i != j and table[i, j]
        ]
        worst = ", ".join(f"{name} ({count})" for count, name in sorted(pairs, reverse=True)[:5])
        return (f"taken most often: {worst}",) if worst else ()

    def confusion(self, best: np.ndarray) -> np.ndarray:
        """How often a labelled line (row) was taken for another (column), ``int[k, k]``."""
        table = np.zeros((len(self.tops), len(self.tops)), dtype=np.int64)
        for row in np.flatnonzero(self.labelled).tolist():
            said = int(best[row])
            gold = said if self.gold[row, said] else int(self.gold[row].argmax())
            table[gold, said] += 1
        return table

    def pairs(self, chances: Floats, threshold: float) -> Metrics:
        """For one question an item: is this line present?"""
        asked, gold, lines = self._asked(chances)
        given = asked >= threshold
        found = self._pair_metrics(given, gold, lines, asked)
        low, high = scores.interval(len(gold), lambda draw: float((given == gold)[draw].mean()))
        found |= {"accuracy_low": low, "accuracy_high": high, "threshold": threshold}
        found["ece"] = scores.calibration_error(asked, gold)
        for line in dict.fromkeys(lines):
            of_line = np.array([name == line for name in lines])
            found[f"accuracy_{line}"] = float((given == gold)[of_line].mean())
        return found

    def pairs_at_best(self, leaf_scores: Floats) -> Metrics:
        """The same for a peer, with the threshold that is best on these items."""
        asked, gold, lines = self._asked(leaf_scores)
        cuts = np.unique(asked)
        best = max(cuts.tolist(), key=lambda cut: float(((asked >= cut) == gold).mean()))
        return self._pair_metrics(asked >= best, gold, lines, asked)

    def _asked(self, chances: Floats) -> tuple[Floats, Flags, list[str]]:
        lines = [item.judged or item.codes[0] for item in self.items]
        columns = [self.leaves.index(line) for line in lines]
        asked = chances[np.arange(len(columns)), columns]
        return asked, np.array([bool(item.codes) for item in self.items]), lines

    @staticmethod
    def _pair_metrics(given: Flags, gold: Flags, lines: list[str], asked: Floats) -> Metrics:
        from sklearn.metrics import roc_auc_score

        precision, recall, f1 = scores.precision_recall_f1(given, gold)
        apart = [np.array([name == line for name in lines]) for line in dict.fromkeys(lines)]
        each = [scores.precision_recall_f1(given[a], gold[a])[2] for a in apart if gold[a].any()]
        return {
            "n": len(gold),
            "accuracy": float((given == gold).mean()),
            "precision": precision,
            "recall": recall,
            "f1": f1,
            "macro_f1": float(np.mean(each)) if each else None,
            "auc": float(roc_auc_score(gold, asked)) if 0 < gold.sum() < len(gold) else None,
        }

    def row(self, index: int, chances: Floats, given: tuple[str, ...]) -> dict[str, object]:
        """One line of the predictions: the probability of every line, and of every leaf."""
        item = self.items[index]
        folded = self.folded(chances[None])[0]
        found: dict[str, object] = {
            "id": item.ident,
            "gold": list(item.codes),
            "given": list(given),
            "probabilities": _rounded(self.tops, folded),
        }
        if self.leaves != self.tops:
            found["applications"] = _rounded(self.leaves, chances)
        if item.judged:
            found["judged"] = item.judged
            found["probability"] = round(float(chances[self.leaves.index(item.judged)]), 6)
        return found


def _rounded(codes: Sequence[str], chances: Floats) -> dict[str, float]:
    return {code: round(float(c), 6) for code, c in zip(codes, chances, strict=True)}
