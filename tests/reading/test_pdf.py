"""PDF: reading order, what a typesetter added, and what is refused."""

from __future__ import annotations

import pytest

from tests.reading.pdfs import LOCKED, PICTURE, assembled, column, pdf
from tests.reading.sources import notes, source, turns
from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import DocumentKind
from wsis_nlp.reading import pdf as module
from wsis_nlp.reading.limits import limits
from wsis_nlp.reading.pdf import PdfReader

PROSE = [
    "The valley council met in the old mill to hear what had become of the fund that",
    "was set up nine winters ago. Nobody could say how much of it was left, and the",
    "clerk who kept the books had moved to the coast with her family and her goats.",
]


def _read(*pages, kind=None, **how):
    return PdfReader().read(source(pdf(*pages, **how), "paper.pdf", kind))


def test_lines_become_paragraphs_and_each_knows_its_page():
    document = _read(
        column(60, 700, PROSE), [*column(60, 700, ["A new page begins with its own words."])]
    )
    assert document.text == " ".join(PROSE) + "\nA new page begins with its own words."
    at = document.text.index("A new page")
    assert (document.anchor_at(0).page, document.anchor_at(at).page) == (1, 2)
    assert document.anchor_at(at).paragraph == 2


def test_columns_are_read_one_after_the_other_below_a_heading_over_both():
    left = [f"left line {n} of some prose, long and" for n in range(8)]
    right = [f"right line {n} of the same, no end to" for n in range(8)]
    page = [
        (60, 780, 18, "A title that spans the two columns of it"),
        *(
            pair
            for both in zip(column(60, 700, left), column(320, 700, right), strict=True)
            for pair in both
        ),
    ]
    document = _read(page)
    assert document.title == "A title that spans the two columns of it"
    assert document.text.index("left line 7") < document.text.index("right line 0")
    assert " ".join(left) in document.text


def test_running_heads_and_page_numbers_are_kept_apart_as_furniture():
    pages = [
        [
            (60, 810, 9, "Paper of the valley council"),
            *column(60, 700, [f"Page {n} has words of its own.", "So it has."]),
            (290, 30, 9, f"{n}"),
        ]
        for n in range(1, 5)
    ]
    document = _read(*pages)
    assert "Paper of the valley" not in document.text
    assert notes(document, "furniture").count("Paper of the valley council") == 4
    assert [words for words in notes(document, "furniture") if words.isdigit()] == list("1234")
    assert document.text.count("words of its own") == 4


def test_a_word_cut_at_a_line_end_is_joined_and_a_compound_keeps_its_hyphen():
    lines = [
        "The well-being of the valley is what we ask the council to weigh: the infor-",
        "mation it holds is old, and information that is old is none; we care for well-",
        "being first and for the books of the clerk only when everybody has been fed.",
    ]
    text = _read(column(60, 700, lines)).text
    assert "the information it holds" in text
    assert "for well-being first" in text


def test_a_word_cut_by_the_end_of_a_page_is_whole_and_the_paragraph_goes_on():
    document = _read(
        column(60, 200, [*PROSE, "She took the books and every scrap of infor-"]),
        column(60, 700, ["mation that she had, and the goats. Information is power."]),
    )
    assert "every scrap of information that she had" in document.text
    assert "\n" not in document.text


def test_footnotes_are_notes_and_their_marks_do_not_stick_to_words():
    page = [
        *column(60, 700, PROSE),
        (60, 664, 10, "The fund is spent"),
        (137, 668, 6, "1"),
        (144, 664, 10, "and nobody knows on what it went."),
        *column(60, 90, ["1 Report of the clerk, winter nine.", "It was lost in the flood."], 7, 9),
    ]
    document = _read(page)
    assert "spent and nobody" in document.text
    assert notes(document, "footnote") == [
        "1 Report of the clerk, winter nine. It was lost in the flood."
    ]


def test_larger_or_bold_lines_are_headings_and_the_largest_of_page_one_is_the_title():
    page = [
        (60, 760, 22, "Our view of the valley"),
        *column(60, 700, PROSE),
        (60, 640, 14, "What we ask for"),
        *column(60, 610, PROSE),
    ]
    document = _read(page, bold=14)
    assert document.title == "Our view of the valley"
    assert [u.heading for u in document.utterances] == ["Our view of the valley", "What we ask for"]


def test_a_table_is_read_row_by_row_with_its_cells_apart():
    rows = [("Village", "Houses"), ("Upper end", "42"), ("Lower end", "17"), ("Mill", "3")]
    page = [
        text
        for n, (name, count) in enumerate(rows)
        for text in ((60, 700 - 20 * n, 10, name), (300, 700 - 20 * n, 10, count))
    ]
    assert _read([*column(60, 780, PROSE), *page]).text.split("\n")[1:] == [
        "Village | Houses",
        "Upper end | 42",
        "Lower end | 17",
        "Mill | 3",
    ]


