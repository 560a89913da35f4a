"""The process that opens a PDF: a script of its own, which imports nothing of ours.

It reads a PDF on its standard input and writes one JSON line on what the document is, then one a
page with its runs of text and where they stand. Its arguments are the limits. Damage that makes
pdfium loop, crash or eat memory ends here and not in the batch.

A run is ``[text, x0, y0, x1, y1, size, bold, upright]``: points from the lower left corner of the
page as it is shown; ``size`` is the type size in points.
"""

import ctypes
import json
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

Run = list[Any]
# What a gap is, in type sizes: from here on, the next characters begin a run of their own.
_GAP = 1.0
_HYPHENS = (2, 0xAD)
_ERRORS = {2: "file", 3: "format", 4: "password", 5: "security", 6: "page"}


def main(most_pages: int, most_characters: int, memory: int, seconds: int) -> None:
    """Read, write, and stop at a limit (pages, characters, MiB, seconds of processor time)."""
    _confine(memory, seconds)
    data = sys.stdin.buffer.read()
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        _tell({"error": _ERRORS.get(pdfium.FPDF_GetLastError(), "unknown")})
        return
    count = pdfium.FPDF_GetPageCount(document)
    _tell({"pages": count, "title": _meta(document, b"Title")})
    if count > most_pages:
        return
    left = most_characters
    for number in range(count):
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            _tell({"damaged": True})
            continue
        told, used = _page(page, left)
        pdfium.FPDF_ClosePage(page)
        left -= used
        _tell(told)
        if left <= 0:
            _tell({"error": "characters"})
            return


