"""Which languages an encoder knows, said without loading it."""

from __future__ import annotations

import re
from pathlib import Path

# What multilingual models call themselves.
_MULTILINGUAL = re.compile(
    r"multilingual|labse|bge-m3|laser|xlm|distiluse|mbert|gte-multi|sonar|m3e|e5-.*multi", re.I
)
_CARD_LANGUAGES = re.compile(
    r"^language:[ \t]*(\[.*?\]|[^\s-]\S*|(?:\n[ \t]*- *\S+)+)", re.MULTILINE
)
ENGLISH = frozenset({"en"})


def languages_of_encoder(name: str) -> frozenset[str] | None:
    """The ISO 639-1 codes an encoder knows; ``None`` for one that knows any.

    The default is all-MiniLM-L6-v2, which was trained on English. Another is taken at the word of
    its model card (``language:`` in the head of its README.md), else of its name; one that says
    nothing is taken to know English alone, so that nothing is silently embedded.
    """
    if name == "default":
        return ENGLISH
    card = Path(name) / "README.md"
    if card.is_file():
        head = card.read_text(encoding="utf-8", errors="replace")[:5000]
        match = _CARD_LANGUAGES.search(head) if head.startswith("---") else None
        if match:
            codes = frozenset(code for code in re.findall(r"[a-z]{2,}", match[1].casefold()))
            return None if "multilingual" in codes else codes
    return None if _MULTILINGUAL.search(name) else ENGLISH
