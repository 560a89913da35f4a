"""Small sound files of every format, for the fuzzer to damage."""

from __future__ import annotations

import io
import sys
import zipfile
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.reading.pdfs import column, pdf
from tests.reading.sources import odt, par, run, table, word

_TALK = ">> ANA SOL: We grew. (Applause)\n\n>> BO VOSS: How, and by how much?\n"
_CUES = "1\n00:00:01,000 --> 00:00:02,500\nANA: We grew.\n\n2\n00:00:03,000 --> 00:00:04,000\nSo.\n"

# Formats that are zip archives: the XML inside is damaged too, in an archive that is sound.
INNER = {".docx": word, ".odt": odt}
_BODY = b"THE BODY"


def inner_seeds() -> dict[str, list[bytes]]:
    """Bodies of archives, by ending."""
    cell = par(run("A cell."))
    return {
        ".docx": [
            par(run("A text of words."), "Heading1").encode(),
            (par(run("One.")) + table((cell, cell)) + par(run("Two."))).encode(),
            b'<w:p><w:ins w:id="1"><w:r><w:t>new</w:t></w:r></w:ins><w:del w:id="2"><w:r>'
            b"<w:delText>old</w:delText></w:r></w:del><w:r><w:tab/><w:br/></w:r></w:p>",
        ],
        ".odt": [
            b'<text:h text:outline-level="1">H</text:h><text:p>A <text:s text:c="2"/>b</text:p>',
            b"<text:list><text:list-item><text:p>An item.</text:p></text:list-item></text:list>",
            b"<table:table><table:table-row><table:table-cell><text:p>c</text:p>"
            b"</table:table-cell></table:table-row></table:table>",
            b'<text:p><text:note text:note-class="footnote"><text:note-body><text:p>n</text:p>'
            b"</text:note-body></text:note>words</text:p>",
        ],
    }


def archive(body: bytes, suffix: str) -> bytes:
    """A sound archive around a damaged body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in _parts(suffix).items():
            packed.writestr(name, data.replace(_BODY, body))
    return out.getvalue()


@cache
def _parts(suffix: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(INNER[suffix](_BODY.decode()))) as sound:
        return {name: sound.read(name) for name in sound.namelist()}


def seeds() -> dict[str, list[bytes]]:
    """Sound files by ending."""
    page = "<html><body><nav><a href=x>Home</a></nav><main><h1>T</h1><p>&gt;&gt; ANA SOL: We grew"
    rtf = (
        r"{\rtf1\ansi{\fonttbl{\f0 A;}}\b >> ANA SOL:\b0  We grew\'e9.{\footnote n}\par x\cell\row}"
    )
    debate = (
        "<akomaNtoso><debate><meta><references><TLCPerson id='a' showAs='Ana'/></references></meta>"
        "<debateBody><speech by='#a'><from>A</from><p>We grew.</p></speech></debateBody></debate>"
        "</akomaNtoso>"
    )
    return {
        ".txt": [_TALK.encode(), b"1. Heading\n\nA text.\n"],
        ".vtt": [("WEBVTT\n\n" + _CUES.replace(",", ".")).encode()],
        ".srt": [_CUES.encode()],
        ".sbv": [b"0:00:01.000,0:00:02.000\nWe grew.\n"],
        ".docx": [word(par(run("A text of words.")))],
        ".odt": [odt("<text:p>A text of words.</text:p>")],
        ".pdf": [pdf(column(60, 700, ["A line of text.", "And one more."]))],
        ".html": [page.encode(), b"<table><tr><td>a<td>b</table>"],
        ".md": [
            b"---\ntitle: T\n---\n# H\n\n* a\n\n|a|b|\n|-|-|\n|c|d|\n\n[^1]: n\n",
            _TALK.encode(),
        ],
        ".rtf": [rtf.encode()],
        ".json": [
            b'{"segments":[{"start":1,"end":2,"text":"We","words":[{"word":"We","speaker":"a"}]}]}',
            b'{"title":"T","turns":[{"speaker":"A","text":"We grew.","start":1}]}',
        ],
        ".xml": [debate.encode()],
    }
