"""PDF: submissions and transcripts, by pages. What cannot be read is refused with the reason."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document
from wsis_nlp.reading.limits import MIB, limits
from wsis_nlp.reading.pdf_layout import Run
from wsis_nlp.reading.pdf_text import Page, paragraphs, typical_characters
from wsis_nlp.reading.prose import judged, packed_parts
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.written import read_written

_SCRIPT = Path(__file__).with_name("pdf_process.py")
_GENERIC = re.compile(
    r"(?i)^(microsoft (word|powerpoint) - .*|.*\.(docx?|pdf|odt|rtf|indd)|untitled.*)?$"
)
# With fewer characters on most of its pages, a PDF of pictures is a scan.
_SCANNED = 40
_REFUSALS = {
    "password": ("it is encrypted with a password", "Ask for a copy without one."),
    "security": ("it is encrypted in a way that is not known", "Ask for a copy that is not."),
    "characters": (
        "it holds more text than any real document",
        "Split it, or raise pdf_characters in configs/reading/limits.yaml.",
    ),
}
_DAMAGED = ("it is not a PDF, or it is damaged", "Open it in a PDF program and save it again.")


class PdfReader:
    """``.pdf``: turns if its paragraphs carry speaker marks, else sections."""

    name = "PDF"
    suffixes = (".pdf",)

    def read(self, source: Source) -> Document:
        """Read the text; raises ``SourceError`` if there is none, or it cannot be opened."""
        if not source.data.strip():
            raise SourceError(source.path, "the file is empty", "Ask for it again, or take it out.")
        told = _opened(source)
        head, leaves = told[0], [leaf for leaf in told[1:] if "error" not in leaf]
        pages = [_page(leaf) for leaf in leaves]
        warnings = _warnings(leaves)
        _check_scanned(source, leaves, pages)
        parts = judged(packed_parts(paragraphs(pages)), unless_typed=True)
        title = str(head.get("title", ""))
        named = any(part.kind in ("title", "heading") for part in parts)
        title = "" if _GENERIC.match(title) or named else title
        return read_written(source, parts, warnings, title=title, flowing=True)


def _opened(source: Source) -> list[dict[str, Any]]:
    """What the process that opens PDFs tells; see ``pdf_process.py``."""
    most = limits()
    seconds = most.pdf_seconds + most.pdf_seconds_per_mb * len(source.data) // MIB
    arguments = (most.pdf_pages, most.pdf_characters, most.pdf_memory, seconds)
    command = [sys.executable, "-P", str(_SCRIPT), *map(str, arguments)]
    try:
        done = subprocess.run(
            command, input=source.data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_long(source, seconds) from None
    told = [json.loads(line) for line in done.stdout.split(b"\n") if _is_whole(line)]
    if not told:
        if done.returncode in (-24, -9):
            raise _too_long(source, seconds)
        if b"ModuleNotFoundError" in done.stderr:
            raise SourceError(
                source.path, "pypdfium2 is not installed", "Install wsis-nlp again, with pip."
            )
        raise SourceError(source.path, *_DAMAGED)
    error = next((leaf["error"] for leaf in told if "error" in leaf), None)
    if error is not None:
        raise SourceError(source.path, *_REFUSALS.get(error, _DAMAGED))
    if told[0]["pages"] > most.pdf_pages:
        raise SourceError(
            source.path,
            f"it has {told[0]['pages']:,} pages, more than {most.pdf_pages:,}",
            "Split it, or raise pdf_pages in configs/reading/limits.yaml.",
        )
    if len(told) - 1 < told[0]["pages"]:
        if done.returncode == -24:
            raise _too_long(source, seconds)
        raise SourceError(
            source.path, f"its page {len(told)} breaks or exhausts the PDF library", _DAMAGED[1]
        )
    return told


def _is_whole(line: bytes) -> bool:
    return line.startswith(b"{") and line.endswith(b"}")


def _too_long(source: Source, seconds: int) -> SourceError:
    return SourceError(
        source.path,
        f"it takes more than {seconds} s to open, as no sound PDF does",
        "Print it to a new PDF, or raise pdf_seconds in configs/reading/limits.yaml.",
    )


def _page(leaf: dict[str, Any]) -> Page:
    runs = tuple(Run(*run) for run in leaf.get("runs", ()))
    return Page(
        leaf.get("width", 0.0), leaf.get("height", 0.0), runs, tuple(leaf.get("remarks", ()))
    )


def _warnings(leaves: list[dict[str, Any]]) -> list[str]:
    out = []
    broken = [str(n) for n, leaf in enumerate(leaves, start=1) if leaf.get("damaged")]
    if broken:
        out.append(f"damaged page(s) left out: {', '.join(broken[:10])}")
    pictures = [
        str(number)
        for number, leaf in enumerate(leaves, start=1)
        if leaf.get("pictures") and not leaf.get("runs")
    ]
    if pictures:
        out.append(f"page(s) that are pictures, not text: {', '.join(pictures[:10])}")
    unmapped = sum(leaf.get("unmapped", 0) for leaf in leaves)
    if unmapped:
        out.append(f"{unmapped} sign(s) whose font does not say what they mean, shown as \ufffd")
    return out


def _check_scanned(source: Source, leaves: list[dict[str, Any]], pages: list[Page]) -> None:
    if not leaves or typical_characters(pages) >= _SCANNED:
        return
    pictures = sum(bool(leaf.get("pictures")) for leaf in leaves)
    words = sum(len(run.text.split()) for page in pages for run in page.runs)
    if pictures * 2 >= len(leaves) and words < 8 * len(leaves):
        raise SourceError(
            source.path,
            f"it is a scan: {len(leaves)} page(s) of pictures, without text",
            "Run text recognition (OCR) on it, or ask for the original.",
        )
