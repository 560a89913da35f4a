"""Every trouble ends in one line and an exit code; bars are for terminals only."""

from __future__ import annotations

import errno
import sqlite3
import sys

import pytest
import typer

from wsis_nlp.cli.console import Bars, one_line_errors
from wsis_nlp.domain.errors import ModelError, SourceError, UsageError, WsisNlpError


def _leave(error):
    with pytest.raises(typer.Exit) as caught, one_line_errors():
        raise error
    return caught.value.exit_code


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("in: the folder is empty."), 2, "in: the folder is empty."),
        (WsisNlpError("it is so."), 1, "it is so."),
        (ModelError("no model."), 1, "no model."),
        (SourceError("a.txt", "it is empty", "Send it again."), 1, "a.txt: it is empty. Send it"),
        (KeyboardInterrupt(), 130, "run again to go on from here"),
        (sqlite3.OperationalError("database or disk is full"), 1, "database or disk is full"),
        (OSError(errno.ENOSPC, "No space left on device", "out/a"), 1, "out/a: No space left"),
        (OSError(errno.EFBIG, "File too large"), 1, "Make room and run again"),
        (OSError(errno.EACCES, "Permission denied", "out"), 1, "Check the path"),
        (OSError("odd"), 1, "odd"),
    ],
)
def test_an_error_is_one_line_and_a_code(capsys, error, code, said):
    assert _leave(error) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("wsis-nlp: ")
    assert err.count("\n") == 1
    assert said in err


def test_a_reader_of_our_output_that_leaves_is_no_error(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    assert _leave(BrokenPipeError()) == 0
    sys.stdout.close()
    assert capsys.readouterr().err == ""


def test_a_bug_is_not_hidden():
    with pytest.raises(ZeroDivisionError), one_line_errors():
        raise ZeroDivisionError


def test_without_trouble_nothing_is_said(capsys):
    with one_line_errors():
        pass
    assert capsys.readouterr() == ("", "")


def test_bars_are_silent_where_there_is_no_terminal(capsys):
    with Bars().stage("reading", 3) as step:
        step(1)
    assert capsys.readouterr() == ("", "")


def test_bars_show_the_stage_and_its_counts_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with Bars().stage("reading", 3) as step:
        step(2)
        step(1)
    out, err = capsys.readouterr()
    assert out == ""
    assert "reading" in err
    assert "3/3" in err
