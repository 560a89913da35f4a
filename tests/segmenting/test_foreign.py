"""Passages in another language than their document's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reading.sources import source
from wsis_nlp.reading import read_source
from wsis_nlp.segmenting import foreign_spans, language_of, passages, sentences

ENGLISH = "We connected forty schools in the valley, and the teachers were trained in the summer. "
OTHER = {
    "fr": "Nous avons raccordé quarante écoles de la vallée, et les maîtres ont été formés. ",
    "es": "Conectamos cuarenta escuelas del valle y los maestros recibieron formación en verano. ",
    "ru": "Мы подключили сорок школ в долине, и учителя прошли обучение этим летом. ",
    "zh": "我们在山谷里连接了四十所学校,老师们在夏天接受了培训,我们希望明年继续这项工作。",
    "ar": "لقد ربطنا أربعين مدرسة في الوادي وتلقى المعلمون التدريب في الصيف الماضي في القرية. ",
    "de": "Wir haben vierzig Schulen im Tal angeschlossen, und die Lehrer wurden geschult. ",
    "pt": "Ligámos quarenta escolas do vale e os professores receberam formação no verão. ",
}


def _foreign(*turns):
    text = "".join(f">> {name}: {words}\n" for name, words in turns)
    document = read_source(source(text))
    document = replace(document, language=language_of(document.text))
    spans = foreign_spans(document, passages(document, sentences(document)))
    return replace(document, foreign=spans)


@pytest.mark.parametrize("code", OTHER)
def test_a_turn_in_another_language_is_found_and_the_others_are_not(code):
    document = _foreign(
        ("ANA SOL", ENGLISH * 6), ("BO LIND", OTHER[code] * 3), ("CY RAY", ENGLISH * 2)
    )
    assert document.language == "en"
    first, second, third = document.utterances
    assert document.language_of(second.start, second.end) == code
    assert {document.language_of(u.start, u.end) for u in (first, third)} == {"en"}


def test_a_word_of_thanks_in_another_language_stays_with_the_rest():
    document = _foreign(("ANA SOL", ENGLISH * 6), ("BO LIND", "Merci beaucoup, madame."))
    assert document.foreign == ()


def test_a_name_heavy_english_turn_is_not_foreign():
    said = "Thank you, Doña Pilar Núñez de Castro, Jorge Iñárritu, Chloé Lefèvre and Ana Sol. "
    assert _foreign(("ANA SOL", ENGLISH * 6), ("BO LIND", said)).foreign == ()
