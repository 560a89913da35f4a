"""Signs made even before anything is read, one for one, so that every offset stays.

Captioners' non-breaking hyphens and spaces, the entities of a saved web page, the asterisks around
a bold name: each gives way to as many characters as it had. What is left over becomes a joiner
(U+2060), which is shown as nothing and which the builder drops.
"""

from __future__ import annotations

import html
import re
import unicodedata

from wsis_nlp.reading.packing import PackedText, slices

JOINER = "\u2060"
# Characters that captioning uses for others.
SAME = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2011": "-", "\u2010": "-"})
# Characters that are shown as nothing.
NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

_INVISIBLE = re.compile(f"[{NOTHING}]")
_ENTITY = re.compile(r"(?:&gt;){2,}|&(?:[a-zA-Z]{2,8}|#\d{2,5}|#[xX][0-9a-fA-F]{2,5});")
_BOLD_LABEL = re.compile(
    r"^([ \t]*(?:>>+[ \t]*)?)(\*\*|__|\*|_)([^\s*_:][^*_:\n]{0,70})(:?)(\2)(:?)(?=\s)", re.MULTILINE
)


def even(text: str) -> str:
    """``text`` with its signs made even; every character keeps its offset."""
    out = PackedText()
    for lines in slices(text):
        out.append(_even(lines))
    return out.whole()


def _even(text: str) -> str:
    text = text.translate(SAME)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "*" in text or "_" in text:
        text = _BOLD_LABEL.sub(_unmarked, text)
    return text


def visible(text: str) -> str:
    """``text`` without what is shown as nothing, its white space single."""
    return " ".join(_INVISIBLE.sub("", text).translate(SAME).split())


def without_accents(text: str) -> str:
    """``text`` without accents and the like, which one writes and another leaves out."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def _entity(match: re.Match[str]) -> str:
    shown = html.unescape(match.group()).translate(SAME)
    if len(shown) > 1 and set(shown) != {">"}:  # no entity: "&notthis;"
        return match.group()
    return shown + JOINER * (len(match.group()) - len(shown))


def _unmarked(match: re.Match[str]) -> str:
    before, mark, label, inside, _, outside = match.groups()
    if bool(inside) == bool(outside):
        return match.group()
    return before + " " * len(mark) + label + ":" + " " * len(mark)
