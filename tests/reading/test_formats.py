"""Web pages, Markdown, RTF, OpenDocument, JSON, Akoma Ntoso: what is text and what is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.sources import notes, odt, packed, par, run, source, turns, word
from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import DocumentKind
from wsis_nlp.reading import READERS, read_source

LONG = "The fund for the valley lies unspent, and nobody in the council knows why that is so."


def _read(data, name, kind=None):
    return read_source(source(data, name, kind))


PAGE = """<html><head><title>Water session | Valley Forum</title>
<meta property="article:published_time" content="2021-05-18T10:00:00Z"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/p">Programme of the forum</a></li></ul></nav>
<b>Warning</b>: mysql_connect(): too many in <b>/srv/db.php</b> on line <b>12</b><br />
<div id="content"><h1>Session on water</h1>{}</div>
<div class="sidebar"><p>Subscribe to our letter about everything in the valley today.</p></div>
<footer>Visitors: 12,345</footer></body></html>"""


def test_of_a_saved_page_the_main_text_is_kept_and_the_rest_is_noted():
    document = _read(PAGE.format(f"<p>{LONG}</p><p>Yes.</p><p>{LONG[:60]} again.</p>"), "a.html")
    assert document.text == f"{LONG}\nYes.\n{LONG[:60]} again."
    assert document.title == "Session on water"
    assert document.date == "2021-05-18"
    kept = " ".join(notes(document, "furniture"))
    for words in ("Home", "Programme", "mysql_connect", "Subscribe", "Visitors: 12,345"):
        assert words in kept


def test_a_saved_transcript_page_has_its_turns_even_the_shortest():
    talk = "<p>&gt;&gt; ANA SOL: Yes.</p>" + "".join(
        f"<p>&gt;&gt; {name}: {LONG}<br>It goes on.</p>" for name in ("BO VOSS", "ANA SOL")
    )
    document = _read(PAGE.format(talk + "<p>&gt;&gt; BO VOSS: No.</p>"), "a.htm")
    assert [label for label, _ in turns(document)] == ["ANA SOL", "BO VOSS"] * 2
    assert turns(document)[0][1] == "Yes."


def test_a_page_says_its_own_encoding_and_a_transcript_in_pre_keeps_its_lines():
    text = (
        "<meta charset='windows-1251'><pre>&gt;&gt; АННА: Да, это так.\n&gt;&gt; БОРИС: Нет.</pre>"
    )
    document = _read(text.encode("cp1251"), "a.html")
    assert [label for label, _ in turns(document)] == ["АННА", "БОРИС"]


def test_markdown_loses_its_marks_and_keeps_its_words():
    text = (
        "---\ntitle: Our view\ndate: 2020-02-03T10:00:00Z\nexcerpt: In short\n---\n"
        "# What we *ask*\n\nA **bold** [link](http://x) word.[^1]\n\n3. third\n4. fourth\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\n{{< figure src='x' >}}\n\n<p>Raw <b>html</b>.</p>\n\n"
        "![A picture of goats](g.png)\n\n[^1]: The note.\n"
    )
    document = _read(text, "a.md")
    assert (document.title, document.date) == ("Our view", "2020-02-03")
    assert document.utterances[0].heading == "What we ask"
    assert document.text.split("\n") == [
        "A bold link word.", "3. third", "4. fourth", "a | b", "c | d", "Raw html.",
    ]  # fmt: skip
    assert notes(document, "footnote") == ["The note."]
    assert notes(document, "other") == ["In short", "A picture of goats"]
    assert "figure" in notes(document, "furniture")[0]


def test_minutes_in_markdown_have_speakers():
    lines = "\n\n".join(f"**{who}**: {LONG}" for who in ("Ana Sol", "Bo Voss") * 3)
    assert {label for label, _ in turns(_read(lines, "a.md"))} == {"Ana Sol", "Bo Voss"}


RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Cyr;}}"
    r"{\stylesheet{\s1 heading 1;}}{\info{\title Told title}}{\header Head of it\par}"
    r"{\pict 0011ff}\pard\s1 What we ask for\par\pard Caf\'e9 \u8364?5 {\f1 \'c4\'e0}"
    r"{\footnote\chftn  The note.}{\deleted gone }{\v secret }\emdash  kept.\par"
    r"\trowd\intbl a\cell b\cell\row\pard {\listtext 1.\tab}An item\par}"
)


def test_rich_text_gives_its_accepted_text_and_keeps_what_stands_beside_it():
    document = _read(RTF, "a.rtf")
    assert document.title == "What we ask for"
    assert document.text == "Café €5 Да— kept.\na | b\n1. An item"
    assert notes(document, "footnote") == ["The note."]
    assert notes(document, "furniture") == ["Head of it"]
    assert notes(document, "other") == ["secret"]


def test_rich_text_of_a_captioner_has_turns():
    text = r"{\rtf1 >> ANA SOL: We grew.\par >> BO VOSS: How?\par}"
    assert [label for label, _ in turns(_read(text, "a.rtf"))] == ["ANA SOL", "BO VOSS"]


def test_open_document_text_is_read_with_its_lists_notes_tables_and_without_deletions():
    body = (
        '<text:h text:outline-level="1">What we ask for</text:h>'
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        f"<text:p>{LONG}<text:note><text:note-body><text:p>The note.</text:p></text:note-body>"
        "</text:note><text:s/>So.</text:p>"
        '<text:list text:style-name="L"><text:list-item><text:p>one</text:p></text:list-item>'
        "<text:list-item><text:p>two</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-suffix=")"/></text:list-style>'
        "<style:master-page><style:header><text:p>Head of it</text:p></style:header>"
        "</style:master-page>"
    )
    document = _read(odt(body, styles), "a.odt")
    assert document.title == "What we ask for"
    assert document.text == f"{LONG} So.\n1) one\n2) two\na | b"
    assert notes(document, "footnote") == ["The note."]
    assert notes(document, "furniture") == ["Head of it"]


def test_our_own_json_is_read_and_its_faults_are_named():
    talk = {
        "title": "Water", "date": "2021-05-18", "language": "en",
        "turns": [
            {"speaker": "Ana", "text": "We grew.\nA lot.", "start": 1, "end": 4.5},
            {"text": "Who says?", "start": 5},
        ],
    }  # fmt: skip
    document = _read(json.dumps(talk), "a.json")
    assert turns(document) == [("Ana", "We grew.\nA lot."), (None, "Who says?")]
    assert (document.title, document.date, document.language) == ("Water", "2021-05-18", "en")
    assert (document.utterances[0].start_time, document.utterances[0].end_time) == (1, 4.5)
    with pytest.raises(SourceError, match=r"turns\.0\.text: Field required"):
        _read('{"turns": [{"speaker": "A"}]}', "a.json")


def test_lines_of_json_are_turns_and_the_first_may_be_the_head():
    lines = '{"title": "T", "kind": "submission"}\n{"text": "A word.", "heading": "H"}\n'
    document = _read(lines, "a.jsonl")
    assert (document.title, document.kind) == ("T", DocumentKind.SUBMISSION)
    with pytest.raises(SourceError, match="not valid JSON in line 2"):
        _read('{"text": "a"}\n{', "a.jsonl")


def test_whisper_output_is_read_with_times_and_speakers_within_a_segment():
    words = [
        {"word": "Yes.", "start": 0.0, "end": 0.5, "speaker": "SPEAKER_00"},
        {"word": "1984", "speaker": None},
        {"word": "Why?", "start": 1.0, "end": 1.5, "speaker": "SPEAKER_01"},
    ]
    raw = {
        "language": "english",
        "segments": [{"start": 0.0, "end": 1.5, "text": " Yes. 1984 Why?", "words": words}],
    }
    document = _read(json.dumps(raw), "a.json")
    assert turns(document) == [("SPEAKER_00", "Yes. 1984"), ("SPEAKER_01", "Why?")]
    assert (document.utterances[1].start_time, document.language) == (1.0, "en")


def test_the_output_of_whisper_cpp_is_read():
    raw = {
        "result": {"language": "fr"},
        "transcription": [{"offsets": {"from": 500, "to": 1500}, "text": " Bonjour."}],
    }
    document = _read(json.dumps(raw), "a.json")
    assert (document.text, document.utterances[0].start_time) == ("Bonjour.", 0.5)
    assert document.language == "fr"


DEBATE = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate><meta>
<identification><FRBRWork><FRBRdate date="2021-05-18" name="debate"/></FRBRWork></identification>
<references><TLCPerson eId="ana" href="/x" showAs="Ana Sol"/></references></meta><debateBody>
<debateSection><heading>On water</heading><narrative><p>(Music)</p></narrative>
<speech by="#ana"><from>Ms Sol</from><p>We <b>grew</b>.</p><p>A lot.</p></speech>
<speech by="#unknown"><from>Mr Voss:</from><p>How?</p></speech>
</debateSection></debateBody></debate></akomaNtoso>"""


