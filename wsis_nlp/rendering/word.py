"""What every Word file of ours shares: signs that Word accepts, our colour, bytes that repeat."""

from __future__ import annotations

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The colour of our words.
OURS_COLOUR = (0x1F, 0x4E, 0x79)
# Word accepts no control characters; captions now and then hold one. In a quote it would have been
# refused when the file was read.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Word files are zip files, whose entries carry a date: a fixed one, so that bytes repeat.
_DATE = (1980, 1, 1, 0, 0, 0)


def clean(text: str) -> str:
    """``text`` without what Word does not accept."""
    return _CONTROL.sub("", text)


def repeatable(data: bytes) -> bytes:
    """The same package with fixed dates, so that the same content gives the same bytes."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, _DATE), old.read(name), ZIP_DEFLATED)
    return out.getvalue()
