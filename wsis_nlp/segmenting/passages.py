"""Passages: runs of whole sentences inside one utterance."""

from __future__ import annotations

from itertools import groupby

from wsis_nlp.domain.records import Document, Passage, Sentence, content_id

# Words: long enough to say something, short enough to be about one thing; the encoder reads 256
# word pieces, about 190 words.
TARGET_WORDS = 90
SHORTEST_WORDS = 30


def passages(document: Document, found: tuple[Sentence, ...]) -> tuple[Passage, ...]:
    """Cut a document's sentences into passages of about 90 words.

    A passage never crosses an utterance; a short rest joins the passage before it.
    """
    out: list[Passage] = []
    for utterance, group in groupby(found, key=lambda sentence: sentence.utterance):
        for run in _runs(document, list(group)):
            first, last = run[0], run[-1]
            out.append(
                Passage(
                    content_id("p", document.id, first.start, last.end),
                    document.id,
                    len(out),
                    utterance,
                    first.index,
                    last.index,
                    first.start,
                    last.end,
                )
            )
    return tuple(out)


def _runs(document: Document, group: list[Sentence]) -> list[list[Sentence]]:
    runs: list[list[Sentence]] = []
    sizes: list[int] = []
    for sentence in group:
        words = document.text.count(" ", sentence.start, sentence.end) + 1
        if runs and sizes[-1] + words / 2 <= TARGET_WORDS:
            runs[-1].append(sentence)
            sizes[-1] += words
        else:
            runs.append([sentence])
            sizes.append(words)
    if len(runs) > 1 and sizes[-1] < SHORTEST_WORDS:
        runs[-2].extend(runs.pop())
    return runs
