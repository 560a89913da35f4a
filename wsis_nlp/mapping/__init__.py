"""Floor 5: passages get the lines of a framework, sentences get roles."""

from wsis_nlp.mapping.disagreements import Disagreement, find_disagreements
from wsis_nlp.mapping.figures import Figure, find_figures
from wsis_nlp.mapping.frameworks import load_framework
from wsis_nlp.mapping.mapper import Mapper
from wsis_nlp.mapping.novelty import Theme, Voiced, find_themes
from wsis_nlp.mapping.roles import RoleTagger

__all__ = [
    "Disagreement",
    "Figure",
    "Mapper",
    "RoleTagger",
    "Theme",
    "Voiced",
    "find_disagreements",
    "find_figures",
    "find_themes",
    "load_framework",
]
