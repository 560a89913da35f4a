"""``evaluate roles``: a labelled file in, flat metrics and every probability out."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from wsis_nlp.cli import app
from wsis_nlp.domain.errors import UsageError
from wsis_nlp.domain.records import Role
from wsis_nlp.evaluation.roles import RoleItem, evaluate_roles, read_items, role_metrics

ITEMS = (
    {"text": "Thank you, Chair, I give the floor to the next speaker.", "role": "procedural"},
    {"text": "Governments should publish the accounts.", "roles": ["recommendation"], "before": ""},
    {"text": "We have connected 400 schools.", "role": "achievement", "before": "I am brief."},
)


def _file(tmp_path, *items):
    path = tmp_path / "roles.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in items))
    return path


def test_a_role_counts_as_right_if_it_is_one_of_the_labels():
    both = frozenset({Role.ACHIEVEMENT, Role.CHALLENGE})
    items = [RoleItem("a", both), RoleItem("b", frozenset({Role.CHALLENGE}))]
    metrics = role_metrics(items, [Role.ACHIEVEMENT, Role.CHALLENGE])
    assert metrics["achievement_f1"] == 1
    assert metrics["challenge_recall"] == 0.5
    assert metrics["macro_f1"] == pytest.approx((1 + 2 / 3) / 2)
    assert metrics["procedural_precision"] is None
    assert metrics["n"] == 2


def test_every_item_gets_a_probability_for_every_role(tmp_path):
    found = evaluate_roles(_file(tmp_path, *ITEMS))
    assert found.metrics["n"] == 3
    assert len(found.predictions) == 3
    assert all(len(row["probabilities"]) == len(Role) for row in found.predictions)
    assert found.predictions[0]["role"] == "procedural"
    assert list(found.baselines)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"text": "a", "role": "glory"}, "item 1.*achievement"),
        ({"text": "a"}, "item 1.*'role'"),
        ({"text": "a", "roles": []}, "item 1.*no 'role'"),
        ({"role": "challenge"}, "line 1.*'text'"),
    ],
)
def test_a_faulty_item_is_named(tmp_path, item, said):
    with pytest.raises(UsageError, match=said):
        read_items(_file(tmp_path, item))


def test_the_command_writes_metrics_and_predictions(tmp_path):
    metrics, rows = tmp_path / "m.json", tmp_path / "p.jsonl"
    path = _file(tmp_path, *ITEMS)
    done = CliRunner().invoke(
        app, ["evaluate", "roles", str(path), "--json", str(metrics), "--predictions", str(rows)]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(metrics.read_text())["n"] == 3
    assert len(rows.read_text().splitlines()) == 3
    bad = CliRunner().invoke(app, ["evaluate", "roles", str(tmp_path / "none.jsonl")])
    assert bad.exit_code == 2
    assert "cannot be read" in bad.output
