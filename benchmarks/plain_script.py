"""The peer of the whole run: what a capable engineer would write in an afternoon.

    python benchmarks/plain_script.py FOLDER OUT.md

Every text file is cut into chunks, encoded by sentence-transformers, clustered by BERTopic with its
defaults, and each topic is summarised by sumy's LexRank. Honest and readable; used by
``end_to_end.py``. It reads ``.txt``, ``.md``, ``.vtt``, ``.srt`` and Akoma Ntoso as plain text.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

SUFFIXES = (".txt", ".md", ".vtt", ".srt", ".xml")
CHUNK = 90


def text_of(path: Path) -> str:
    """The words of a file: tags, times and cue numbers go."""
    text = path.read_text(encoding="utf-8", errors="replace")
    text = re.sub(r"<[^>]+>", " ", text)
    text = re.sub(r"^\d+$|^.*-->.*$|^WEBVTT.*$", " ", text, flags=re.MULTILINE)
    return " ".join(text.split())


def main(folder: Path, out: Path) -> None:
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer

    from wsis_nlp.encoding.converted import model_folder

    chunks: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in SUFFIXES:
            words = text_of(path).split()
            chunks += [" ".join(words[i : i + CHUNK]) for i in range(0, len(words), CHUNK)]
    model = SentenceTransformer(str(model_folder()))
    vectors = model.encode(chunks)
    topics, _ = BERTopic(embedding_model=model).fit_transform(chunks, vectors)
    summarise, tokenizer = LexRankSummarizer(), _Sentences()
    lines: list[str] = []
    for topic in sorted(set(topics)):
        # LexRank compares every sentence with every other: it is given the first 60 chunks.
        said = [chunk for chunk, t in zip(chunks, topics, strict=True) if t == topic][:60]
        parser = PlaintextParser.from_string(" ".join(said), tokenizer)
        lines.append(f"## Topic {topic} ({len(said)} chunks)\n")
        lines += [f"- {sentence}" for sentence in summarise(parser.document, 5)]
    out.write_text("\n".join(lines))
    print(len(chunks))


class _Sentences:
    """sumy's own tokenizer downloads its data; this one cuts at full stops."""

    def to_sentences(self, text: str) -> list[str]:
        return [s for s in re.split(r"(?<=[.!?])\s+", text) if s]

    def to_words(self, sentence: str) -> list[str]:
        return re.findall(r"[a-z']+", sentence.casefold())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