def test_a_parliamentary_debate_has_its_speakers_by_reference_or_as_printed():
    document = _read(DEBATE, "a.an.xml")
    assert turns(document) == [("Ana Sol", "We grew.\nA lot."), ("Mr Voss", "How?")]
    assert (document.title, document.date) == ("On water", "2021-05-18")
    assert notes(document, "noise") == ["(Music)"]


_BOMB = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><akomaNtoso>&i;</akomaNtoso>"
)
_OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><akomaNtoso>&x;</akomaNtoso>'


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (_BOMB, "a.xml", "declares XML entities"),
        (_OUTSIDE, "a.xml", "declares XML entities"),
        (_BOMB.encode("utf-16"), "a.xml", "declares XML entities"),
        (packed({"word/document.xml": _BOMB}), "a.docx", "declares XML entities"),
        (packed({"content.xml": _OUTSIDE}), "a.odt", "declares XML entities"),
        (packed({"../../evil.xml": "x"}), "a.docx", "leads out of the document"),
        (packed({"word/document.xml": b" " * 2**25}), "a.docx", "unpack to more than"),
        (packed({"content.xml": b" " * 2**25}), "a.odt", "unpack to more than"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "a.docx", "encrypted with a password"),
        ("[" * 5000, "a.json", "nested more than"),
        (r"{\rtf1" + "{" * 5000, "a.rtf", "nested more than"),
        ("<div>" * 5000 + "x", "a.html", "nested deeper"),
        ("<note>hello</note>", "a.xml", "XML of another kind"),
        ("<akomaNtoso>", "a.xml", "its inside is damaged"),
        ("plain", "a.rtf", "does not begin as RTF does"),
        ('{"segments": [{"start": NaN, "end": 2, "text": "x"}]}', "a.json", "not in seconds"),
        (packed({"mimetype": "y"}), "a.odt", "not an OpenDocument text"),
        ("x", "a.exe", "files of type .exe are not read"),
    ],
)
def test_attacks_and_strangers_are_refused_with_the_reason(data, name, said):
    with pytest.raises(SourceError, match=said) as caught:
        _read(data, name)
    assert "\n" not in str(caught.value)


