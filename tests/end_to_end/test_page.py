"""The page as a person sees it, in a real browser."""

from __future__ import annotations

import json
import shutil

import pytest

selenium = pytest.importorskip("selenium.webdriver")

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def page(finished_run, tmp_path_factory):
    options = selenium.ChromeOptions()
    options.binary_location = BROWSER
    for flag in ("headless", "no-sandbox", "disable-gpu", "disable-background-networking"):
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('browser')}")
    browser = selenium.Chrome(options, selenium.ChromeService(DRIVER))
    browser.get((finished_run / "chair-summary.html").as_uri())
    yield browser
    browser.quit()


def _find(page, selector):
    return page.find_elements("css selector", selector)


def test_a_quote_opens_its_source_with_the_words_marked_in_their_context(page):
    source = _find(page, ".point > div > details.source")[0]
    mark = source.find_element("css selector", "mark")
    assert not mark.is_displayed()
    source.find_element("css selector", "summary").click()
    assert mark.is_displayed()
    quote = (
        _find(page, ".point blockquote")[0].text.split("” — ")[0].strip("“”").removeprefix("[…] ")
    )
    assert mark.text == quote
    assert len(source.find_element("css selector", ".context").text) > len(quote)


def test_every_paragraph_is_there_with_our_words_told_apart_by_colour(page, finished_run):
    draft = json.loads((finished_run / "chair-summary.json").read_text())

    def count(sections):
        return sum(len(s["paragraphs"]) + count(s["sections"]) for s in sections)

    points = _find(page, ".point")
    assert len(points) == count(draft["sections"])
    ours = points[0].find_element("css selector", ".ours")
    quote = points[0].find_element("css selector", "blockquote")
    assert ours.value_of_css_property("color") != quote.value_of_css_property("color")


def test_contents_lead_to_their_sections_and_nothing_comes_from_elsewhere(page):
    links = [link.get_attribute("href").split("#")[1] for link in _find(page, "nav a")]
    assert links
    assert all(_find(page, f"#{link} h2") for link in links)
    loaded = page.execute_script("return performance.getEntriesByType('resource').length")
    assert loaded == 0
    assert _find(page, "script") == []
