"""wsis-nlp: from the transcripts and submissions of a policy forum to a cited draft summary.

    from wsis_nlp import Workspace, read

    document = read(Path("session.vtt"))
    with Workspace.open(Path("my-draft/workspace")) as workspace:
        answer = workspace.ask("what gaps were raised about action line C5")

Everything else is reached through its floor: ``wsis_nlp.reading``, ``wsis_nlp.mapping`` and so on.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsis_nlp.answering import Workspace, ask
    from wsis_nlp.pipeline import ingest, run
    from wsis_nlp.reading import read

__all__ = ["Workspace", "ask", "ingest", "read", "run"]

# Imported when first asked for, so that the command line stays quick.
_FLOORS = {
    "Workspace": "wsis_nlp.answering",
    "ask": "wsis_nlp.answering",
    "ingest": "wsis_nlp.pipeline",
    "read": "wsis_nlp.reading",
    "run": "wsis_nlp.pipeline",
}


def __getattr__(name: str) -> object:
    if name not in _FLOORS:
        raise AttributeError(f"module 'wsis_nlp' has no attribute '{name}'")
    return getattr(import_module(_FLOORS[name]), name)