_SEEDS = {
    ".docx": word(par(run(LONG))),
    ".odt": odt(f"<text:p>{LONG}</text:p>"),
    ".rtf": RTF.encode(),
    ".html": PAGE.format(f"<p>{LONG}</p>").encode(),
    ".xml": DEBATE.encode(),
    ".json": b'{"turns": [{"text": "x", "start": 1}]}',
    ".md": b"# a\n\n* b\n\n| c |\n|---|\n| d |\n",
}
_SUFFIXES = sorted({r.suffixes[0] for r in READERS} - {".pdf"})


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(_SUFFIXES),
    st.binary(max_size=60),
    st.floats(0, 1),
    st.integers(0, 40),
)
def test_no_damage_brings_anything_but_our_own_error(suffix, junk, where, cut):
    seed = _SEEDS.get(suffix, b">> ANA SOL: We grew.\n")
    at = int(where * len(seed))
    try:
        document = _read(seed[:at] + junk + seed[at + cut :], f"a{suffix}")
    except SourceError:
        return
    for turn in document.utterances:
        assert document.text[turn.start : turn.end].strip()


_WORDS = st.lists(st.sampled_from(["goat", "mill", "fund", "winter", "clerk", "road"]), min_size=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(_WORDS.map(" ".join), min_size=1, max_size=6))
def test_no_word_of_a_source_is_lost_in_any_format(lines):
    said = " ".join(lines).split()
    for name, data in {
        "a.md": "\n\n".join(lines),
        "a.html": "<body>" + "".join(f"<p>{line}</p>" for line in lines),
        "a.rtf": r"{\rtf1 " + "".join(rf"{line}\par " for line in lines) + "}",
        "a.odt": odt("".join(f"<text:p>{line}</text:p>" for line in lines)),
        "a.docx": word("".join(par(run(line)) for line in lines)),
        "a.json": json.dumps({"turns": [{"text": line} for line in lines]}),
    }.items():
        try:
            document = _read(data, name)
        except SourceError:  # headings alone
            continue
        kept = [document.text, document.title, *(note.text for note in document.notes)]
        kept += [turn.heading or "" for turn in document.utterances]
        found = " ".join(kept).split()
        assert all(found.count(word) >= said.count(word) for word in said), name


