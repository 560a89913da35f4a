"""PDF files made by hand: lines of text at places, and what attackers and scanners make."""

from __future__ import annotations

Text = tuple[float, float, float, str]  # x, y, size, words


def pdf(*pages: list[Text], bold: float = 99.0, extra: str = "", trailer: str = "") -> bytes:
    """A PDF with the texts of each page; those of size ``bold`` and more are in bold type."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{_kids(len(pages))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, texts in enumerate(pages):
        content = "\n".join(
            f"BT /F{2 if size >= bold else 1} {size} Tf {x} {y} Td ({_escaped(words)}) Tj ET"
            for x, y, size, words in texts
        )
        content += extra
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im1 "
            f"{5 + 2 * len(pages)} 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects.append(
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        "/BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream"
    )
    return assembled(objects, trailer)


def assembled(objects: list[str], trailer: str = "") -> bytes:
    """Number the objects and write the table of where they are."""
    out = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n"
    return (out + f"startxref\n{start}\n%%EOF\n").encode("cp1252")


def column(
    x: float, top: float, lines: list[str], size: float = 10, pitch: float = 12
) -> list[Text]:
    """Lines one below the other."""
    return [(x, top - pitch * number, size, line) for number, line in enumerate(lines)]


PICTURE = "\nq 500 0 0 700 40 60 cm /Im1 Do Q"
LOCKED = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 "
    f"/O <{'28' * 32}> /U <{'17' * 32}> >> /ID [<{'ab' * 16}> <{'ab' * 16}>]"
)


def _kids(count: int) -> str:
    return " ".join(f"{5 + 2 * number} 0 R" for number in range(count))


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
