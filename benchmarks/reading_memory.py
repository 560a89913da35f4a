"""Resident memory of reading one file of 50 MB, a format at a time, each in a process of its own.

Run by ``reading.py``. The text is one real transcript over and over (our own where there is none);
archives are stored, so that their XML has 50 MB; the PDF is 50 MB of pages and their pictures.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SIZE = 50_000_000
_NAME = re.compile(r"^([^:]{1,40}):")


def _repeated(unit: str) -> str:
    return unit * max(1, SIZE // len(unit.encode()))


def text(unit: list[str]) -> bytes:
    return _repeated("\n\n".join(unit) + "\n\n").encode()


def short_lines(unit: list[str]) -> bytes:
    """As captioners' programs save it: lines of 42 characters, an arrow at each turn."""
    turns = (_NAME.sub(r">> \1:", line) for line in unit)
    return _repeated("\r\n\r\n".join("\r\n".join(_cut(turn)) for turn in turns) + "\r\n").encode()


def capitals(unit: list[str]) -> bytes:
    return _repeated("\n\n".join(unit).upper() + "\n\n").encode()


def vtt(unit: list[str]) -> bytes:
    return ("WEBVTT\n\n" + _cues(unit, ".", numbered=False)).encode()


def srt(unit: list[str]) -> bytes:
    return _cues(unit, ",", numbered=True).encode()


def _cues(unit: list[str], point: str, *, numbered: bool) -> str:
    """Cues of one short line each, as captions are."""
    lines = [short for line in unit for short in _cut(line)]
    out: list[str] = []
    size = second = 0
    while size < SIZE:
        for line in lines:
            clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
            number = f"{second + 1}\n" if numbered else ""
            out.append(f"{number}{clock}{point}000 --> {clock}{point}900\n{line}\n\n")
            size += len(out[-1].encode())
            second += 1
    return "".join(out)


def _cut(line: str) -> list[str]:
    import textwrap

    return textwrap.wrap(line, 42)


def html(unit: list[str]) -> bytes:
    body = _repeated("".join(f"<p>{escape(line)}</p>\n" for line in unit))
    return f"<html><head><title>T</title></head><body><main>{body}</main></body></html>".encode()


def saved_page(unit: list[str]) -> bytes:
    picture = "<img src='data:image/png;base64," + "QUJD" * 500_000 + "'>"
    body = "".join(f"<p>{escape(line)}</p>\n" for line in unit)
    return f"<html><body><main>{body}{picture * (SIZE // 2_000_000)}</main></body></html>".encode()


def docx(unit: list[str]) -> bytes:
    from tests.reading.sources import par, run, word

    return word(_repeated("".join(par(run(escape(line))) for line in unit)))


def odt(unit: list[str]) -> bytes:
    from tests.reading.sources import odt as made

    raw, out = made(_repeated("".join(f"<text:p>{escape(line)}</text:p>" for line in unit))), None
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def rtf(unit: list[str]) -> bytes:
    def escaped(line: str) -> str:
        signs = line.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in signs if ord(c) < 2**15)

    return (
        "{\\rtf1\\ansi " + _repeated("".join(escaped(x) + "\\par\n" for x in unit)) + "}"
    ).encode()


def markdown(unit: list[str]) -> bytes:
    return _repeated(
        "# A heading\n\n" + "\n\n".join(unit) + "\n\n* an item\n* another\n\n"
    ).encode()


def recognised(unit: list[str]) -> bytes:
    """Whisper's output with the time of each word."""
    segments, size, second = [], 0, 0
    while size < SIZE:
        for line in unit:
            for short in _cut(line):
                words = [
                    {"word": f" {word}", "start": second + 0.25, "end": second + 0.5, "score": 0.93}
                    for word in short.split()
                ]
                one = {"start": second + 0.0, "end": second + 0.9, "text": short, "words": words}
                segments.append(json.dumps(one))
                size += len(segments[-1])
                second += 1
    return ('{"language": "en", "segments": [' + ", ".join(segments) + "]}").encode()


