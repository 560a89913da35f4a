"""Floor 10: how well each stage does, on any labelled file of the documented schema."""

from wsis_nlp.evaluation.result import Evaluation

__all__ = ["Evaluation"]
