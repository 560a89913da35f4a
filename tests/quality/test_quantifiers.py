"""Every quantifier of a draft of the demonstration corpus, against its answer key.

The check shares no code with what counts: who said a sentence is in the answer key, which
delegation and group they belong to in participants.csv and sessions.csv, and the house rule is
written out here.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict

import pytest

from tests.conftest import DEMO, ROOT

KEY = [
    json.loads(line)
    for line in (ROOT / "corpora" / "demo-answer-key" / "answer-key.jsonl").read_text().splitlines()
]


def _plain(text):
    return " ".join(text.split())


def _delegations():
    """The delegation and group of each name that the answer key uses."""
    who = {}
    with (DEMO / "participants.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            for name in (row["name"], *row["variants"].split(";")):
                if name:
                    who[name] = (row["organisation"] or row["name"], row["stakeholder_group"])
    with (DEMO / "sessions.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            if row["organisation"]:
                who.setdefault(row["organisation"], (row["organisation"], row["stakeholder_group"]))
    return who


def _word(voices, heard):
    if voices < 3:
        return {1: "One speaker", 2: "Two speakers"}[voices]
    if voices >= 5 and voices / heard >= 0.5:
        return "Most speakers"
    if voices >= 8 and voices / heard >= 0.25:
        return "Many speakers"
    return "Several speakers" if voices >= 5 else "Some speakers"


@pytest.fixture(scope="module")
def paragraphs(demo_draft):
    """Each paragraph with the entries of the answer key behind it; those of points alone."""
    by_file = defaultdict(list)
    for item in KEY:
        by_file[item["file"]].append((_plain(item["text"]), item))
    out = []

    def walk(section):
        for paragraph in section["paragraphs"]:
            behind = []
            for span in (*paragraph["quoted"], *paragraph["also"]):
                quote = _plain(span["quote"])
                said = by_file[demo_draft["documents"][span["document"]]["path"]]
                behind.append(next((i for t, i in said if quote in t or t in quote), None))
            out.append((paragraph, behind))
        for below in section["sections"]:
            walk(below)

    for section in demo_draft["sections"]:
        if section["title"] != "Where speakers differ":
            walk(section)
    return out


def test_each_word_of_degree_follows_the_house_rule_and_shows_its_count(paragraphs):
    for paragraph, _ in paragraphs:
        said, voices, heard = paragraph["lead_in"]["text"], paragraph["voices"], paragraph["heard"]
        if not voices:
            assert said.startswith("It was said or written, without a name in the source")
            continue
        assert voices <= heard
        # Where others are likely to make the point in other words, one voice is "at least one".
        assert said.replace("At least one", "One").startswith(_word(voices, heard)), said
        if voices > 1:
            assert f"(at least {voices} of {heard} heard here)" in said


# Captions that name nobody: the first has bare arrows, the second no marks at all.
NAMELESS = {"forum/forum-04.txt", "forum/forum-12.vtt"}


def test_every_count_is_of_the_delegations_and_groups_that_said_it(paragraphs):
    """Who cannot be told is not counted, and that is said; nobody is given another's words."""
    who = _delegations()
    checked = 0
    for paragraph, behind in paragraphs:
        if None in behind:
            continue
        checked += 1
        named, nameless = set(), 0
        for item, span in zip(behind, (*paragraph["quoted"], *paragraph["also"]), strict=True):
            told = span["speaker"] or span["organisation"]
            if not told and (item["file"] in NAMELESS or not item["speaker"]):
                nameless += 1
            else:
                named.add(who[item["speaker"]])
        said = paragraph["lead_in"]["text"]
        assert len({delegation for delegation, _ in named}) == paragraph["voices"], said
        assert {group for _, group in named} == set(paragraph["groups"]), said
        assert nameless == paragraph["unattributed"], said
    assert checked >= 0.95 * len(paragraphs)


def test_those_counted_behind_a_planted_point_make_it(paragraphs):
    made = counted = 0
    for paragraph, behind in paragraphs:
        points = Counter(i["point"] for i in behind if i and i["point"])
        if paragraph["voices"] < 2 or not points:
            continue
        point = points.most_common(1)[0][0]
        if point.startswith("p-"):
            made += points[point]
            counted += len(behind)
    # The others speak of the same matter: 50 of 57 since roles are read in windows.
    assert made >= 0.85 * counted, f"{made} of {counted} statements make the point counted"


def test_a_point_of_one_group_alone_is_drafted_or_listed_as_left_out(demo_draft, paragraphs):
    drafted = {_plain(item["text"]) for _, behind in paragraphs for item in behind if item}
    listed = " ".join(_plain(point["quote"]) for point in demo_draft["audit"]["left_out"])
    made = defaultdict(set)
    for item in KEY:
        if re.match("g-|d-mandate", item["point"] or ""):
            made[item["point"]].add(_plain(item["text"]))
    assert made
    for point, texts in made.items():
        assert any(text in drafted or text in listed for text in texts), f"{point} disappeared"
    assert all(point["reason"] for point in demo_draft["audit"]["left_out"])
