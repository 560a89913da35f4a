"""Where the data that travels with the package lies: ``configs/`` and ``models/``."""

from __future__ import annotations

from pathlib import Path

from wsis_nlp.domain.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parent.parent


def config_path(*parts: str) -> Path:
    """The path of a file under ``configs/``, in a checkout or in an installed wheel.

    Raises
    ------
    ConfigurationError
        If there is no such file.
    """
    return _path("configs", *parts)


def model_path(*parts: str) -> Path:
    """The path of a file under ``models/``, in a checkout or in an installed wheel.

    Raises
    ------
    ConfigurationError
        If there is no such file.
    """
    return _path("models", *parts)


def _path(*parts: str) -> Path:
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    name = "/".join(parts)
    raise ConfigurationError(f"{name}: not found in the installation. Reinstall wsis-nlp.")
