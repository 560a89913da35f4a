"""The passages of a workspace as a topic model wants them: without procedure, with what is known.

Procedural sentences are left out of a passage, and a passage that is mostly procedure altogether.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from wsis_nlp.domain.framework import Framework
from wsis_nlp.domain.records import Document, Evidence, Passage, Role, Speaker, SpeakerKind
from wsis_nlp.encoding import Vectors, pool
from wsis_nlp.pipeline.job import Corpus, Encoded, Job
from wsis_nlp.rendering.wording import citation
from wsis_nlp.topics import Material

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A passage with less substance than this, in words, is left out.
_SHORTEST = 12


def topic_material(
    job: Job, corpus: Corpus, encoded: Encoded, framework: Framework | None = None
) -> Material:
    """The passages of a mapped workspace that say something, in the workspace's order.

    With ``framework`` its lines are encoded too, for guided models.
    """
    store = job.workspace
    judged, lines, speakers = store.judged(), store.lines(), store.speakers()
    row = {(s.document_id, s.index): i for i, s in enumerate(corpus.sentences)}
    texts: list[str] = []
    passages: list[Passage] = []
    groups: list[list[int]] = []
    for passage in corpus.passages:
        if not corpus.readable(passage):
            continue
        kept = []
        for index in range(passage.first, passage.last + 1):
            roles = judged[passage.document_id, index].roles
            if not roles or roles[0].role is not Role.PROCEDURAL:
                kept.append(row[passage.document_id, index])
        text = " ".join(corpus.text(corpus.sentences[i]) for i in kept)
        whole = corpus.text(passage).count(" ") + 1
        words = text.count(" ") + 1
        if words >= _SHORTEST and words * 2 >= whole:
            passages.append(passage)
            texts.append(text)
            groups.append(kept)
    facets: dict[str, list[str]] = {
        name: []
        for name in ("line", "phase", "group", "region", "year", "date", "session", "speaker")
    }
    words_of = [corpus.text(s).count(" ") + 1 for s in corpus.sentences]
    citations, links = [], []
    for passage in passages:
        document = corpus.documents[passage.document_id]
        speaker = speakers.get((passage.document_id, passage.utterance))
        scores = lines.get(passage.id, ())
        best = max(scores, key=lambda score: score.probability, default=None)
        facets["line"].append(best.code if best else "")
        facets["phase"].append(document.phase or "")
        group = (speaker.group if speaker else None) or document.group
        facets["group"].append(group.value if group else "")
        facets["region"].append((speaker.region if speaker else None) or "")
        facets["year"].append(_year(document))
        facets["date"].append(document.date or _year(document))
        facets["session"].append(document.title or document.path)
        facets["speaker"].append(speaker.name if speaker else "")
        citations.append(_citation(document, passage, speaker))
        links.append(document.path)
    names = {s.name for s in speakers.values() if s.kind is SpeakerKind.PERSON}
    names |= {u.label for d in corpus.documents.values() for u in d.utterances if u.label}
    return Material(
        [passage.id for passage in passages],
        texts,
        _pooled(encoded.sentences, texts, groups, words_of),
        facets,
        citations,
        links,
        sorted(names),
        encoded.model.fingerprint,
        _anchors(framework, encoded) if framework else {},
        encoded.model,
    )


def _pooled(
    vectors: Vectors, texts: list[str], groups: list[list[int]], words: list[int]
) -> Vectors:
    if not texts:
        return np.zeros((0, vectors.shape[1]), dtype=np.float32)
    flat = [i for group in groups for i in group]
    starts = np.cumsum([0, *map(len, groups[:-1])]).astype(np.int64)
    weights = np.array([words[i] for i in flat], dtype=np.float32)
    return pool(vectors[flat], weights, starts)


def _anchors(framework: Framework, encoded: Encoded) -> dict[str, tuple[Vectors, tuple[str, ...]]]:
    found = {}
    for line in framework.leaves:
        said = (line.title, *line.statements)
        found[line.code] = (encoded.model.encode(said).mean(axis=0), line.terms)
    return found


def _year(document: Document) -> str:
    """From the date, else from the name of the file or its folders."""
    for place in (document.date or "", *reversed(Path(document.path).with_suffix("").parts)):
        years = _YEAR.findall(place)
        if years:
            return str(years[-1])
    return ""


def _citation(document: Document, passage: Passage, speaker: Speaker | None) -> str:
    span = (passage.start, passage.end)
    return citation(
        Evidence(document.text[slice(*span)], document.cite(*span, speaker), speaker), document
    )
