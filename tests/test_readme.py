"""The README is true: its commands exist, its figures are those that were measured."""

from __future__ import annotations

import importlib
import re
import sys

import pytest

from tests.conftest import ROOT, commands

README = (ROOT / "README.md").read_text()
EVALUATION = (ROOT / "docs" / "evaluation.md").read_text()


@pytest.fixture(scope="module")
def report():
    folder = str(ROOT / "benchmarks")
    sys.path.insert(0, folder)
    yield importlib.import_module("report")
    sys.path.remove(folder)


def test_every_command_and_option_that_the_readme_and_the_docs_show_exists():
    known = {
        words: {option for one in command.params for option in one.opts}
        for words, command in commands()
    }
    shown = re.findall(r"^\s+(?:\.venv/bin/)?wsis-nlp (.+)$", README, re.MULTILINE)
    asked = re.findall(r"`(evaluate \w+ [A-Z][^`]*)`", EVALUATION)
    assert len(shown) > 9
    assert len(asked) > 5
    for line in (*shown, *asked):
        words = re.sub(r"[\[\]]", "", line).split("#")[0].split()
        path = max((p for p in known if tuple(words[: len(p)]) == p), key=len, default=None)
        assert path, f"no such command: wsis-nlp {line}"
        options = {word for word in words if word.startswith("--")}
        assert options <= known[path], f"no such option: wsis-nlp {line}"


def test_the_figures_of_the_readme_and_the_results_are_those_that_were_measured(report):
    start, end = report.MARKS
    table = README.split(start)[1].split(end)[0].strip()
    assert table == report.headline()
    assert (ROOT / "benchmarks" / "RESULTS.md").read_text() == report.render()


def test_every_file_that_the_readme_names_is_there():
    for path in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / path).exists(), path
