"""The house is as CONTRIBUTING.md says: floors in their order, files of a size that can be read."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT

PACKAGE = ROOT / "wsis_nlp"
# "About 400 lines", and a little room for one that is being worked on.
MOST_LINES = 420


def floors():
    """The floor of each folder, as CONTRIBUTING.md lists them from the ground up."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    chain = re.search(r"^ +(domain(?:\s+(?:->|\||\w+))+)$", text, re.MULTILINE)[1]
    return {
        name.strip(): floor
        for floor, names in enumerate(chain.split("->"))
        for name in names.split("|")
    }


def imported(path):
    """The folders of ours that a file imports from, wherever in it that is."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wsis_nlp"):
            yield from (
                [node.module]
                if "." in node.module
                else [f"wsis_nlp.{one.name}" for one in node.names]
            )
        elif isinstance(node, ast.Import):
            yield from [one.name for one in node.names if one.name.startswith("wsis_nlp")]


def test_every_folder_of_the_package_is_a_floor():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(floors())


def test_a_module_imports_from_its_own_floor_and_those_before_it_only():
    known = floors()
    wrong = []
    for path in PACKAGE.glob("*/**/*.py"):
        own = path.relative_to(PACKAGE).parts[0]
        for name in imported(path):
            other = name.split(".")[1]
            if other != own and known.get(other, 0) >= known[own]:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong


def test_no_file_is_too_long_to_read():
    folders = ("wsis_nlp", "tests", "benchmarks")
    sizes = {
        path.relative_to(ROOT): path.read_text().count("\n")
        for folder in folders
        for path in (ROOT / folder).glob("**/*.py")
    }
    assert {path: size for path, size in sizes.items() if size > MOST_LINES} == {}
