"""From a mapped workspace to a draft: its statements, the new themes, the composition."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib import metadata

import numpy as np

from wsis_nlp.auditing import audit_coverage, silence
from wsis_nlp.domain.audit import Audit, Silence
from wsis_nlp.domain.edits import Edits
from wsis_nlp.domain.framework import Framework
from wsis_nlp.domain.records import DRAFTED, Document, Role, Statement
from wsis_nlp.domain.summary import ChairSummary, Section
from wsis_nlp.drafting import (
    DraftSettings,
    Names,
    Outline,
    compose,
    find_differences,
    verify,
)
from wsis_nlp.drafting.comparing import compare_sources
from wsis_nlp.drafting.wording import wording
from wsis_nlp.encoding import Encoder, Vectors, pool
from wsis_nlp.mapping import Mapper, Theme, Voiced, find_themes
from wsis_nlp.pipeline.edits import load_edits
from wsis_nlp.pipeline.job import VERSION, Corpus, Encoded, Job, config_key
from wsis_nlp.pipeline.stages import mapper_for
from wsis_nlp.topics import SEED

_PACKAGES = ("bertopic", "faiss-cpu", "hdbscan", "numpy", "openvino", "umap-learn")


def draft_key(
    job: Job, corpus: Corpus, encoded: Encoded, lines: Framework, outline: Outline
) -> str:
    """What a draft depends on."""
    stages = [str(job.workspace.stage_key(name)) for name in ("speakers", "topics", "mapping")]
    decided = repr(load_edits(job.workspace))
    parts = [VERSION, corpus.key, encoded.key, lines.fingerprint, repr(outline), decided, *stages]
    return hashlib.sha256("\0".join([*parts, config_key("drafting")]).encode()).hexdigest()[:16]


def statements_of(job: Job, corpus: Corpus) -> list[Statement]:
    """Every sentence of the draft's language that was said on air, with all that is known of it."""
    speakers, lines = job.workspace.speakers(), job.workspace.lines()
    judged, topic = job.workspace.judged(), job.workspace.topic_of()
    passage_of = {
        (p.document_id, index): p for p in corpus.passages for index in range(p.first, p.last + 1)
    }
    out: list[Statement] = []
    for row, sentence in enumerate(corpus.sentences):
        document = corpus.documents[sentence.document_id]
        if not corpus.readable(sentence) or document.utterances[sentence.utterance].off_air:
            continue
        passage = passage_of[sentence.document_id, sentence.index]
        out.append(
            Statement(
                sentence,
                corpus.text(sentence),
                row,
                passage.id,
                speakers.get((sentence.document_id, sentence.utterance)),
                lines[passage.id],
                judged[sentence.document_id, sentence.index],
                topic[passage.id],
            )
        )
    return out


def themes_of(
    corpus: Corpus, statements: list[Statement], encoded: Encoded, mapper: Mapper
) -> tuple[Theme, ...]:
    """New themes, sought in the passages by their sentences of substance alone."""
    voiced, vectors = voiced_passages(corpus, statements, encoded)
    return find_themes(voiced, vectors, mapper)


def voiced_passages(
    corpus: Corpus, statements: list[Statement], encoded: Encoded
) -> tuple[list[Voiced], Vectors]:
    """The passages that are mostly of substance, without the rest, with vectors pooled anew."""
    inside: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.roles[0].role is not Role.PROCEDURAL:
            inside.setdefault(statement.passage_id, []).append(statement)
    voiced: list[Voiced] = []
    rows: list[int] = []
    starts: list[int] = []
    for passage in corpus.passages:
        said = inside.get(passage.id, [])
        if 2 * len(said) <= passage.last - passage.first + 1:
            continue
        speaker = said[0].speaker
        voice = speaker.delegation if speaker and speaker.countable else None
        text = " ".join(statement.text for statement in said)
        group = speaker.group.value if speaker and speaker.group else None
        period = _period(corpus.documents[passage.document_id])
        voiced.append(Voiced(passage.id, text, passage.document_id, voice, group, period))
        starts.append(len(rows))
        rows += [statement.row for statement in said]
    words = np.array([corpus.text(corpus.sentences[r]).count(" ") + 1 for r in rows], np.float32)
    return voiced, pool(encoded.sentences[rows], words, np.array(starts, np.int64))


def _period(document: Document) -> str | None:
    """The year and phase of a document, as far as they are known: what growth is counted over."""
    year = (document.date or "")[:4]
    return " ".join(part for part in (year, document.phase) if part) or None


