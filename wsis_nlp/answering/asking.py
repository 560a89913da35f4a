"""Asking: from a question in plain words to an answer whose every word is checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from wsis_nlp.answering.answer import Answer, Counts, Found
from wsis_nlp.answering.columns import Columns
from wsis_nlp.answering.filters import Filters, passing
from wsis_nlp.answering.finding import Ranked, find
from wsis_nlp.answering.library import Library
from wsis_nlp.answering.points import evidence, main_points
from wsis_nlp.answering.reranking import rerank as rerank_by
from wsis_nlp.answering.settings import question_words
from wsis_nlp.answering.understanding import Question, understand
from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.drafting.provenance import check
from wsis_nlp.encoding import languages_of_encoder

_WORD = re.compile(r"[^\W_]+")
# The last of the letters of Latin alphabets (Latin Extended-B).
_LAST_LATIN = "\u024f"


def ask(
    question: str,
    workspace: Path | str | Library = Path("wsis-out/workspace"),
    *,
    filters: Filters | None = None,
    count: int | None = 10,
    context: int = 0,
    rerank: str | None = None,
) -> Answer:
    """What was said: an answer from a workspace that was run.

    >>> answer = ask("what gaps were raised about action line C5")  # doctest: +SKIP

    Parameters
    ----------
    question
        In plain words; lines, roles, names, groups and dates in it are understood.
    workspace
        The folder, or a :class:`Library` that is open, which is quicker for many questions.
    filters
        Go before what the words of the question ask for.
    count
        How many passages are given, ``None`` for all. Counts and points are over all anyway.
    context
        Sentences before and after each passage.
    rerank
        The name or folder of a sentence-transformers cross-encoder that orders the best passages.

    Raises
    ------
    WsisNlpError
        If the question is empty or asks for a line that does not exist, if a filter leaves
        nothing, or if the workspace cannot be used; says which.
    """
    opened = workspace if isinstance(workspace, Library) else Library.open(Path(workspace))
    with nullcontext() if opened is workspace else opened:
        return _answer(opened, question, filters or Filters(), count, context, rerank)


def _answer(
    library: Library,
    text: str,
    filters: Filters,
    count: int | None,
    context: int,
    rerank: str | None,
) -> Answer:
    columns = library.columns
    question = understand(text, filters, library.framework, columns)
    passes = passing(columns, question.filters) & columns.heard
    found = find(library, question, passes)
    if rerank:
        found = rerank_by(library, question, found, rerank)
    points = main_points(library, found, question.filters.role)
    shown = len(found.rows) if count is None else min(count, len(found.rows))
    passages = _passages(library, question, found, shown, context)
    cited = [span for point in points for span in (point.evidence, *point.also)]
    cited += [item.evidence for item in passages]
    documents = library.documents([span.citation.document_id for span in cited])
    for span in cited:
        check(span, documents, "answer")
    remarks = (*library.remarks, *question.remarks, *_language(library, text))
    counts = _counts(columns, found)
    return Answer(question, counts, tuple(points), passages, documents, remarks)


def _counts(columns: Columns, found: Ranked) -> Counts:
    places, said = np.unique(columns.speaker[found.rows], return_counts=True)
    who = [columns.speakers[place] if place >= 0 else None for place in places.tolist()]
    countable = [speaker for speaker in who if speaker and speaker.countable]
    unnamed = [not (speaker and speaker.countable) for speaker in who]
    sources = [columns.sources[at] for at in np.unique(columns.document[found.rows]).tolist()]
    written = sum(source.kind is DocumentKind.SUBMISSION for source in sources)
    groups = {speaker.group for speaker in countable} | {source.group for source in sources}
    return Counts(
        passages=len(found.rows),
        mapped=int(found.mapped.sum()),
        speakers=len(countable),
        unnamed=int(said[unnamed].sum()),
        sessions=len(sources) - written,
        submissions=written,
        groups=tuple(sorted((group for group in groups if group), key=str)),
    )


def _passages(
    library: Library, question: Question, found: Ranked, shown: int, context: int
) -> tuple[Found, ...]:
    columns, rows = library.columns, found.rows[:shown].tolist()
    idents = [columns.sources[columns.document[row]].id for row in rows]
    documents = library.documents(idents)
    wanted = {_stem(word) for word in _WORD.findall(question.subject.casefold())}
    if not question.subject:
        names = (library.framework.line(code) for code in question.lines)
        wanted = {
            _stem(w) for line in names for a in line.aliases for w in _WORD.findall(a.casefold())
        }
    wanted -= {_stem(word) for word in question_words().asking}
    out = []
    for number, (row, ident) in enumerate(zip(rows, idents, strict=True)):
        document, place = documents[ident], int(columns.speaker[row])
        speaker = columns.speakers[place] if place >= 0 else None
        start, end = int(columns.start[row]), int(columns.end[row])
        span = evidence(document, start, end, speaker, "found")
        before, after = _around(library, document, row, context)
        out.append(
            Found(
                span,
                {name: round(float(part[number]), 5) for name, part in found.parts.items()}
                | ({"cosine": round(float(found.likeness[number]), 3)} if found.parts else {}),
                _best_sentence(library, found, row),
                tuple(
                    match.span()
                    for match in _WORD.finditer(span.quote)
                    if _stem(match[0].casefold()) in wanted
                ),
                before,
                after,
            )
        )
    return tuple(out)


def _best_sentence(library: Library, found: Ranked, row: int) -> tuple[int, int]:
    """The sentence of a passage that is nearest to the question, within the passage."""
    columns = library.columns
    first, last, start = int(columns.first[row]), int(columns.last[row]), int(columns.start[row])
    if found.vector is None or first == last:
        return (0, 0)
    best = first + int(np.argmax(library.sentences[first : last + 1] @ found.vector))
    return int(columns.sentence_start[best]) - start, int(columns.sentence_end[best]) - start


def _around(library: Library, document: Document, row: int, context: int) -> tuple[str, str]:
    """The sentences just before and after a passage, verbatim, within its document."""
    if context < 1:
        return "", ""
    columns, place = library.columns, int(library.columns.document[row])
    lowest = int(columns.first[library.bounds[place]])
    highest = int(columns.last[library.bounds[place + 1] - 1])
    first, last = int(columns.first[row]), int(columns.last[row])
    before, after = "", ""
    if first > lowest:
        begin = int(columns.sentence_start[max(lowest, first - context)])
        before = document.shown(begin, int(columns.start[row]))
    if last < highest:
        finish = int(columns.sentence_end[min(highest, last + context)])
        after = document.shown(int(columns.end[row]), finish)
    return before.strip(), after.strip()


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _language(library: Library, text: str) -> Sequence[str]:
    """A remark if the question is in a language that the model does not read."""
    known = languages_of_encoder(library.workspace.recall("encoder", "default"))
    if known is None:
        return ()
    letters = [char for char in text if char.isalpha()]
    if 2 * sum(char > _LAST_LATIN for char in letters) > len(letters):
        return ("the question is in letters that the model does not read: ask in English",)
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < 4 or any(word in question_words().asking for word in words if len(word) > 2):
        return ()
    from wsis_nlp.segmenting.language import language_of

    language = language_of(text)
    if language is None or language in known:
        return ()
    return (
        f"the question looks to be in '{language}' and the model reads English: ask in English",
    )
