"""PDF files damaged by object: the table of objects stays sound, so that what they say is tried.

pdfium is opened in a process of its own, and to start Python for each costs half a second: here
that process is forked from one that has it loaded. What it reads, writes and may spend is the same.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.reading.pdfs import LOCKED, PICTURE, column, pdf

_OBJECT = re.compile(rb"\d+ 0 obj\n(.*?)\nendobj\n", re.DOTALL)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_REFERENCE = re.compile(rb"\d+ 0 R")
_NAME = re.compile(rb"/[A-Za-z0-9]+")
_ODD_NUMBERS = (
    b"0",
    b"-1",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"1e39",
    b"0.00001",
    b"99",
)
_ODD_NAMES = (
    b"/Kids",
    b"/Parent",
    b"/Contents",
    b"/Page",
    b"/Pages",
    b"/Form",
    b"/Image",
    b"/Type3",
)
_ODD_CONTENT = (
    b"BT /F1 0 Tf (x) Tj ET",
    b"BT /F1 1000000000 Tf 0 0 0 0 0 0 Tm (x) Tj ET",
    b"q " * 3000,
    b"BT /F1 9 Tf 1 0 0 -1 50 50 Tm <FEFF0041> Tj [(a) -9999999 (b) 1e30 (c)] TJ ET",
    b"/Im1 Do /Fm1 Do " * 40,
    b"BT /F1 9 Tf 0 1 -1 0 99 99 Tm (turned) Tj ET",
    b"BI /W 9999 /H 9999 /BPC 8 ID x EI",
    b"BT /F1 9 Tf 60 300 Td (" + b"long " * 3000 + b") Tj ET",
)


def seeds() -> list[bytes]:
    """Columns, pictures, a form that holds itself, remarks, odd fonts, a deep page tree, a lock."""
    talk = column(60, 700, [">> ANA SOL: We grew.", "By half in that year.", ">> BO VOSS: How?"])
    two = column(50, 700, ["The left side."] * 5) + column(320, 700, ["The right."] * 5)
    plain = pdf(talk, two)
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Fm1 @ >> >> "
    )
    signs = zlib.compress(b"/CIDInit begincmap 1 beginbfchar <41> <D83DDE00> endbfchar endcmap")
    return [
        plain,
        pdf(talk, extra=PICTURE),
        pdf(two, trailer=LOCKED),
        _with(
            plain,
            form + b"/Length 11 >>\nstream\n/Fm1 Do q Q\nendstream",
            (b"/XObject <<", b"/XObject << /Fm1 @ "),
            (b"BT /F1", b"/Fm1 Do BT /F1"),
        ),
        _with(
            plain,
            b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (A remark.) >>",
            (b"/Parent 2 0 R", b"/Parent 2 0 R /Annots [@] /Rotate 90 /CropBox [9 9 590 800]"),
        ),
        _with(
            plain,
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(signs), signs),
            (b"/BaseFont /Helvetica ", b"/BaseFont /Helvetica /ToUnicode @ "),
        ),
        _with(
            plain,
            b"<< /Type /Pages /Count 2 /Kids [5 0 R 7 0 R] /Parent 2 0 R >>",
            (b"/Kids [5 0 R 7 0 R]", b"/Kids [@]"),
        ),
    ]


def damaged(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """A file with one to eight pieces of damage to its objects; now and then to its bytes."""
    objects = _objects(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(objects))
        body, kind = objects[place], chance.random()
        if kind < 0.25:
            body = _changed(_NUMBER, body, chance.choice(_ODD_NUMBERS), chance)
        elif kind < 0.45:
            other = b"%d 0 R" % chance.randint(0, len(objects) + 1)
            body = _changed(_REFERENCE, body, other, chance)
        elif kind < 0.55:
            names = [*_ODD_NAMES, *_NAME.findall(chance.choice(objects))]
            body = _changed(_NAME, body, chance.choice(names), chance)
        elif kind < 0.65:
            body = chance.choice(objects)
        elif kind < 0.7:
            body = chance.choice(_objects(chance.choice(others)))
        elif kind < 0.85 and b"stream\n" in body:
            head, _, words = body.partition(b"stream\n")
            lines = words.removesuffix(b"\nendstream").split(b"\n")
            lines.insert(chance.randint(0, len(lines)), chance.choice(_ODD_CONTENT))
            chance.shuffle(lines)
            inside = b"\n".join(lines)
            head = re.sub(rb"/Length \d+", b"/Length %d" % len(inside), head)
            body = head + b"stream\n" + inside + b"\nendstream"
        elif kind < 0.95:
            at = chance.randrange(len(body) + 1)
            body = body[:at] + chance.randbytes(chance.choice((0, 1, 3))) + body[at + 1 :]
        else:
            body = b"<< >>"
        objects[place] = body
    out = _assembled(
        objects, chance.choice((b"", b"", b"", LOCKED.encode(), b"/Prev 9", b"/Size 1"))
    )
    return out if chance.random() < 0.9 else out[: chance.randrange(len(out))]


def _changed(pattern: re.Pattern[bytes], body: bytes, new: bytes, chance: random.Random) -> bytes:
    found = list(pattern.finditer(body))
    if not found:
        return body
    one = chance.choice(found)
    return body[: one.start()] + new + body[one.end() :]


def _objects(data: bytes) -> list[bytes]:
    return [match.group(1) for match in _OBJECT.finditer(data)] or [b"<< >>"]


def _with(data: bytes, extra: bytes, *changes: tuple[bytes, bytes]) -> bytes:
    """A sound file with one object more, "@", and what refers to it."""
    objects = [*_objects(data), extra]
    reference = b"%d 0 R" % len(objects)
    for old, new in changes:
        objects = [body.replace(old, new) if body is not extra else body for body in objects]
    return _assembled([body.replace(b"@", reference) for body in objects])


def _assembled(objects: list[bytes], trailer: bytes = b"") -> bytes:
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def fork_instead_of_starting() -> None:
    """Let the PDF reader fork its process from this one."""
    from wsis_nlp.reading import pdf as reader
    from wsis_nlp.reading import pdf_process

    class Forked:
        TimeoutExpired = subprocess.TimeoutExpired

        @staticmethod
        def run(
            command: list[str],
            *,
            input: bytes,  # noqa: A002
            timeout: float,
            **_: object,
        ) -> subprocess.CompletedProcess[bytes]:
            limits = [int(one) for one in command[3:]]
            return _forked(lambda: pdf_process.main(*limits), input, timeout)

    reader.subprocess = Forked  # type: ignore[assignment]


def _forked(
    main: Callable[[], None], data: bytes, timeout: float
) -> subprocess.CompletedProcess[bytes]:
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as told:
        asked.write(data)
        asked.seek(0)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for old, new in (
                    (asked.fileno(), 0),
                    (told.fileno(), 1),
                    (os.open(os.devnull, 1), 2),
                ):
                    os.dup2(old, new)
                sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
                main()
                sys.stdout.flush()
                code = 0
            finally:
                os._exit(code)
        until = time.monotonic() + timeout
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                break
            if time.monotonic() > until:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                raise subprocess.TimeoutExpired("pdf", timeout)
            time.sleep(0.001)
        told.seek(0)
        return subprocess.CompletedProcess([], os.waitstatus_to_exitcode(status), told.read(), b"")
