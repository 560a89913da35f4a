"""Where the data that travels with the package lies: ``configs/`` and ``models/``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


@contextmanager
def configuration(*parts: str) -> Iterator[Any]:
    """Read a YAML file under ``configs/``; what fails inside the ``with`` is a fault of the file.

    Raises
    ------
    ConfigurationError
        If there is no such file, if it is not YAML, or if a name, value, number or pattern is not
        what the code inside takes it for; names the file and, where YAML knows it, the line.
    """
    import yaml

    path = config_path(*parts)
    remedy = "Mend it there or reinstall wsis-nlp."
    try:
        # libyaml is ten times as quick, where it is there.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        yield yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path}{where}: this is not YAML. {remedy}") from error
    except KeyError as error:
        raise ConfigurationError(f"{path}: {error} is missing. {remedy}") from error
    except (AttributeError, IndexError, TypeError, ValueError, re.error) as error:
        fact = " ".join(str(error).split())
        raise ConfigurationError(f"{path}: {fact}. {remedy}") from error


def _path(*parts: str) -> Path:
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    name = "/".join(parts)
    raise ConfigurationError(f"{name}: not found in the installation. Reinstall wsis-nlp.")
