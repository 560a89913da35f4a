"""Frameworks, errors and the place of the configuration."""

from __future__ import annotations

import inspect

import pytest

from wsis_nlp.domain import errors, resources
from wsis_nlp.domain.errors import ConfigurationError, SourceError, WsisNlpError
from wsis_nlp.domain.framework import Framework, Line
from wsis_nlp.domain.resources import config_path, configuration


def _line(code, parent=None):
    return Line(code, code.title(), "", (), (), parent=parent)


FRAMEWORK = Framework("f", "F", (_line("a"), _line("a1", "a"), _line("b")), (), "0" * 64)


def test_the_leaves_are_the_lines_without_children():
    assert [line.code for line in FRAMEWORK.leaves] == ["a1", "b"]


def test_a_line_is_found_by_its_code_and_an_unknown_code_is_an_error():
    assert FRAMEWORK.line("a1").parent == "a"
    with pytest.raises(KeyError, match="zz"):
        FRAMEWORK.line("zz")


def test_every_error_for_the_user_is_of_one_family():
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if kind.__module__ == errors.__name__
    ]
    assert len(kinds) >= 9
    assert all(issubclass(kind, WsisNlpError) for kind in kinds)


def test_a_source_error_names_the_thing_the_fact_and_the_way_out(tmp_path):
    error = SourceError(tmp_path / "a.txt", "it is a poem", "Send prose.")
    assert str(error) == f"{tmp_path / 'a.txt'}: it is a poem. Send prose."
    assert (error.fact, error.remedy) == ("it is a poem", "Send prose.")


def test_a_configuration_file_is_found_and_a_missing_one_is_named():
    assert config_path("reading", "captions.yaml").is_file()
    with pytest.raises(ConfigurationError, match=r"configs/reading/none\.yaml: not found"):
        config_path("reading", "none.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("number: [\n", r"line [12]: this is not YAML"),  # the two parsers of YAML differ
        ("other: 1\n", r"'number' is missing"),
        ("number: many\n", r"could not convert string to float: 'many'"),
        ("- 1\n", r"indices must be integers"),
    ],
)
def test_what_is_wrong_with_a_configuration_is_said_with_its_file(
    tmp_path, monkeypatch, text, said
):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    monkeypatch.setattr(resources, "config_path", lambda *_: path)
    with (
        pytest.raises(ConfigurationError, match=rf"mine\.yaml.*{said}.*reinstall"),
        configuration("mine.yaml") as raw,
    ):
        float(raw["number"])


def test_a_fault_of_another_kind_is_not_laid_on_the_configuration():
    with pytest.raises(ZeroDivisionError), configuration("reading", "limits.yaml"):
        raise ZeroDivisionError
