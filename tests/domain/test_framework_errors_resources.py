"""Frameworks, errors and the place of the configuration."""

from __future__ import annotations

import inspect

import pytest

from wsis_nlp.domain import errors
from wsis_nlp.domain.errors import ConfigurationError, SourceError, WsisNlpError
from wsis_nlp.domain.framework import Framework, Line
from wsis_nlp.domain.resources import config_path


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
