"""Learn which words are written with capitals: makes ``models/casing/casing.npz``.

    python benchmarks/train_casing.py $WSIS_NLP_DATA

From text in print: half of the General Debate speeches (by an even hash of the file's name), the
committees of QMSum's training part, and the English interviews in Akoma Ntoso of which there is no
plain-text twin. ``benchmarks/reading.py`` measures on the others. About two minutes on one core.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FEATURES, EPOCHS, SEED = 12, 4, 0
# A share of the words is learned without its own spelling, so that unknown words are judged by
# their neighbours and endings.
DROPPED = 0.1
_OWN = (0, 3, 4)
_RARE = 2


def even(name: str) -> bool:
    """Whether a file is in the half that is learned from."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0


def learned_from(data: Path) -> list[str]:
    """The texts that the model learns from."""
    from wsis_nlp.reading import read
    from wsis_nlp.segmenting import language_of

    speeches = sorted((data / "speeches_txt").rglob("*.txt"))
    texts = [read(path).text for path in speeches if even(path.name)]
    with (data / "qmsum/train.jsonl").open(encoding="utf-8") as lines:
        meetings = [json.loads(line) for line in lines]
    texts += [
        "\n".join(turn["text"] for turn in meeting["turns"])
        for meeting in meetings
        if meeting["domain"] == "Committee"
    ]
    twins = {path.stem for path in (data / "transcripts_captioning_txt").glob("*.txt")}
    for path in sorted((data / "transcripts_akoma_ntoso").glob("*.xml")):
        if path.name.split(".")[0] not in twins:
            text = read(path).text
            texts += [text] if language_of(text) == "en" else []
    return texts


def case_of(word: str) -> int:
    """How a word is written (the stem before an apostrophe), -1 if it has no letters."""
    letters = [char for char in word.replace("’", "'").split("'")[0] if char.isalpha()]
    if not letters:
        return -1
    if all(map(str.islower, letters)):
        return 0
    if len(letters) > 1 and all(map(str.isupper, letters)):
        return 2
    return 1 if letters[0].isupper() and all(map(str.islower, letters[1:])) else 3


def main() -> None:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import SGDClassifier

    from wsis_nlp.reading.casing_model import BITS, features, tokens

    rows, cases = [], []
    mixed: Counter[str] = Counter()
    for text in learned_from(Path(sys.argv[1])):
        found = tokens(text)
        words = [text[token.start : token.end] for token in found]
        case = np.array([case_of(word) for word in words])
        inside = (case >= 0) & ~np.array([token.opens for token in found])
        rows.append(features(found)[inside])
        cases.append(case[inside])
        mixed.update(word for word, which in zip(words, case, strict=True) if which == 3)
    table, wanted = np.vstack(rows), np.concatenate(cases)
    count = len(table)
    weight = np.ones((count, FEATURES), np.float32)
    weight[np.ix_(np.random.default_rng(SEED).random(count) < DROPPED, _OWN)] = 0
    matrix = csr_matrix(
        (weight.ravel(), table.ravel(), np.arange(0, count * FEATURES + 1, FEATURES)),
        shape=(count, 1 << BITS),
    )
    model = SGDClassifier(
        loss="log_loss", alpha=2e-7, max_iter=EPOCHS, tol=None, random_state=SEED, average=True
    )
    model.fit(matrix, wanted)
    weights = model.coef_.T
    scale = 127 / np.abs(weights).max()
    target = ROOT / "models/casing"
    target.mkdir(exist_ok=True)
    best: dict[str, str] = {}
    for form, times in mixed.most_common():
        if times > _RARE:
            best.setdefault(form.lower(), form)
    np.savez_compressed(
        target / "casing.npz",
        weights=np.round(weights * scale).astype(np.int8),
        bias=(model.intercept_ * scale).astype(np.float32),
        forms=np.array(sorted(best.values())),
    )
    size = (target / "casing.npz").stat().st_size // 1024
    print(f"{count:,} words, {len(best)} mixed forms, {size} KiB")


if __name__ == "__main__":
    main()
