"""The tables beside the sources, and who spoke."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.sources import source
from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import DocumentKind, SpeakerKind, StakeholderGroup
from wsis_nlp.reading import load_sidecars, mentions, read_source, resolve_speakers
from wsis_nlp.reading.introductions import Introduction, introduction
from wsis_nlp.reading.names import name_key
from wsis_nlp.reading.organisations import one_spelling, region_of
from wsis_nlp.reading.sidecars import Participant, Sidecars
from wsis_nlp.reading.speakers import Mention


def _tables(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_sidecars(folder)


def _excel(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


# -- tables -----------------------------------------------------------------------------------


def test_a_folder_without_tables_gives_none(tmp_path):
    assert load_sidecars(tmp_path) == Sidecars()


def test_semicolons_a_byte_order_mark_and_other_cases_are_understood(tmp_path):
    found = _tables(
        tmp_path,
        participants="\ufeffNAME;Stakeholder Group;Organisation\nAna Sol;Governments;Sol Lab\n;;\n",
    )
    (person,) = found.participants
    assert (person.name, person.group) == ("Ana Sol", StakeholderGroup.GOVERNMENT)
    assert (person.organisation, person.country) == ("Sol Lab", None)
    assert person.evidence == "participants.csv, row 2"


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("International Organization", StakeholderGroup.INTERNATIONAL_ORGANISATION),
        ("ACADEMIA", StakeholderGroup.ACADEMIA),
        (" civil society ", StakeholderGroup.CIVIL_SOCIETY),
        ("", None),
    ],
)
def test_spellings_of_a_stakeholder_group_are_known(tmp_path, written, group):
    found = _tables(tmp_path, participants=f"name,stakeholder_group\nAna Sol,{written}\n")
    assert found.participants[0].group is group


def test_the_sessions_table_says_what_the_file_does_not(tmp_path):
    found = _tables(
        tmp_path,
        sessions=(
            "file,session,title,event,phase,date,start,organisers,tagged,kind,organisation,"
            "country,stakeholder_group\n"
            'talk.txt,12,Water,Forum,consultation,2030-01-02,09:30,The lab,"C1; C2,C3",'
            "submission,Sol Lab,Kenya,academia\n"
        ),
    )
    document = found.apply(read_source(source(">> A B: We grew.\n>> C D: Good.\n")))
    assert (document.session, document.title, document.event) == ("12", "Water", "Forum")
    assert (document.date, document.start_clock) == ("2030-01-02", "09:30")
    assert document.tagged == ("C1", "C2", "C3")
    assert document.kind is DocumentKind.SUBMISSION
    assert document.group is StakeholderGroup.ACADEMIA
    assert (document.organisation, document.country) == ("Sol Lab", "Kenya")


def test_what_the_sessions_table_leaves_open_stays_as_the_file_says(tmp_path):
    found = _tables(tmp_path, sessions="file,title,kind\nTALK,,\nother,Other,\n")
    document = read_source(source(">> A B: We grew.\n>> C D: Good.\n"))
    assert found.apply(document) == document
    strange = read_source(source(">> A B: We grew.\n>> C D: Good.\n", "strange.txt"))
    assert found.apply(strange) is strange


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["name", "stakeholder_group"], ["Ana", "wizard"]], r"participants\.xlsx, row 2.*wizard"),
        ([["name", "country"], ["Ana", "Peru"], [None, "Kenya"]], "row 3.*name is missing"),
        ([["who"], ["Ana"]], "no column 'name'"),
        ([], "no column 'name'"),
    ],
)
def test_a_bad_row_of_an_excel_table_is_named(tmp_path, rows, said):
    _excel(tmp_path / "participants.xlsx", *rows)
    with pytest.raises(ConfigurationError, match=said):
        load_sidecars(tmp_path)


def test_dates_and_clocks_that_excel_keeps_as_such_read_like_text(tmp_path):
    _excel(
        tmp_path / "sessions.xlsx",
        ["file", "session", "date", "start"],
        ["talk", 12, datetime.datetime(2030, 1, 2), datetime.time(9, 30)],
    )
    (row,) = load_sidecars(tmp_path).sessions
    assert row.number == "12"
    assert (row.fields["date"], row.fields["start_clock"]) == ("2030-01-02", "09:30:00")


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 99])
def test_a_table_that_is_no_text_is_one_clear_error(tmp_path, data):
    (tmp_path / "participants.csv").write_bytes(data)
    with pytest.raises(ConfigurationError, match=r"participants\.csv"):
        load_sidecars(tmp_path)


def test_a_session_is_found_by_its_number_in_the_name_of_the_file(tmp_path):
    (tmp_path / "sessions.csv").write_text(
        "session,title\n234,Trust\n12,Skills\n", encoding="utf-8"
    )
    tables = load_sidecars(tmp_path)
    found = [tables.session_of(Path(n)) for n in ("Session-234 RAW.txt", "s012.vtt", "1234.txt")]
    assert [row and row.fields["title"] for row in found] == ["Trust", "Skills", None]


# -- speakers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H.E. Mr. José Ñandú", "Jose Nandu"),
        ("DR. ANA SOL (KENYA)", "Ana Sol"),
        ("Prof. Ana-Maria  Sol", "ana maria sol"),
    ],
)
def test_honorifics_case_accents_and_countries_do_not_part_a_name(one, other):
    assert name_key(one) == name_key(other)


def test_a_region_is_known_by_its_countries_only():
    assert region_of(" kenya ") == "Africa"
    assert region_of("Atlantis") is None
    assert region_of(None) is None


def _mention(document, number, label):
    return Mention(document, f"u{document}{number}", DocumentKind.TRANSCRIPT, label)


LISTED = Sidecars(
    (
        Participant("Ana Sol", "Sol Lab", "Kenya", StakeholderGroup.ACADEMIA, ("AANA",), "row 2"),
        Participant("Li Wen", "Wen Works", None, None, ("L. W.",), "row 3"),
        Participant("Lu Wong", "Wong Works", None, None, ("L. W.",), "row 4"),
    )
)


def _who(labels, sidecars=LISTED, document="d"):
    found = [_mention(document, number, label) for number, label in enumerate(labels)]
    directory = resolve_speakers(found, sidecars)
    known = {speaker.id: speaker for speaker in directory.speakers}
    return [known.get(directory.of_utterance[mention.utterance_id]) for mention in found]


def test_a_listed_person_brings_what_the_table_knows():
    (ana,) = _who(["MS. ANA SOL"])
    assert (ana.name, ana.organisation, ana.region) == ("Ana Sol", "Sol Lab", "Africa")
    assert (ana.group, ana.evidence) == (StakeholderGroup.ACADEMIA, ("row 2",))


def test_a_variant_that_two_people_share_is_nobodys():
    (somebody,) = _who(["L. W."])
    assert somebody.organisation is None


def test_a_surname_that_two_people_of_a_session_bear_is_neither():
    one, other, lone = _who(["Bo Voss", "Ada Voss", "VOSS"])
    assert len({one.id, other.id, lone.id}) == 3
    first, alone = _who(["Bo Voss", "VOSS"])
    assert first.id == alone.id


def test_a_bracket_is_a_country_only_if_there_is_such_a_country():
    peru, lab = _who(["Bo Voss (Peru)", "Ada Lind (Sol Lab)"])
    assert (peru.country, lab.country) == ("Peru", None)


def test_a_country_said_once_is_known_of_that_speaker_everywhere():
    before, after = _who(["BO VOSS", "BO VOSS (Peru)"])
    assert before == after
    assert before.country == "Peru"


def test_two_countries_said_of_one_speaker_are_none_known():
    one, other, third = _who(["Bo Voss (Kenya)", "Bo Voss (Peru)", "Bo Voss"])
    assert one == other == third
    assert (one.country, one.region) == (None, None)


def test_no_label_is_no_speaker_and_a_role_is_no_person():
    nobody, chair = _who([None, "CHAIR"])
    assert nobody is None
    assert (chair.kind, chair.countable) == (SpeakerKind.ROLE, False)


def test_a_submission_speaks_for_its_organisation_or_for_nobody():
    said = Mention("d", "u1", DocumentKind.SUBMISSION, None, "Sol Lab", "Kenya", None)
    silent = Mention("e", "u2", DocumentKind.SUBMISSION, None)
    directory = resolve_speakers([said, silent], Sidecars())
    (lab,) = directory.speakers
    assert (lab.name, lab.kind, lab.region) == ("Sol Lab", SpeakerKind.ORGANISATION, "Africa")
    assert directory.of_utterance == {"u1": lab.id, "u2": None}


def test_what_a_transcript_says_of_an_organisation_is_not_taken_for_its_speakers():
    document = read_source(source(">> A B: We grew.\n>> C D: Good.\n"))
    assert all(mention.organisation is None for mention in mentions(document))


def _names(*labels):
    """Who each (document, label, introduction) is, resolved together."""
    found = [
        Mention(d, f"u{n}", DocumentKind.TRANSCRIPT, label, introduced=introduction(said))
        for n, (d, label, said) in enumerate((*label, "")[:3] for label in labels)
    ]
    directory = resolve_speakers(found, Sidecars())
    known = {speaker.id: speaker for speaker in directory.speakers}
    return [known.get(directory.of_utterance[mention.utterance_id] or "") for mention in found]


def test_spellings_of_one_name_are_one_person_and_the_fullest_is_shown():
    found = _names(
        ("a", "MR. JOHN DOE"),
        ("b", "John Doe"),
        ("b", "DOE"),
        ("c", "J. Doe (Kenya)"),
        ("d", "Doe, John"),
        ("d", "JOHN DOE, MINISTER OF ICT"),
        ("e", "ITU | John Doe"),
    )
    assert len({speaker.id for speaker in found}) == 1
    assert (found[0].name, found[0].country, found[0].organisation) == ("John Doe", "Kenya", "ITU")
    assert any("'j doe' is john doe" in told for told in found[0].evidence)


@pytest.mark.parametrize(
    "labels",
    [
        [("a", "John Doe"), ("a", "Jane Doe"), ("a", "DOE"), ("b", "J. Doe"), ("c", "DOE")],
        [("a", "John K. Doe"), ("b", "John F. Doe"), ("c", "John Doe")],
        [("a", "John Doe"), ("b", "DOE")],
        [("a", "John Doe (Peru)"), ("b", "J. Doe (Kenya)")],
        [("a", "MODERATOR"), ("b", "MODERATOR")],
        [("a", "AR"), ("b", "AR")],
        [("a", "Maria Silva"), ("a", "Mario Silva")],
    ],
)
def test_what_may_be_two_people_stays_two(labels):
    assert len({speaker.id for speaker in _names(*labels)}) == len(labels)


def test_a_name_heard_two_ways_is_one_person():
    one, other = _names(("a", "AIGERIM SADYKOVA"), ("b", "AYGERIM SADIKOVA"))
    assert one.id == other.id


def test_a_nameplate_is_a_delegation_and_no_person():
    brazil, again, itu, korea = _names(
        ("a", "BRAZIL"), ("b", "Brazil (interpretation)"), ("a", "ITU"), ("a", "REPUBLIC OF KOREA")
    )
    assert brazil == again
    assert (brazil.kind, brazil.country) == (SpeakerKind.ORGANISATION, "Brazil")
    assert (brazil.group, itu.group) == (
        StakeholderGroup.GOVERNMENT,
        StakeholderGroup.INTERNATIONAL_ORGANISATION,
    )
    assert (itu.name, korea.name) == ("ITU", "Republic of Korea")


def test_a_function_with_its_country_is_a_role_of_that_country():
    (minister,) = _names(("a", "MINISTER OF ICT, RWANDA"))
    assert (minister.kind, minister.country) == (SpeakerKind.ROLE, "Rwanda")


def test_a_self_introduction_names_who_has_no_name_and_is_marked_as_inferred():
    said = "Thank you. My name is Ana Voss, I'm from Kenya, and I have a question."
    ana, again, lost = _names(
        ("a", None, said), ("a", "UNIDENTIFIED SPEAKER", said), ("a", None, "Thank you.")
    )
    assert ana == again
    assert lost is None
    assert (ana.name, ana.country, ana.kind) == ("Ana Voss", "Kenya", SpeakerKind.PERSON)
    assert any("inferred" in told for told in ana.evidence)


def test_a_lone_name_becomes_the_full_one_that_its_bearer_gives():
    first, later = _names(("a", "MS. VOSS", "Hello, I am Ana Voss."), ("a", "MS. VOSS"))
    assert first == later
    assert first.name == "Ana Voss"


@pytest.mark.parametrize(
    "said",
    [
        "I'm Very Happy to be here.",
        "That is because I'm Digital Minister, and so on.",
        "We heard from Kenya, and then from Peru.",
        "As he said, this was hard. This is Ana Voss, from Kenya.",
        "I AM ONE OF THOSE, AND GLAD.",
    ],
)
def test_what_is_no_self_introduction_is_not_taken_for_one(said):
    assert introduction(said) is None


@pytest.mark.parametrize(
    ("said", "name", "country", "organisation"),
    [
        ("I AM JOHN SMITH FROM GHANA. THANK YOU.", "John Smith", "Ghana", None),
        ("I'm Bo Lind from the Internet Society.", "Bo Lind", None, "Internet Society"),
        ("I'm from Peru, like you.", None, "Peru", None),
        ("I'm Cy Ray, from the University of Nairobi.", "Cy Ray", None, "University of Nairobi"),
    ],
)
def test_introductions_say_name_country_and_body(said, name, country, organisation):
    assert introduction(said) == Introduction(name, country, organisation)


def test_a_moderator_who_gives_a_name_stays_a_role():
    (moderator,) = _names(("a", "MODERATOR", "Welcome, I am Ana Voss."))
    assert moderator.kind is SpeakerKind.ROLE


def test_organisations_spelt_variously_are_one_delegation():
    spelt = one_spelling(
        ["Internet Society (ISOC)", "The Internet Society", "ISOC", "Sol Lab Ltd", "SOL LAB"]
    )
    assert len({spelt[name] for name in list(spelt)[:3]}) == 1
    assert spelt["Sol Lab Ltd"] == spelt["SOL LAB"]
    assert len(set(one_spelling(["Ann Bay (AB)", "Arc Board (AB)", "AB"]).values())) == 3


_LABELS = st.sampled_from(
    [
        "BO VOSS",
        "Bo Voss (Peru)",
        "Bo Voss (Kenya)",
        "VOSS",
        "Ada Voss",
        "CHAIR",
        "Chair",
        "Ana Sol",
        "AANA",
        "SOL",
        "L. W.",
        "Dr. Bo Voss",
        "bo voss",
        "(Peru)",
        "",
    ]
)


@given(st.lists(st.tuples(st.sampled_from("de"), _LABELS), max_size=12), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_turns_are_met_changes_nothing(said, seed):
    found = [_mention(document, number, label) for number, (document, label) in enumerate(said)]
    shuffled = random.Random(seed).sample(found, len(found))
    assert resolve_speakers(shuffled, LISTED) == resolve_speakers(found, LISTED)
