"""Frameworks, the mapper and the roles."""

from __future__ import annotations

import json

import pytest

from tests.conftest import ROOT
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Role
from wsis_nlp.encoding import load_encoder
from wsis_nlp.mapping import Mapper, RoleTagger, load_framework


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


@pytest.fixture(scope="module")
def mapper(encoder):
    return Mapper(load_framework(), encoder)


LINE = "  - {code: A, title: T, scope: S, exemplars: [one], terms: [x]}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lines: [", "line [12].*not YAML"),  # the two parsers of YAML differ
        ("title: x\n", "no 'lines'"),
        ("lines:\n  - {code: A, title: T}\n", "line 2.*'scope' is missing"),
        (f"lines:\n{LINE}{LINE}", "line 3.*A is there twice"),
        ("lines:\n  - {code: A, title: T, scope: S, exemplars: ['']}\n", "line 2.*'exemplars'"),
        ("lines:\n  - {code: A, title: T, scope: S}\n", "line 2.*no exemplars"),
        (f"lines:\n{LINE}".replace("code: A", "code: A, parent: A"), "line 2.*own ancestor"),
        (f"lines:\n{LINE}".replace("code: A", "code: A, parent: Z"), "line 2.*parent Z"),
        (f"lines:\n{LINE}".replace("code: A", "code: A, colour: red"), "line 2.*'colour'"),
    ],
)
def test_a_broken_framework_is_refused_with_its_line(tmp_path, text, said):
    path = tmp_path / "f.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        load_framework(str(path))


def test_a_missing_framework_is_refused():
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_framework("nowhere/none.yaml")


def test_the_framework_that_ships_has_the_eleven_lines_and_eight_applications():
    framework = load_framework()
    assert len([line for line in framework.lines if line.parent is None]) == 11
    assert len([line for line in framework.lines if line.parent == "C7"]) == 8
    itu = {line.code for line in framework.lines if line.attributed_to_itu}
    assert itu == {"C2", "C4", "C5", "C6"}
    assert all(line.provisions and len(line.statements) >= 25 for line in framework.leaves)
    assert framework.line("C9").title == "Media"
    with pytest.raises(KeyError):
        framework.line("C12")


def test_clear_statements_go_to_their_line_with_reasons(mapper, encoder):
    texts = [
        "Our national incident response team shares alerts on ransomware with its neighbours.",
        "Speech recognition does not exist for the languages that our people speak.",
        "Regulators should license small operators and publish what the universal fund spent.",
    ]
    found = mapper.map(texts, encoder.encode(texts))
    assert [scores[0].code for scores in found] == ["C5", "C8", "C6"]
    assert "incident response" in found[0][0].terms
    assert found[0][0].exemplars
    assert found == mapper.map(texts, encoder.encode(texts))


def test_other_matters_and_single_words_stay_outside(mapper, encoder):
    texts = [
        "Security",
        "12 14 16",
        "The cake needs two more eggs and an hour in the oven, she said.",
    ]
    assert mapper.map(texts, encoder.encode(texts)) == [(), (), ()]


def test_most_of_the_test_half_goes_to_a_line_it_was_labelled_with(mapper, encoder):
    """A floor far under what is measured: it fails when something breaks, not when it drifts."""
    key = _labelled()
    texts = [item["text"] for item in key]
    best = mapper.probabilities(texts, encoder.encode(texts)).argmax(axis=1)
    codes = [line.code for line in mapper.framework.leaves]
    right = [codes[i] in item["lines"] for i, item in zip(best, key, strict=True)]
    assert sum(right) / len(right) > 0.45


def test_procedural_talk_is_told_from_substance():
    texts = [
        "Thank you very much, and I now give the floor to the next speaker.",
        "Governments should publish what the universal service fund has spent.",
        "Most of the people who are offline cannot afford a device or the data.",
        "We connected four hundred schools and trained their teachers since 2019.",
    ]
    roles = [judged.roles[0].role for judged in RoleTagger().tag(texts)]
    assert roles == [Role.PROCEDURAL, Role.RECOMMENDATION, Role.CHALLENGE, Role.ACHIEVEMENT]


def _labelled():
    import hashlib

    out = []
    path = ROOT / "corpora" / "demo-answer-key" / "answer-key.jsonl"
    for line in path.read_text().splitlines():
        item = json.loads(line)
        odd = int(hashlib.sha256(item["file"].encode()).hexdigest(), 16) % 2
        if odd and item["lines"] and not item["lines"][0].startswith("NEW"):
            out.append(item)
    return out
