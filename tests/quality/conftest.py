"""The draft of the demonstration corpus, made once for all that measure it."""

from __future__ import annotations

import json

import pytest

from tests.conftest import DEMO


@pytest.fixture(scope="session")
def demo_draft(tmp_path_factory):
    from wsis_nlp.pipeline import run

    out = tmp_path_factory.mktemp("demo") / "out"
    run(DEMO, out)
    return json.loads((out / "chair-summary.json").read_text())
