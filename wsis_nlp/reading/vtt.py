"""WebVTT captions (https://www.w3.org/TR/webvtt1/): voices, Zoom names, rolling repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document
from wsis_nlp.reading.cues import Scan, scan
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.marks import text_lines
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.voices import document_of_cues

_STAMP = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?$")


class VttReader:
    """``.vtt``."""

    name = "WebVTT"
    suffixes = (".vtt",)

    def read(self, source: Source) -> Document:
        """Read the cues; raises ``SourceError`` if it is not WebVTT or has none."""
        decoded = decode(source)
        if not decoded.text.lstrip("\ufeff").startswith("WEBVTT"):
            raise SourceError(
                source.path,
                "it does not begin with WEBVTT",
                "Export the captions again as WebVTT, or rename the file to what it is.",
            )
        found, warnings = scan_vtt(decoded.text), decoded.warnings
        del decoded  # the cues hold all that is needed of it
        return document_of_cues(source, found.cues, [*warnings, *found.problems()])


def scan_vtt(text: str) -> Scan:
    """The cues of a WebVTT file as written, tags and all."""
    return scan(
        text,
        _without_header(text),
        _timing,
        lambda line: "-->" in line,
        skipped=("NOTE", "STYLE", "REGION"),
    )


def _without_header(text: str) -> Iterator[tuple[int, str]]:
    """The lines; those of the header, up to the first empty one, are empty.

    Files that forget the empty line are common: then the first times end it.
    """
    header = True
    for offset, line in text_lines(text):
        header = header and bool(line.strip()) and "-->" not in line
        yield offset, "" if header else line


def _timing(line: str) -> tuple[float, float] | None:
    match = _TIMING.match(line)
    return (_seconds(match.groups()[:4]), _seconds(match.groups()[4:])) if match else None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000