def draft(
    job: Job, corpus: Corpus, encoded: Encoded, whole: Framework, outline: Outline
) -> ChairSummary:
    """Compose the draft and check every quoted word of it against its source.

    Raises
    ------
    UsageError
        If the outline asks for what is not there.
    ProvenanceError
        If a quoted span does not equal its source.
    """
    lines, edits = outline.framework(whole), load_edits(job.workspace)
    statements = outline.statements(statements_of(job, corpus), corpus.documents)
    themes = (
        ()
        if outline.lines
        else themes_of(corpus, statements, encoded, mapper_for(job, encoded, whole))
    )
    unnamed = None
    if outline.style == "chair":
        unnamed = Names(job.workspace.speakers().values(), (s.text for s in statements))
    settings = DraftSettings(edits=edits, unnamed=unnamed)
    if outline.words:
        settings = replace(settings, words=max(1, outline.words // len(DRAFTED)))
    with job.progress.stage("drafting", len(lines.lines)) as step:
        summary = compose(
            outline.title,
            statements,
            encoded.sentences,
            corpus.documents,
            lines,
            themes,
            settings,
            step,
        )
    if outline.compare:
        sources = compare_sources(statements, encoded.sentences, corpus.documents)
        summary = replace(summary, statistics={**summary.statistics, "compared": sources})
    summary = replace(
        summary, sections=_sections(summary, outline, statements, corpus, encoded, unnamed)
    )
    job.report.counts["paragraphs"] = sum(1 for _ in summary.paragraphs())
    job.report.counts["statements"] = sum(
        bool(s.roles) and s.roles[0].role is not Role.PROCEDURAL for s in statements
    )
    summary = replace(
        summary,
        manifest=_manifest(corpus, whole, encoded.model),
        statements=tuple(statements),
        audit=_audit(job, corpus, encoded, lines, summary, statements, edits),
        style=outline.style,
    )
    job.report.counts["verified spans"] = verify(summary)
    length = job.report.counts["words"] = _words(summary)
    if length > wording().longest_words:
        job.report.remarks.append(
            f"the draft has {length:,} words without its annexes; such documents have at most "
            f"{wording().longest_words:,}. Reject points, or draft with fewer --words"
        )
    return summary


def _words(summary: ChairSummary) -> int:
    """The words of lead-ins and quotes."""
    return sum(
        len(text.split())
        for paragraph in summary.paragraphs()
        for text in (paragraph.lead_in, *(evidence.quote for evidence in paragraph.evidence))
    )


def _sections(
    summary: ChairSummary,
    outline: Outline,
    statements: list[Statement],
    corpus: Corpus,
    encoded: Encoded,
    unnamed: Names | None,
) -> tuple[Section, ...]:
    """The sections of the lines and, in a draft of all lines, where speakers differ."""
    if outline.lines:
        return tuple(section for section in summary.sections if section.code)
    said = statements
    if unnamed:
        said = [s for s in statements if not unnamed.find(s.text)]
    found = find_differences(summary, said, encoded.sentences, corpus.documents)
    return (*summary.sections, *((found,) if found else ()))


def _audit(
    job: Job,
    corpus: Corpus,
    encoded: Encoded,
    lines: Framework,
    summary: ChairSummary,
    statements: list[Statement],
    edits: Edits,
) -> Audit:
    """What the draft represents of what was said, and what was not said at all."""
    paragraphs = list(summary.paragraphs())
    return audit_coverage(
        statements,
        encoded.sentences,
        corpus.documents,
        [evidence for paragraph in paragraphs for evidence in paragraph.evidence],
        [evidence for paragraph in paragraphs for evidence in paragraph.also],
        unsaid(job, corpus, encoded, lines, statements),
        edits,
    )


def unsaid(
    job: Job, corpus: Corpus, encoded: Encoded, lines: Framework, statements: list[Statement]
) -> Silence:
    """The gaps that speakers stated, the concepts nobody mentioned, the topics that faded."""
    return silence(
        statements,
        encoded.sentences,
        lines,
        encoded.model,
        job.workspace.topics(),
        job.workspace.topic_of(),
        corpus.passages,
        corpus.documents,
    )


def _manifest(corpus: Corpus, lines: Framework, model: Encoder) -> dict[str, object]:
    """What the draft was made from and with; nothing that changes from one run to the next."""
    return {
        "wsis_nlp": VERSION,
        "encoder": {"name": model.name, "fingerprint": model.fingerprint},
        "framework": {"name": lines.name, "sha256": lines.fingerprint},
        "corpus": corpus.key,
        "seed": SEED,
        "packages": {name: metadata.version(name) for name in _PACKAGES},
        "inputs": {d.path: d.sha256 for d in corpus.documents.values()},
    }
