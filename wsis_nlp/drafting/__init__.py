"""Floor 6: evidence becomes paragraphs, paragraphs become a Chair's Summary."""

from wsis_nlp.drafting.compose import compose
from wsis_nlp.drafting.differences import find_differences
from wsis_nlp.drafting.names import Names
from wsis_nlp.drafting.outline import STYLES, Outline
from wsis_nlp.drafting.provenance import verify
from wsis_nlp.drafting.sections import DraftSettings

__all__ = [
    "STYLES",
    "DraftSettings",
    "Names",
    "Outline",
    "compose",
    "find_differences",
    "verify",
]
