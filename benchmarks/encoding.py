"""Encoding: ours beside the sentence-transformers default, same sentences, same run.

    python benchmarks/encoding.py

Uses the demonstration corpus. Prints sentences per second of both, the ratio, and the cosine of
our vectors to theirs.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

KEY = Path(__file__).resolve().parent.parent / "corpora/demo-answer-key/answer-key.jsonl"


def main() -> None:
    from sentence_transformers import SentenceTransformer

    from wsis_nlp.encoding import load_encoder
    from wsis_nlp.encoding.minilm import model_folder

    texts = [json.loads(line)["text"] for line in KEY.read_text().splitlines()]
    peer, ours = SentenceTransformer(str(model_folder())), load_encoder()
    peer.encode(texts[:64])
    ours.encode(texts[:64])
    seconds = {"sentence-transformers": [], "wsis-nlp": []}
    for _ in range(3):
        begun = time.perf_counter()
        theirs = peer.encode(texts, normalize_embeddings=True)
        seconds["sentence-transformers"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        vectors = ours.encode(texts)
        seconds["wsis-nlp"].append(time.perf_counter() - begun)
    rates = {name: len(texts) / sorted(times)[1] for name, times in seconds.items()}
    for name, rate in rates.items():
        print(f"{name}: {rate:.0f} sentences/s (median of 3, {os.cpu_count()} cores)")
    print(f"ratio: {rates['wsis-nlp'] / rates['sentence-transformers']:.2f}")
    print(f"mean cosine: {float((theirs * vectors).sum(axis=1).mean()):.5f}")


if __name__ == "__main__":
    main()
