"""Every file of a draft leads back to who said each sentence, where, and who wrote it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rendering.reading_back import given, read_back
from wsis_nlp.drafting import Outline
from wsis_nlp.mapping import load_framework
from wsis_nlp.pipeline.drafts import draft
from wsis_nlp.pipeline.outputs import write
from wsis_nlp.pipeline.runs import prepared

PROSE = ("chair-summary.docx", "chair-summary.md", "chair-summary.html")
DATA = ("chair-summary.json", "evidence.csv", "chair-summary.xlsx")


@pytest.fixture(scope="module", params=["evidence", "chair"])
def drafted(request, finished_run, tmp_path_factory):
    """A draft of the small corpus, and the folder with its files; one lead-in is a person's."""
    out: Path = tmp_path_factory.mktemp(request.param)
    shutil.copytree(finished_run / "workspace", out / "workspace")
    with prepared(out / "workspace") as ready:
        lines = load_framework()
        outline = Outline(style=request.param)
        summary = draft(ready.job, ready.corpus, ready.encoded, lines, outline)
        summary = replace(summary, sections=tuple(map(_by_a_person, summary.sections)))
        write(ready.job, summary, out)
    return summary, out


def _by_a_person(section):
    """The same section, with lead-ins as a person might write them."""
    own = tuple(
        replace(p, lead_in="Delegates [of *all* islands] said:", written_by="person")
        if p.number % 7 == 0
        else p
        for p in section.paragraphs
    )
    return replace(section, paragraphs=own, sections=tuple(map(_by_a_person, section.sections)))


@pytest.mark.parametrize("name", [*PROSE, *DATA])
def test_every_quote_comes_back_with_its_speaker_place_and_writer(drafted, name):
    summary, out = drafted
    expected = given(summary)
    assert len(expected) > 10
    assert {quote.lead_by for quote in expected} == {"wsis-nlp", "person"}
    assert read_back(out / name, summary.documents) == expected


def test_the_project_gives_back_every_span_behind_every_point(drafted):
    summary, out = drafted
    expected = {
        (
            p.number,
            e.citation.document_id,
            e.citation.start,
            e.citation.end,
            " ".join(e.quote.split()),
        )
        for p in summary.paragraphs()
        for e in (*p.evidence, *p.also)
    }
    found = read_back(out / "chair-summary.qdpx", summary.documents)
    assert {(q.paragraph, q.document, q.start, q.end, q.words) for q in found} == expected


def test_a_place_that_is_told_wrongly_leads_nowhere(drafted):
    summary, out = drafted
    page = out / "chair-summary.md"
    wrong = out / "wrong.md"
    wrong.write_text(page.read_text().replace(", turn ", ", turn 9"))
    lost = [quote for quote in read_back(wrong, summary.documents) if not quote.document]
    assert lost
