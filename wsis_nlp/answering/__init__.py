"""Floor 7: a question in plain words becomes an answer with its sources."""

from wsis_nlp.answering.answer import Answer, Counts, Found, Point
from wsis_nlp.answering.asking import ask
from wsis_nlp.answering.filters import Filters, filters_of
from wsis_nlp.answering.library import Library, prepare
from wsis_nlp.answering.understanding import Question
from wsis_nlp.answering.workspace import Workspace

__all__ = [
    "Answer",
    "Counts",
    "Filters",
    "Found",
    "Library",
    "Point",
    "Question",
    "Workspace",
    "ask",
    "filters_of",
    "prepare",
]
