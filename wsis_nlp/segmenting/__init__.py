"""Floor 2: a Document becomes sentences and passages."""

from wsis_nlp.segmenting.language import foreign_spans, language_of
from wsis_nlp.segmenting.passages import passages
from wsis_nlp.segmenting.sentences import sentences
from wsis_nlp.segmenting.stems import stem_words

__all__ = ["foreign_spans", "language_of", "passages", "sentences", "stem_words"]