def test_the_pictures_that_a_browser_saves_into_a_page_do_not_count_towards_its_size():
    picture = "<img src='data:image/png;base64," + "QUJD" * 6_000_000 + "'>"
    script = "<script>var a = '<p>no</p>';</script>"
    words = "<p>We connected six villages, and each has a library and a link today.</p>"
    page = f"<html><body><main>{words}{picture}{script}{words}</main></body></html>"
    document = read_source(source(page, "page.html"))
    assert "six villages" in document.text
    assert "QUJD" not in document.text
    assert "no" not in document.text.split()


def test_a_page_of_too_much_text_is_refused_with_what_to_do(monkeypatch):
    from dataclasses import replace

    from wsis_nlp.reading import html

    small = replace(html.limits(), largest_page=1)
    monkeypatch.setattr(html, "limits", lambda: small)
    with pytest.raises(SourceError, match=r"copy its text into a \.txt file"):
        read_source(source("<p>" + "We grew. " * 200_000, "page.html"))


def test_scripts_that_are_opened_and_never_closed_hide_nothing_before_them():
    page = "<p>We grew.</p>" + "<script>" * 100_000 + "data:image/png;base64," * 10_000
    assert read_source(source(page, "page.html")).text == "We grew."


@pytest.mark.parametrize("lines", [1, 2, 5])
def test_a_long_markdown_text_is_read_the_same_however_many_lines_at_a_time(monkeypatch, lines):
    text = (
        "# Head\n\nA [link][x] in\na paragraph.\n\n* one\n\n  more of it\n* two\n\n```\n# no head\n"
        "\n```\n\n|a|b|\n|-|-|\n|c|d|\n\nUnder\n-----\n\n> quoted\ngoes on\n\n[x]: http://x.org\n"
    )
    whole = _read(text, "a.md")
    monkeypatch.setattr("wsis_nlp.reading.markdown._LINES", lines)
    assert _read(text, "a.md") == whole
    assert "A link in a paragraph." in whole.text


def test_of_a_large_page_the_ends_are_judged_and_the_middle_is_kept(monkeypatch):
    from wsis_nlp.reading import html

    said = "".join(
        f"<p>The network grew by {n} in that year, and so did the fees.</p>" for n in range(60)
    )
    page = f"<html><body><nav><a href=x>Home</a></nav><main>{said}</main></body></html>"
    whole = _read(page, "a.html")
    monkeypatch.setattr(html, "_END", 1500)
    assert _read(page, "a.html") == whole
    assert [note.text for note in whole.notes] == ["Home"]
    monkeypatch.setattr(html, "_END_TAGS", 40)
    monkeypatch.setattr(html, "_LEAST_END", 500)
    assert _read(page, "a.html") == whole


def test_a_page_of_too_many_tags_is_refused_with_their_number(monkeypatch):
    from dataclasses import replace

    from wsis_nlp.reading import html

    few = replace(html.limits(), page_tags=10)
    monkeypatch.setattr(html, "limits", lambda: few)
    with pytest.raises(SourceError, match="it has 20 tags, more than the 10 of a web page"):
        _read("<p>a</p>" * 10, "a.html")
