"""Small sound files of every format, for the fuzzer to damage."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import fuzz_pdf
from fuzz_trees import bundle

from tests.reading.sources import odt, par, run, table, word

_TALK = ">> ANA SOL: We grew. (Applause)\n\n>> BO VOSS: How, and by how much?\n"
_CUES = "1\n00:00:01,000 --> 00:00:02,500\nANA: We grew.\n\n2\n00:00:03,000 --> 00:00:04,000\nSo.\n"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_STYLES = (
    f'<w:styles {_W}><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="T"><w:name w:val="Title"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="L"><w:name w:val="List"/><w:pPr><w:numPr><w:ilvl w:val="0"/>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
)
_NUMBERING = (
    f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start '
    'w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_FOOTNOTES = (
    f'<w:footnotes {_W}><w:footnote w:id="1">{par(run("A note."))}</w:footnote></w:footnotes>'
)
_COMMENTS = f'<w:comments {_W}><w:comment w:id="1">{par(run("A remark."))}</w:comment></w:comments>'
_HEADER = f"<w:hdr {_W}>{par(run('A margin.'))}</w:hdr>"


def inner_seeds() -> dict[str, list[bytes]]:
    """Documents of zip formats, each as one XML file of its parts, by ending."""
    cell = par(run("A cell."))
    listed = '<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    box = f"<w:txbxContent>{par(run('In a box.'))}</w:txbxContent>"
    talk = [(par(run("Ana Sol")), par(run(f"We grew by {n} in that year."))) for n in range(3)]
    bodies = [
        par(run("A text of words."), "H1") + par(run("Some of them.")),
        par(run("One.")) + table((cell, cell), (table((cell, cell)), cell)) + par(run("Two."), "L"),
        '<w:p><w:ins w:id="1"><w:r><w:t>new</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>old'
        "</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t><w:tab/><w:br/>"
        '</w:r><w:r><w:footnoteReference w:id="1"/><w:commentReference w:id="1"/></w:r></w:p>',
        f"<w:sdt><w:sdtContent>{listed}{run('An item.')}{run('More.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>",
        table(*talk),
        par(run(">> ANA SOL: We grew.")) + par(run(">> BO VOSS: How?")) + par(run(">> Yes.")),
        par(run("0:0:1.0 --> 0:0:2.0") + "<w:r><w:br/></w:r>" + run("Ana")) + par(run("Yes.")) * 2,
    ]
    main = "<w:document {}><w:body>{}</w:body></w:document>"
    words = [
        bundle(
            {
                "word/document.xml": main.format(_W, body).encode(),
                "word/styles.xml": _STYLES.encode(),
                "word/numbering.xml": _NUMBERING.encode(),
                "word/footnotes.xml": _FOOTNOTES.encode(),
                "word/comments.xml": _COMMENTS.encode(),
                "word/header1.xml": _HEADER.encode(),
            }
        )
        for body in bodies
    ]
    text_cell = "<table:table-cell><text:p>c</text:p></table:table-cell>"
    row = f"<table:table-row>{text_cell}{text_cell}</table:table-row>"
    texts = [
        '<text:h text:outline-level="1">H</text:h><text:p>A <text:s text:c="2"/>b</text:p>',
        '<text:list text:style-name="L"><text:list-item><text:p>An item.</text:p><text:list>'
        "<text:list-item><text:p>Deep.</text:p></text:list-item></text:list></text:list-item>"
        "</text:list>",
        f"<table:table><table:table-header-rows>{row}</table:table-header-rows>{row}</table:table>",
        '<text:p>words<text:note text:note-class="footnote"><text:note-body><text:p>n</text:p>'
        "</text:note-body></text:note><draw:frame><draw:text-box><text:p>b</text:p></draw:text-box>"
        "</draw:frame></text:p><text:section><text:p>Ana: Yes.</text:p></text:section>",
        "<text:table-of-content><text:index-body><text:p>H 1</text:p></text:index-body>"
        "</text:table-of-content><text:p>&gt;&gt; ANA SOL: We grew.</text:p>",
    ]
    numbered = (
        '<office:automatic-styles><text:list-style style:name="L"><text:list-level-style-number '
        'text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>'
        "</office:automatic-styles>"
    )
    return {".docx": words, ".odt": [_bundle_of(odt(text, head=numbered)) for text in texts]}


def _bundle_of(packed: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as sound:
        return bundle({name: sound.read(name) for name in sound.namelist() if ".xml" in name})


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
        ".pdf": fuzz_pdf.seeds(),
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
