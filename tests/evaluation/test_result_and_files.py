import json
from pathlib import Path

import pytest

from wsis_nlp.cli.evaluate import show
from wsis_nlp.domain.errors import OutputError, UsageError
from wsis_nlp.evaluation import Evaluation
from wsis_nlp.evaluation.files import json_lines


def outcome() -> Evaluation:
    return Evaluation(
        "mapping",
        {"accuracy": 0.75, "n": 4},
        ({"text": "é", "C5": 0.9},),
        {"TF-IDF": {"accuracy": 0.5}},
        ("one item was empty",),
    )


def test_metrics_are_written_flat_and_predictions_one_a_line(tmp_path: Path) -> None:
    show(outcome(), tmp_path / "m.json", tmp_path / "p.jsonl")
    assert json.loads((tmp_path / "m.json").read_text()) == {"accuracy": 0.75, "n": 4}
    assert json.loads((tmp_path / "p.jsonl").read_text()) == {"text": "é", "C5": 0.9}


def test_the_table_shows_ours_beside_each_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    show(outcome(), None, None)
    shown = capsys.readouterr().out
    assert "TF-IDF" in shown
    assert "0.750" in shown and "0.500" in shown
    assert "one item was empty" in shown


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        outcome().save_metrics(tmp_path / "file" / "m.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no item"),
        ('{"text": "a"}\n{"tex": "b"}', "line 2: the field 'text' is missing"),
        ("[1]", "line 1: the field 'text' is missing"),
        ("{", "line 1: this is not JSON"),
    ],
)
def test_a_faulty_file_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        list(json_lines(path, ("text",)))


def test_a_file_that_is_missing_or_no_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        list(json_lines(tmp_path / "none.jsonl"))
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")
    with pytest.raises(UsageError, match="not UTF-8"):
        list(json_lines(tmp_path / "latin.jsonl"))
