"""The ways people write the name of a line, and which line they mean."""

from __future__ import annotations

import re

from wsis_nlp.domain.framework import Framework

# Some official pages write a Cyrillic letter in place of the Latin C.
_LOOK_ALIKE = str.maketrans({"С": "C", "с": "c"})
_SAID_BEFORE = re.compile(r"^(?:wsis\s+)?(?:action\s+line|al|goal)\s+", re.IGNORECASE)


class LineNames:
    """Finds lines by code (``C5``, ``AL C.5``, ``C7 e-health``), application, title or number."""

    def __init__(self, framework: Framework) -> None:
        """Collect the names of all lines; those of applications also without their parent."""
        self._known: dict[str, str] = {}
        for line in framework.lines:
            for name in (line.code, line.code.rpartition(".")[2], line.title):
                self._known.setdefault(_key(name), line.code)
        for line in framework.lines:
            digits = re.search(r"\d+$", line.code)
            if digits:
                self._known.setdefault(digits.group(), line.code)

    def code(self, name: str) -> str | None:
        """The code of the line that is meant, or ``None``."""
        first = re.split(r"[:\s]", name.strip(), maxsplit=1)[0]
        return self._known.get(_key(name)) or self._known.get(_key(first))


def _key(name: str) -> str:
    plain = _SAID_BEFORE.sub("", name.strip().translate(_LOOK_ALIKE))
    return re.sub(r"[\s.]+", "", plain).casefold()