def test_a_transcript_saved_as_pdf_has_its_turns():
    page = column(
        60,
        700,
        [
            "VALLEY SESSION ON WATER",
            "",
            ">> ANA SOL: We grew by a third over the winter, and that in spite of all the snow we",
            "had in the upper end of the valley. It was hard.",
            ">> BO VOSS: How did you do it?",
            ">> ANA SOL: With goats.",
        ],
    )
    document = _read(page)
    assert document.kind is DocumentKind.TRANSCRIPT
    assert [label for label, _ in turns(document)] == ["ANA SOL", "BO VOSS", "ANA SOL"]
    assert "all the snow we had" in document.text
    assert document.anchor_at(document.utterances[1].start).page == 1
    assert _read(page, kind=DocumentKind.SUBMISSION).kind is DocumentKind.SUBMISSION


def test_a_scan_is_refused_and_single_pages_of_pictures_are_told():
    with pytest.raises(SourceError, match=r"it is a scan: 2 page\(s\) of pictures"):
        _read([], [], extra=PICTURE)
    mixed = _read(column(60, 700, PROSE), [], column(60, 700, PROSE), extra=PICTURE)
    assert mixed.warnings == ("page(s) that are pictures, not text: 2",)


LOOP = assembled(
    ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 99999999 /Kids [2 0 R 2 0 R] >>"]
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"not a PDF at all", "not a PDF, or it is damaged"),
        (pdf(column(60, 700, PROSE), trailer=LOCKED), "encrypted with a password"),
        (LOOP, r"paper\.pdf: "),
        (pdf([]), "there are no words in it"),
    ],
    ids=["empty", "text", "locked", "a page tree that holds itself", "blank"],
)
def test_what_cannot_be_read_is_one_clear_refusal(data, said):
    with pytest.raises(SourceError, match=said):
        PdfReader().read(source(data, "paper.pdf"))


def test_a_pdf_that_never_opens_is_given_up(monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass\n")
    monkeypatch.setattr(module, "_SCRIPT", endless)
    monkeypatch.setattr(module, "limits", lambda: _lower(pdf_seconds=1, pdf_seconds_per_mb=1))
    with pytest.raises(SourceError, match="more than 1 s to open"):
        PdfReader().read(source(pdf(column(60, 700, PROSE)), "paper.pdf"))


def test_pages_and_characters_beyond_the_limits_are_refused(monkeypatch):
    data = source(pdf(column(60, 700, PROSE), column(60, 700, PROSE)), "paper.pdf")
    monkeypatch.setattr(module, "limits", lambda: _lower(pdf_pages=1))
    with pytest.raises(SourceError, match="it has 2 pages, more than 1"):
        PdfReader().read(data)
    monkeypatch.setattr(module, "limits", lambda: _lower(pdf_characters=50))
    with pytest.raises(SourceError, match="more text than any real document"):
        PdfReader().read(data)


def _lower(**changes):
    from dataclasses import replace

    return replace(limits(), **changes)


def test_a_title_whose_words_were_driven_apart_is_one_title():
    heads = [(60, 780, 22, "A Paper for the Council on")]
    heads += [(60, 752, 22, "Fences,"), (178, 752, 22, "Walls"), (272, 752, 22, "and")]
    heads += [(349, 752, 22, "Hedgerows"), (60, 724, 22, "of the Valley")]
    document = _read([*heads, *column(60, 600, PROSE * 4)])
    assert document.title == "A Paper for the Council on Fences, Walls and Hedgerows of the Valley"


def test_figures_and_cells_equally_far_apart_stay_cells():
    row = [(60 + 60 * n, 640, 10, str(n)) for n in range(6)]
    words = [(60 + 60 * n, 620, 10, "resp.") for n in range(6)]
    document = _read([*column(60, 780, PROSE), *row, *words, *column(60, 560, PROSE)])
    assert "0 | 1 | 2 | 3 | 4 | 5" in document.text
    assert "resp. | resp. | resp." in document.text


def test_a_day_in_small_type_is_the_date_and_no_footnote():
    small = [(60, 560, 8, "06 August 2018")]
    document = _read([(60, 780, 22, "A Paper on Fences"), *column(60, 700, PROSE), *small])
    assert document.date == "2018-08-06"
    assert notes(document, "footnote") == []


def test_a_running_head_that_is_a_day_dates_the_paper():
    pages = [[(400, 800, 10, "June 30, 2017"), *column(60, 700, PROSE)] for _ in range(4)]
    assert _read(*pages).date == "2017-06-30"


def test_a_letter_is_called_by_what_it_is_about():
    lines = ["To the members of the council:", "Re: The fund for the old mill", *PROSE]
    document = _read(
        [item for n, line in enumerate(lines) for item in column(60, 700 - 40 * n, [line])]
    )
    assert document.title == "The fund for the old mill"