def _confine(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on this system: the parent's clock still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, memory * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True) + "\n")


def _meta(document: Any, key: bytes) -> str:  # noqa: ANN401
    length = pdfium.FPDF_GetMetaText(document, key, None, 0)
    buffer = ctypes.create_string_buffer(min(length, 4096))
    pdfium.FPDF_GetMetaText(document, key, buffer, len(buffer))
    return buffer.raw[:-2].decode("utf-16-le", errors="ignore").strip("\0 ")


def _page(page: Any, most: int) -> tuple[dict[str, Any], int]:  # noqa: ANN401
    turned = pdfium.FPDFPage_GetRotation(page)
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return {"damaged": True}, 0
    count = pdfium.FPDFText_CountChars(text)
    unmapped = 0
    runs: list[Run] = []
    if count <= most:
        left, bottom = _origin(page)
        runs = list(_runs(text, count, _Frame(turned, width, height, left, bottom)))
        unmapped = sum(run[0].count("\ufffd") for run in runs)
    pdfium.FPDFText_ClosePage(text)
    told = {
        "width": width,
        "height": height,
        "runs": runs,
        "unmapped": unmapped,
        "pictures": _pictures(page),
        "remarks": _remarks(page),
    }
    return told, max(1, count)


def _origin(page: Any) -> tuple[float, float]:  # noqa: ANN401
    edges = [ctypes.c_float() for _ in range(4)]
    for box in (pdfium.FPDFPage_GetCropBox, pdfium.FPDFPage_GetMediaBox):
        if box(page, *edges):
            return min(edges[0].value, edges[2].value), min(edges[1].value, edges[3].value)
    return 0.0, 0.0


class _Frame:
    """From the page's own coordinates to those of the page as it is shown."""

    def __init__(
        self, turned: int, width: float, height: float, left: float, bottom: float
    ) -> None:
        self.turned, self.width, self.height = turned, width, height
        self.left, self.bottom = left, bottom

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        x0, x1, y0, y1 = x0 - self.left, x1 - self.left, y0 - self.bottom, y1 - self.bottom
        if self.turned == 1:
            return y0, self.height - x1, y1, self.height - x0
        if self.turned == 2:
            return self.width - x1, self.height - y1, self.width - x0, self.height - y0
        if self.turned == 3:
            return self.width - y1, x0, self.width - y0, x1
        return x0, y0, x1, y1

    def upright(self, a: float, b: float, c: float, d: float) -> bool:
        """Whether text drawn with this matrix runs from left to right on the page as shown."""
        along = {0: a, 1: b, 2: -a, 3: -b}[self.turned] if self.turned in (0, 1, 2, 3) else a
        return along > 0 and abs(along) >= 0.9 * max(abs(a), abs(b), 1e-9)


def _runs(text: Any, count: int, frame: _Frame) -> Iterator[Run]:  # noqa: ANN401
    rect, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    run: Run | None = None
    owner: int | None = None
    size, bold, upright = 10.0, False, True
    high = ""
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (10, 13):
            continue
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the first plane
            high = chr(code)
            continue
        if code in (9, 32, 0xA0):
            if run is not None and not run[0].endswith(" "):
                run[0] += " "
            continue
        drawn = pdfium.FPDFText_GetTextObject(text, index)
        address = ctypes.cast(drawn, ctypes.c_void_p).value if drawn else None
        if address != owner or run is None:
            owner = address
            pdfium.FPDFText_GetMatrix(text, index, matrix)
            scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
            size = min(500.0, max(1.0, pdfium.FPDFText_GetFontSize(text, index) * scale))
            bold = _is_bold(text, index)
            upright = frame.upright(matrix.a, matrix.b, matrix.c, matrix.d)
        pdfium.FPDFText_GetLooseCharBox(text, index, rect)
        x0, y0, x1, y1 = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        character = _character(code, high)
        high = ""
        if run is not None and _goes_on(run, x0, y0, x1, y1, size, bold, upright):
            run[0] += character
            run[1], run[2] = min(run[1], x0), min(run[2], y0)
            run[3], run[4] = max(run[3], x1), max(run[4], y1)
            continue
        if run is not None:
            yield _rounded(run)
        run = [character, x0, y0, x1, y1, size, bold, upright]
    if run is not None:
        yield _rounded(run)


def _goes_on(
    run: Run, x0: float, y0: float, x1: float, y1: float, size: float, bold: bool, upright: bool
) -> bool:
    if abs(run[5] - size) > 0.3 or run[6] != bold or run[7] != upright:
        return False
    if not upright:
        return bool(abs(run[1] - x0) < 2 * size or abs(run[2] - y0) < 2 * size)
    middle = (y0 + y1) / 2
    return bool(
        run[2] <= middle <= run[4]
        and x0 - run[3] < _GAP * size
        and x0 > run[1] - 0.5 * size
        and x0 > run[3] - 2.0 * size
    )


def _character(code: int, high: str) -> str:
    if code in _HYPHENS:
        return "\u00ad"
    if code in (0, 0xFFFE, 0xFFFF):
        return "\ufffd"
    if high and 0xDC00 <= code < 0xE000:
        return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    if 0xF000 <= code < 0xF100:  # signs of symbol fonts: bullets, nearly always
        return "\u2022"
    return chr(code) if code >= 32 else " "


def _is_bold(text: Any, index: int) -> bool:  # noqa: ANN401
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(128)
    length = pdfium.FPDFText_GetFontInfo(text, index, buffer, 128, flags)
    name = buffer.value.lower() if 0 < length <= 128 else b""
    named = any(word in name for word in (b"bold", b"black", b"heavy", b"semibd", b"demi"))
    return named or int(pdfium.FPDFText_GetFontWeight(text, index)) >= 600


def _rounded(run: Run) -> Run:
    return [run[0], *(round(value, 2) for value in run[1:6]), run[6], run[7]]


def _pictures(page: Any) -> int:  # noqa: ANN401
    count = min(10_000, pdfium.FPDFPage_CountObjects(page))
    kinds = (
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) for index in range(count)
    )
    return sum(kind == pdfium.FPDF_PAGEOBJ_IMAGE for kind in kinds)


def _remarks(page: Any) -> list[str]:  # noqa: ANN401
    """What reviewers wrote beside the text."""
    out = []
    for index in range(min(1000, pdfium.FPDFPage_GetAnnotCount(page))):
        remark = pdfium.FPDFPage_GetAnnot(page, index)
        length = pdfium.FPDFAnnot_GetStringValue(remark, b"Contents", None, 0)
        buffer = ctypes.create_string_buffer(max(2, min(length, 20_000)))
        pdfium.FPDFAnnot_GetStringValue(
            remark,
            b"Contents",
            ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)),
            len(buffer),
        )
        pdfium.FPDFPage_CloseAnnot(remark)
        words = buffer.raw.decode("utf-16-le", errors="ignore").split("\0")[0].strip()
        if words:
            out.append(words)
    return out


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:5]))
