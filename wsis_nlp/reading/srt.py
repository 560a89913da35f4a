"""SubRip (``.srt``) and YouTube's ``.sbv`` captions."""

from __future__ import annotations

import re

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document
from wsis_nlp.reading.cues import Scan, scan
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.marks import text_lines
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.voices import document_of_cues

_SRT_STAMP = r"(\d{1,4})\s*:\s*(\d{1,2})\s*:\s*(\d{1,2})(?:\s*[,.:]\s*(\d{1,3}))?"
_SRT = re.compile(rf"^\s*{_SRT_STAMP}\s*-->\s*{_SRT_STAMP}(?:\s.*)?$")
_WHOLE = re.compile(r"^[ \t]*\d+:\d+:\d+[ \t]*-->", re.MULTILINE)
_SBV_STAMP = r"(\d{1,4}):(\d{2}):(\d{2})[.,](\d{1,3})"
_SBV = re.compile(rf"^\s*{_SBV_STAMP}\s*,\s*{_SBV_STAMP}\s*$")
_SBV_LIKE = re.compile(r"^\s*\d+:\d+:[^\s,]{1,9},\d*:?[^\s,]*\s*$")


class SrtReader:
    """``.srt``."""

    name = "SubRip"
    suffixes = (".srt",)

    def read(self, source: Source) -> Document:
        """Read the cues; raises ``SourceError`` if there are none."""
        decoded = decode(source)
        found, warnings = scan_srt(decoded.text), decoded.warnings
        if _WHOLE.search(decoded.text):
            warnings = (*warnings, "times without thousandths: read as whole seconds")
        del decoded
        return _document(source, found, warnings, "00:00:01,000 --> 00:00:02,000")


class SbvReader:
    """``.sbv``."""

    name = "SBV"
    suffixes = (".sbv",)

    def read(self, source: Source) -> Document:
        """Read the cues; raises ``SourceError`` if there are none."""
        decoded = decode(source)
        found, warnings = scan_sbv(decoded.text), decoded.warnings
        del decoded
        return _document(source, found, warnings, "0:00:01.000,0:00:02.000")


def scan_srt(text: str) -> Scan:
    """The cues of a SubRip file as written."""
    return scan(text, text_lines(text), _srt_timing, lambda line: "-->" in line, loose=True)


def scan_sbv(text: str) -> Scan:
    """The cues of an SBV file as written."""
    return scan(text, text_lines(text), _sbv_timing, lambda line: bool(_SBV_LIKE.match(line)))


def _document(source: Source, found: Scan, warnings: tuple[str, ...], example: str) -> Document:
    if not found.cues:
        raise SourceError(
            source.path,
            f"there is not one timed caption in it (such as {example})",
            "Export the captions again, or rename the file to what it is.",
        )
    return document_of_cues(source, found.cues, [*warnings, *found.problems()])


def _srt_timing(line: str) -> tuple[float, float] | None:
    return _times(_SRT.match(line))


def _sbv_timing(line: str) -> tuple[float, float] | None:
    return _times(_SBV.match(line))


def _times(match: re.Match[str] | None) -> tuple[float, float] | None:
    if match is None:
        return None
    numbers = match.groups()
    return _seconds(*numbers[:4]), _seconds(*numbers[4:])


def _seconds(hours: str, minutes: str, seconds: str, fraction: str | None) -> float:
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000
