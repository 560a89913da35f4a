"""Everything that can go wrong in a way a user should hear about.

Each message names the thing, the fact and the way out. The command line prints it in one
line; in Python it is raised. Anything that reaches a user and is not one of these is a bug.
"""

from __future__ import annotations

from pathlib import Path


class WsisNlpError(Exception):
    """Base class of every error meant for the user."""


class UsageError(WsisNlpError):
    """The call itself makes no sense: a missing folder, an unknown option value."""


class SourceError(WsisNlpError):
    """One source file cannot be read. The batch goes on without it.

    Parameters
    ----------
    path
        The file.
    fact
        What is wrong with it.
    remedy
        What the user can do about it.
    """

    def __init__(self, path: Path | str, fact: str, remedy: str) -> None:
        self.path = str(path)
        self.fact = fact
        self.remedy = remedy
        super().__init__(f"{self.path}: {fact}. {remedy}")


class NothingReadError(WsisNlpError):
    """Not one of the files of a batch could be read."""


class ConfigurationError(WsisNlpError):
    """A configuration or framework file says something impossible."""


class ProvenanceError(WsisNlpError):
    """A quoted span does not equal its source. Never a warning: nothing is written."""


class WorkspaceError(WsisNlpError):
    """The workspace on disk cannot be used as asked."""


class ModelError(WsisNlpError):
    """A model is missing, damaged, or not the one the vectors were made with."""


class OutputError(WsisNlpError):
    """An output cannot be written: no permission, no space, not a folder."""
