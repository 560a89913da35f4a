"""True casing of real text put in capitals: the share of words cased right, beside peers.

Run by ``reading.py``. What the model learned from is not measured on (``train_casing.py``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from train_casing import case_of, even, learned_from

# A sample of each source, in words: the peers are slow.
_SAMPLE = 60_000


def held_apart(data: Path) -> dict[str, list[str]]:
    """Texts by source: none of them was learned from; the submissions' source not at all."""
    from wsis_nlp.domain.errors import SourceError
    from wsis_nlp.reading import read
    from wsis_nlp.segmenting import language_of

    out: dict[str, list[str]] = {"speeches": [], "interviews": [], "submissions": []}
    for path in sorted((data / "speeches_txt").rglob("*.txt")):
        if not even(path.name):
            out["speeches"].append(read(path).text)
    for folder, name in (
        ("transcripts_captioning_txt", "interviews"),
        ("submissions_pdf", "submissions"),
    ):
        for path in sorted((data / folder).iterdir()):
            try:
                text = read(path).text
            except SourceError:
                continue
            out[name] += [text] if language_of(text) == "en" else []
    with (data / "qmsum/val.jsonl").open(encoding="utf-8") as lines:
        meetings = [json.loads(line) for line in lines]
    out["committees"] = [
        "\n".join(turn["text"] for turn in meeting["turns"])
        for meeting in meetings
        if meeting["domain"] == "Committee"
    ]
    return {name: _sample(texts) for name, texts in out.items()}


def _sample(texts: Sequence[str]) -> list[str]:
    share = min(1.0, _SAMPLE / max(1, sum(text.count(" ") for text in texts)))
    return [text[: int(share * len(text))].rsplit(" ", 1)[0] for text in texts]


def casing(data: Path) -> dict[str, object]:
    """Words cased right, of all and of those that have a capital inside a sentence."""
    from wsis_nlp.reading.casing import cased
    from wsis_nlp.reading.casing_model import tokens

    def ours(text: str) -> str:
        return cased(text.upper())

    def capitalised(text: str) -> str:
        out = list(text.lower())
        for token in tokens(text):
            if token.opens:
                out[token.start] = out[token.start].upper()
        return "".join(out)

    systems: dict[str, Callable[[str], str]] = {
        "wsis-nlp": ours,
        "str.capitalize per sentence": capitalised,
        "sacremoses, same training text": _moses(learned_from(data)),
        "truecase": _truecase(),
    }
    out: dict[str, object] = {}
    for source, found in held_apart(data).items():
        # Letters whose capitals are longer ("ß") cannot be put back.
        texts = ["".join(c if len(c.upper()) == 1 else " " for c in text) for text in found]
        scores: dict[str, object] = {}
        for name, system in systems.items():
            right = total = capitals = kept = 0
            for text in texts:
                shown = system(text)
                for token in tokens(text):
                    word = text[token.start : token.end]
                    if case_of(word) < 0:
                        continue
                    good = shown[token.start : token.end] == word
                    inside = case_of(word) > 0 and not token.opens
                    total, right = total + 1, right + good
                    capitals, kept = capitals + inside, kept + (inside and good)
            scores[name] = {
                "right": round(right / total, 4),
                "capitals inside sentences": round(kept / capitals, 4),
            }
        out[source] = {"words": total, **scores}
    return out


def _moses(texts: Sequence[str]) -> Callable[[str], str]:
    """The Moses truecaser as sacremoses has it, with its words put back at their places."""
    from sacremoses import MosesTruecaser

    from wsis_nlp.reading.casing_model import tokens

    def words_of(text: str) -> list[list[str]]:
        lines: list[list[str]] = []
        for token in tokens(text):
            if token.opens or not lines:
                lines.append([])
            lines[-1].append(text[token.start : token.end])
            if token.sign and token.sign in ".,;:!?":
                lines[-1].append(token.sign)
        return lines

    caser = MosesTruecaser()
    caser.train([line for text in texts for line in words_of(text)])

    def run(text: str) -> str:
        out = list(text.lower())
        found = tokens(text)
        small: list[list[str]] = words_of(text.lower())
        forms = []
        for line in small:
            cased = caser.truecase(" ".join(line), return_str=False, use_known=True)
            forms += [word for word in cased if word not in ".,;:!?"]
        for token, form in zip(found, forms, strict=True):
            out[token.start : token.end] = form
            if token.opens:
                out[token.start] = out[token.start].upper()
        return "".join(out)

    return run


def _truecase() -> Callable[[str], str]:
    """The package truecase with its own model; its tokeniser asks the network, ours does not."""
    from truecase.TrueCaser import TrueCaser

    from wsis_nlp.reading.casing_model import tokens

    caser = TrueCaser()

    def run(text: str) -> str:
        out = list(text.lower())
        sentence: list[object] = []
        found = tokens(text)
        for place, token in enumerate(found):
            sentence.append(token)
            if place + 1 == len(found) or found[place + 1].opens:
                words = [t.small for t in sentence]  # type: ignore[attr-defined]
                forms = caser.get_true_case_from_tokens(words, "lower")
                for t, form in zip(sentence, forms, strict=True):
                    if len(form) == t.end - t.start:  # type: ignore[attr-defined]
                        out[t.start : t.end] = form  # type: ignore[attr-defined]
                sentence = []
        return "".join(out)

    return run


if __name__ == "__main__":
    print(json.dumps(casing(Path(os.environ["WSIS_NLP_DATA"])), indent=1))
