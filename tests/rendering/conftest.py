"""A draft with all that is hard to write: markup, accents, trims, a theme, nameless words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.handmade import FRAMEWORK, Corpus, person, unit
from wsis_nlp.domain.records import Anchor, Evidence, Role, StakeholderGroup
from wsis_nlp.domain.summary import ChairSummary
from wsis_nlp.drafting import compose, verify
from wsis_nlp.mapping import Theme
from wsis_nlp.rendering.wording import shown

MARKUP = (
    "The council wrote <script>alert('R&D')</script> into *the* _rules_ of [schools], 12% `x` #1."
)
ACCENTS = (
    "L’école de Zürich — “la première” — connected 4 200 élèves to the 网络 in 2019, they say."
)
PLAIN = "The ministry connected four hundred village schools to the fibre network in 2019."
TRIMMED = "The university trained nine thousand teachers in the use of computers since 2012."
TEACHERS_TOO = "Nine thousand teachers in the provinces learned to use computers at the university."

ANNA = person("Anna <Berg>", "Ministry of Reeds & Lakes", StakeholderGroup.GOVERNMENT)
CARLA = person("Carla", "Open Lake", StakeholderGroup.CIVIL_SOCIETY)


@pytest.fixture(scope="session")
def summary() -> ChairSummary:
    talk = Corpus(
        "talk",
        session="7",
        event="The Forum",
        date="2025-02-04",
        language="en",
        anchors=(Anchor(0, original=3, time=3725.0),),
    )
    talk.say(MARKUP, 0, ANNA)
    talk.say(f"So, thank you, Chair. {TRIMMED}", 1, CARLA, Role.CHALLENGE)
    talk.say(TEACHERS_TOO, 2, ANNA, Role.CHALLENGE)
    talk.say(TRIMMED, 1, person("Dana"), Role.CHALLENGE)
    letter = Corpus("letter", anchors=(Anchor(0, paragraph=4),))
    letter.say(ACCENTS, 3, None, Role.RECOMMENDATION, line="L1a")
    odd = letter.say(PLAIN, 4, CARLA, Role.DEVELOPMENT)
    rows = np.eye(5)
    rows[2] = 0.7 * rows[1] + 0.7 * rows[2]
    theme = Theme("a <new> theme", (odd.passage_id,), 3, 2, 0.5, 0.9, 0.1, ("L2",))
    made = compose(
        "Draft <Summary> & more",
        [*talk.statements, *letter.statements],
        unit(rows),
        {"talk": talk.document, "letter": letter.document},
        FRAMEWORK,
        (theme,),
    )
    assert verify(made) == 6
    return replace(made, manifest={"wsis_nlp": "0", "seed": 1})


def as_shown(evidence, summary) -> str:
    return shown(evidence, summary.documents[evidence.citation.document_id])


def quoted(summary) -> list[Evidence]:
    return [evidence for paragraph in summary.paragraphs() for evidence in paragraph.evidence]


def every_span(summary) -> list[Evidence]:
    return [e for p in summary.paragraphs() for e in (*p.evidence, *p.also)]


def evidence_of(summary, quote, **fields):
    evidence = next(e for e in every_span(summary) if e.quote == quote)
    plain = {"time": None, "page": None, "paragraph": None}
    return replace(evidence, citation=replace(evidence.citation, **{**plain, **fields}))
