"""Frameworks are checked when they are loaded, and an error says where."""

from __future__ import annotations

import hashlib

import pytest

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.mapping import load_framework

GOOD = """\
framework: small
title: A small framework
sources: [written by hand]
lines:
  - code: A
    title: Wires
    scope: Cables and
      masts.
  - code: A1
    parent: A
    title: Cables
    scope: Cables in the sea.
    exemplars: [The cable landed.]
    terms: [cable]
    sdgs: [9]
    attributed_to_itu: true
    near_misses:
      - {text: The teacher pulled a cable., belongs_to: B}
  - code: B
    title: Schools
    scope: Lessons.
    exemplars: [The teacher learned.]
"""


def _load(folder, text):
    path = folder / "mine.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_framework(str(path))


def test_a_good_file_becomes_a_framework(tmp_path):
    found = _load(tmp_path, GOOD)
    assert (found.name, found.title, found.sources) == (
        "small",
        "A small framework",
        ("written by hand",),
    )
    assert [line.code for line in found.lines] == ["A", "A1", "B"]
    assert [line.code for line in found.leaves] == ["A1", "B"]
    assert found.line("A").scope == "Cables and masts."
    assert found.line("A1").attributed_to_itu
    assert found.line("A1").sdgs == (9,)
    assert found.line("A1").near_misses[0].belongs_to == "B"
    assert found.fingerprint == hashlib.sha256(GOOD.encode()).hexdigest()
    with pytest.raises(KeyError):
        found.line("Z")


def test_the_fingerprint_changes_with_the_file(tmp_path):
    changed = GOOD.replace("Lessons.", "Lessons and exams.")
    assert _load(tmp_path, GOOD).fingerprint != _load(tmp_path, changed).fingerprint


def test_a_file_without_a_name_is_called_after_itself(tmp_path):
    text = "lines:\n  - {code: A, title: T, scope: S, exemplars: [E]}\n"
    assert _load(tmp_path, text).name == "mine"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  - code: B\n    title: Schools\n",
            "  - code: B\n",
            "line 19: the field 'title' is missi",
        ),
        ("title: Schools", "title: ' '", "line 19: the field 'title' is missing"),
        ("scope: Lessons.", "scope:", "line 19: the field 'scope' is missing"),
        ("title: Wires", "title: Wires\n    colour: red", "line 7: the field 'colour' is unknown"),
        ("title: A small framework", "colour: red", "line 2: the field 'colour' is unknown"),
        (
            "title: Wires",
            "title: Wires\n    title: Masts",
            "line 7: the key 'title' is there twice",
        ),
        ("terms: [cable]", "terms: [cable, '']", "line 14: an entry of 'terms' is empty"),
        ("terms: [cable]", "terms: [cable, {a: b}]", "line 14: an entry of 'terms' is empty"),
        ("terms: [cable]", "terms: cable", "line 14: 'terms' must be a list"),
        ("sdgs: [9]", "sdgs: [nine]", "line 15: an entry of 'sdgs' is no whole number"),
        (
            "exemplars: [The cable landed.]",
            "exemplars: [The cable landed., The cable landed.]",
            "line 13: the exemplar 'The cable landed.' is there twice",
        ),
        (", belongs_to: B}", "}", "line 18: a near-miss needs a 'text' and a 'belongs_to'"),
        ("code: B", "code: A1", "line 19: the code A1 is there twice"),
        ("code: B", "code: B\n    parent: Q", "line 20: the parent Q is no line"),
        ("code: B", "code: B\n    parent: B", "line 20: B is its own ancestor"),
        ("belongs_to: B", "belongs_to: Q", "line 18: a near-miss belongs to Q"),
        ("    exemplars: [The teacher learned.]\n", "", "line 19: B has no exemplars"),
        ("  - code: A\n", "  - just words\n  - code: A\n", "a line is not a mapping"),
        ("title: Cables", "title: [Cables", "this is not YAML"),
    ],
)
def test_what_is_impossible_is_refused_with_its_line(tmp_path, old, new, said):
    assert old in GOOD
    with pytest.raises(ConfigurationError) as caught:
        _load(tmp_path, GOOD.replace(old, new, 1))
    assert said in str(caught.value)
    assert "mine.yaml" in str(caught.value)


def test_broken_yaml_is_refused_with_its_line(tmp_path):
    with pytest.raises(ConfigurationError, match=r"mine\.yaml, line 2: this is not YAML"):
        _load(tmp_path, "title: a\n]\nlines: []\n")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="this is not YAML"):
        _load(tmp_path, b"title: \xff\xfe\xff\n")


@pytest.mark.parametrize("text", ["", "just words", "lines: []", "lines: {a: b}", "- a\n- b\n"])
def test_a_file_without_lines_is_refused(tmp_path, text):
    with pytest.raises(ConfigurationError, match="there are no 'lines' in it"):
        _load(tmp_path, text)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_framework(str(tmp_path / "none.yaml"))
    with pytest.raises(ConfigurationError, match="not found"):
        load_framework("no-such-framework")


def test_the_framework_that_ships_has_eleven_lines_and_the_eight_applications():
    found = load_framework()
    top = [line for line in found.lines if line.parent is None]
    assert len(top) == 11
    assert len([line for line in found.lines if line.parent is not None]) >= 8
    assert all(line.exemplars and line.terms for line in found.leaves)
    assert any(line.attributed_to_itu for line in found.lines)
