"""What was said in the submissions and not on the floor, and the reverse."""

from __future__ import annotations

from dataclasses import replace

from tests.handmade import Corpus, person, unit
from wsis_nlp.domain.records import DocumentKind, Role
from wsis_nlp.drafting.comparing import BOTH, FLOOR, WRITTEN, compare_sources

SCHOOLS = "The ministry connected four hundred village schools to the fibre network in 2019."
TEACHERS = "The university trained nine thousand teachers in the use of computers since 2012."
CABLE = "A submarine cable has reached the northern islands and prices fell by one third."


def test_each_point_says_where_it_was_made_and_by_how_many():
    floor, written = Corpus("floor"), Corpus("written")
    floor.say(SCHOOLS, 0, person("Anna"))
    floor.say(CABLE, 1, person("Anna"))
    floor.say(SCHOOLS, 0, person("Carl"), Role.PROCEDURAL)
    written.say(SCHOOLS, 0, person("Bert"))
    written.say(TEACHERS, 2, None)
    documents = {
        "floor": floor.document,
        "written": replace(written.document, kind=DocumentKind.SUBMISSION),
    }
    said = [*floor.statements, *written.statements]
    found = compare_sources(said, unit([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), documents)
    by_quote = {point["quote"]: point for point in found}
    places = {quote: point["where"] for quote, point in by_quote.items()}
    assert places == {SCHOOLS: BOTH, CABLE: FLOOR, TEACHERS: WRITTEN}
    assert (by_quote[SCHOOLS]["written"], by_quote[SCHOOLS]["spoken"]) == (1, 1)
    assert (by_quote[TEACHERS]["written"], by_quote[TEACHERS]["speaker"]) == (0, None)
    for point in found:
        text = documents[point["document"]].text
        assert text[point["start"] : point["end"]] == point["quote"]


def test_nothing_said_is_nothing_to_compare():
    assert compare_sources([], unit([[1.0, 0.0]]), {}) == []
