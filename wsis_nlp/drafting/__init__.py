"""Floor 6: evidence becomes paragraphs, paragraphs become a Chair's Summary."""

from wsis_nlp.drafting.compose import DraftSettings, compose
from wsis_nlp.drafting.provenance import verify

__all__ = ["DraftSettings", "compose", "verify"]
