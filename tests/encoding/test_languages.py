"""Which languages an encoder knows, by its name and its card."""

from __future__ import annotations

import pytest

from wsis_nlp.encoding import languages_of_encoder


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("default", {"en"}),
        ("all-mpnet-base-v2", {"en"}),
        ("paraphrase-multilingual-MiniLM-L12-v2", None),
        ("BAAI/bge-m3", None),
    ],
)
def test_a_name_tells_the_languages(name, known):
    assert languages_of_encoder(name) == known


@pytest.mark.parametrize(
    ("card", "known"),
    [
        ("---\nlanguage: fr\n---\n", {"fr"}),
        ("---\nlanguage:\n- en\n- fr\nlicense: mit\n---\n", {"en", "fr"}),
        ("---\nlanguage: [en, ar]\n---\n", {"en", "ar"}),
        ("---\nlanguage: multilingual\n---\n", None),
        ("no head", {"en"}),
    ],
)
def test_a_card_tells_the_languages(tmp_path, card, known):
    (tmp_path / "README.md").write_text(card, encoding="utf-8")
    assert languages_of_encoder(str(tmp_path)) == known