def turns(unit: list[str]) -> bytes:
    """Our own schema, a turn a line."""
    said = [json.dumps({"speaker": f"Speaker {n % 40}", "text": x}) for n, x in enumerate(unit)]
    return _repeated("\n".join(said) + "\n").encode()


def debate(unit: list[str]) -> bytes:
    said = _repeated("".join(f"<speech by='#a'><p>{escape(line)}</p></speech>\n" for line in unit))
    head = "<akomaNtoso><debate><meta/><debateBody>"
    return f"{head}{said}</debateBody></debate></akomaNtoso>".encode()


def pdf(unit: list[str]) -> bytes:
    """A report of 1,500 pages with a picture on each."""
    from tests.reading.pdfs import column
    from tests.reading.pdfs import pdf as made

    lines = [line[:90] for line in unit if line.isascii()] or ["A line of text."]
    pages = [
        column(60, 760, [lines[(n * 40 + k) % len(lines)] for k in range(45)]) for n in range(1500)
    ]
    sound = made(*pages)
    filler = random.Random(0).randbytes(max(0, SIZE - len(sound)))
    return sound + b"\n%" + filler.replace(b"\n", b" ").replace(b"\r", b" ") + b"\n"


FORMATS: dict[str, tuple[str, Callable[[list[str]], bytes]]] = {
    "text": (".txt", text),
    "text in short lines": (".txt", short_lines),
    "text in capitals": (".txt", capitals),
    "WebVTT": (".vtt", vtt),
    "SubRip": (".srt", srt),
    "Word": (".docx", docx),
    "OpenDocument": (".odt", odt),
    "web page": (".html", html),
    "saved page with its pictures": (".html", saved_page),
    "PDF": (".pdf", pdf),
    "RTF": (".rtf", rtf),
    "Markdown": (".md", markdown),
    "JSON of a speech recogniser": (".json", recognised),
    "JSON lines": (".jsonl", turns),
    "Akoma Ntoso": (".xml", debate),
}


def memory(source: Path, only: tuple[str, ...] = ()) -> dict[str, object]:
    """For each format: MB resident at most, seconds, words read or the refusal."""
    out: dict[str, object] = {}
    lines = [line for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        for name, (suffix, make) in FORMATS.items():
            if only and name not in only:
                continue
            path = Path(folder) / f"large{suffix}"
            path.write_bytes(make(lines))
            done = subprocess.run(
                [sys.executable, __file__, str(path), "--one"],
                capture_output=True,
                text=True,
                check=False,
            )
            told = done.stdout.strip().split("\n")[-1] if done.returncode == 0 else ""
            out[name] = {
                "MB": path.stat().st_size // 1_000_000,
                **(json.loads(told) if told else {"failed": done.stderr[-200:]}),
            }
            path.unlink()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="a transcript to make the files of")
    parser.add_argument("--formats", nargs="*", default=[], choices=FORMATS)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(given.source)
    else:
        print(json.dumps(memory(given.source, tuple(given.formats)), indent=1))


def one(path: Path) -> None:
    """Read one file, and say what it took."""
    import time

    from wsis_nlp.domain.errors import SourceError
    from wsis_nlp.reading import read

    begun, told = time.process_time(), {}
    try:
        told["words"] = read(path).text.count(" ")
    except SourceError as error:
        told["refused"] = error.fact
    told["seconds"] = round(time.process_time() - begun, 1)
    # Not ru_maxrss, which a process inherits from the one that started it.
    status = Path("/proc/self/status").read_text()
    own = int(next(line for line in status.splitlines() if "VmHWM" in line).split()[1])
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if path.suffix == ".pdf" else 0
    told["MB resident"] = max(own, child) // 1024
    print(json.dumps(told))


if __name__ == "__main__":
    main()
