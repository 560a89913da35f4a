"""Readers: who speaks, what is said, what is furniture."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsis_nlp.domain.errors import ConfigurationError, SourceError, UsageError
from wsis_nlp.domain.records import DocumentKind, SpeakerKind, StakeholderGroup
from wsis_nlp.reading import find_files, load_sidecars, mentions, read, resolve_speakers
from wsis_nlp.reading.sidecars import Sidecars


def _turns(document):
    return [(u.label, document.text[u.start : u.end]) for u in document.utterances]


@pytest.fixture
def text_file(tmp_path):
    def write(text, name="session.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_named_marks_begin_turns_and_noise_marks_become_notes(text_file):
    document = read(
        text_file(
            "ROUGHLY EDITED COPY\n\nThe last valley\n\n"
            ">> MS. ROSA LIND: We built it.  [Applause] It works\u2011well.\n"
            ">>PETER VOSS:(Off microphone). I doubt that (and so does she).\n"
            ">> And who are you?\n"
        )
    )
    assert document.title == "The last valley"
    assert _turns(document) == [
        ("MS. ROSA LIND", "We built it. It works-well."),
        ("PETER VOSS", "I doubt that (and so does she)."),
        (None, "And who are you?"),
    ]
    assert [note.text for note in document.notes if note.kind == "noise"] == [
        "[Applause]",
        "(Off microphone)",
    ]
    assert "ROUGHLY EDITED COPY" in [n.text for n in document.notes if n.kind == "furniture"]


def test_a_whole_session_on_one_line_is_cut_at_its_marks(text_file):
    document = read(text_file(">> CHAIR: Welcome. >> ANA SOL: We grew. >> CHAIR: Thank you."))
    assert [label for label, _ in _turns(document)] == ["CHAIR", "ANA SOL", "CHAIR"]


def test_a_colon_in_speech_makes_no_speaker(text_file):
    document = read(
        text_file(">> ANA: We grew.\n>> I will say this: we doubled.\n>> Ana Sol: Yes.\n")
    )
    assert _turns(document)[1] == (None, "I will say this: we doubled.")
    assert _turns(document)[2][0] == "Ana Sol"


def test_wrapped_lines_are_joined_and_paragraphs_kept(text_file):
    body = "\n".join(["the fibre was laid along the old", "road to the valley and it took"] * 5)
    document = read(
        text_file(f">> ANA SOL: First\n{body} long.\n\nThen it worked.\n>> BO: Yes it did.")
    )
    first = _turns(document)[0][1]
    assert "old road to the valley" in first
    assert first.endswith("long.\nThen it worked.")


def test_names_without_marks_need_to_come_back(text_file):
    talk = "Ana Sol: We grew a lot.\n\nBo Lind: How much?\n\nAna Sol: By half.\n\nBo Lind: Good.\n"
    assert read(text_file(talk)).convention == "name and colon"
    prose = "Dear all\n\nNote: this is a letter. It has no speakers at all.\n\nWe remain yours.\n"
    assert read(text_file(prose)).kind is DocumentKind.SUBMISSION


def test_microphone_checks_before_the_opening_are_off_air(text_file):
    document = read(
        text_file(
            ">> Can you hear me on channel one?\n>> CHAIR: Welcome to you all.\n>> A B: Hi.\n"
        )
    )
    assert [u.off_air for u in document.utterances] == [True, False, False]


def test_a_submission_has_sections_and_paragraph_numbers(text_file):
    document = read(
        text_file(
            "What we ask\n\nI. Money\n\nThe fund lies unspent.\n\nPublish its accounts.\n\n"
            "II. Skills\n\nTrain the teachers first.\n"
        ),
        DocumentKind.SUBMISSION,
    )
    assert document.title == "What we ask"
    assert [u.heading for u in document.utterances] == ["I. Money", "II. Skills"]
    where = document.text.index("Train")
    assert document.anchor_at(where).paragraph == 3


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_or_refused_and_anchors_point_into_it(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("any") / "any.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        document = read(path)
    except SourceError:
        return
    assert all(0 <= anchor.offset <= len(document.text) for anchor in document.anchors)
    spans = [(u.start, u.end) for u in document.utterances]
    assert spans == sorted(spans)
    assert all(document.text[start:end].strip() for start, end in spans)


VTT = """WEBVTT

NOTE recorded

STYLE
::cue {}

1
00:01.000 --> 00:03.500 align:start
<v Rosa Lind>We built it</v>

00:00:03.600 --> 00:00:05.000
<v Rosa Lind>last year. <v Bo Voss>I &amp; mine doubt it.

00:00:bad --> nonsense
lost words
"""


def test_vtt_voices_times_notes_and_malformed_cues(text_file):
    document = read(text_file(VTT, "a.vtt"))
    assert _turns(document) == [
        ("Rosa Lind", "We built it last year."),
        ("Bo Voss", "I & mine doubt it."),
    ]
    assert document.utterances[0].start_time == 1.0
    assert document.utterances[0].end_time == 5.0
    assert document.anchor_at(document.text.index("last")).time == 3.6
    assert document.warnings == ("1 malformed cue(s) left out (line 15)",)


def test_vtt_names_inside_cues_and_rolling_repeats(text_file):
    cues = ["Ana: We grew.", "by half", "Bo: Good.", "Ana: Yes.", "Bo: Well then."]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:{2 * i:02d}.000 --> 00:00:{2 * i + 1:02d}.000\n{cue}" for i, cue in enumerate(cues)
    )
    assert _turns(read(text_file(text, "z.vtt")))[0] == ("Ana", "We grew. by half")
    rolling = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nso we built\n\n"
        "00:00:02.000 --> 00:00:03.000\nso we built\nthe tower\n\n"
        "00:00:03.000 --> 00:00:04.000\nthe tower\nlast year\n"
    )
    assert _turns(read(text_file(rolling, "y.vtt"))) == [(None, "so we built the tower last year")]


def _word(body: str) -> bytes:
    raw = io.BytesIO()
    docx.Document().save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                start = data.index(b"<w:body>") + 8
                data = data[:start] + body.encode() + data[data.index(b"</w:body>") :]
            new.writestr(name, data)
    return out.getvalue()


def test_word_tracked_changes_are_read_as_accepted_and_tables_row_by_row(tmp_path):
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>We ask for </w:t></w:r>"
        "<w:ins w:id='1' w:author='a'><w:r><w:t>two</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>three</w:delText></w:r></w:del>"
        "<w:r><w:t xml:space='preserve'> funds and a plan.</w:t></w:r></w:p>"
        f"<w:tbl><w:tr>{cell.format('Village')}{cell.format('42')}</w:tr></w:tbl>"
    )
    path = tmp_path / "s.docx"
    path.write_bytes(_word(body))
    assert read(path).text == "We ask for two funds and a plan.\nVillage | 42"


def test_word_transcripts_and_submissions_are_told_apart(tmp_path):
    talk, paper = docx.Document(), docx.Document()
    for line in (">> ANA SOL: We grew.", ">> BO VOSS: By how much?", ">> ANA SOL: By half."):
        talk.add_paragraph(line)
    paper.add_heading("Our view", 0)
    paper.add_heading("Money", 1)
    paper.add_paragraph("The fund lies unspent, and nobody knows why.")
    talk.save(str(tmp_path / "t.docx"))
    paper.save(str(tmp_path / "p.docx"))
    assert read(tmp_path / "t.docx").kind is DocumentKind.TRANSCRIPT
    document = read(tmp_path / "p.docx")
    assert (document.kind, document.title) == (DocumentKind.SUBMISSION, "Our view")
    assert document.utterances[0].heading == "Money"


def test_find_files_passes_over_tables_and_hidden_files(tmp_path):
    for name in ("b.txt", "a.txt", ".hidden.txt", "~$a.docx", "participants.csv", "sessions.xlsx"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in find_files(tmp_path)] == ["a.txt", "b.txt"]
    with pytest.raises(UsageError):
        find_files(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("participants.csv", "name,stakeholder_group\nAna,wizard\n", "row 2.*wizard"),
        ("participants.csv", "name,country\n,Kenya\n", "row 2.*name is missing"),
        ("participants.csv", "who\nAna\n", "no column 'name'"),
        ("sessions.csv", "file,kind\ns1,poem\n", "row 2.*poem"),
        ("sessions.csv", "file,kind\n,transcript\n", "row 2.*file is missing"),
    ],
)
def test_a_bad_row_is_named(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        load_sidecars(tmp_path)


def test_excel_tables_are_read_like_csv(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Name", "Organisation", "Country", "Stakeholder group", "Variants"])
    book.active.append(["Ana Sol", "Sol Lab", "Kenya", "academia", "A. Sol; SOL"])
    book.save(tmp_path / "participants.xlsx")
    (person,) = load_sidecars(tmp_path).participants
    assert (person.name, person.group) == ("Ana Sol", StakeholderGroup.ACADEMIA)
    assert person.variants == ("A. Sol", "SOL")
    (tmp_path / "participants.xlsx").write_bytes(b"not excel")
    with pytest.raises(ConfigurationError, match="Excel"):
        load_sidecars(tmp_path)


def test_spellings_of_one_person_meet_and_roles_stay_apart(tmp_path, text_file):
    (tmp_path / "participants.csv").write_text(
        "name,organisation,country,stakeholder_group,variants\n"
        "Ana Sol,Sol Lab,Kenya,academia,AANA SOL\n"
    )
    one = read(
        text_file(
            ">> MODERATOR: Please.\n>> DR. ANA SOL: We grew.\n"
            ">> SOL: Yes.\n>> BO VOSS (Peru): No.\n"
        )
    )
    two = read(text_file(">> MODERATOR: Next.\n>> Aana Sol: We did.\n>> VOSS: No.\n", "two.txt"))
    sidecars = load_sidecars(tmp_path)
    found = [m for document in (one, two) for m in mentions(document)]
    directory = resolve_speakers(found, sidecars)
    backwards = resolve_speakers(reversed(found), sidecars)
    assert directory == backwards
    people = {s.id: s for s in directory.speakers}
    named = [people[directory.of_utterance[u.id]] for d in (one, two) for u in d.utterances]
    assert [s.name for s in named[1:3]] == ["Ana Sol", "Ana Sol"]
    assert named[5].id == named[1].id
    assert named[1].region == "Africa"
    assert named[3].region == "Latin America and the Caribbean"
    assert named[6].id != named[3].id, "a lone surname in another session is not that person"
    assert named[0].id != named[4].id
    assert named[0].kind is SpeakerKind.ROLE
    assert not named[0].countable


def test_without_tables_nothing_is_guessed(text_file):
    document = read(text_file(">> ANA SOL: We grew.\n>> BO VOSS: Did you?\n"))
    directory = resolve_speakers(mentions(document), Sidecars())
    assert all(speaker.group is None for speaker in directory.speakers)


def test_a_table_names_a_file_with_its_ending_or_without_whatever_dots_it_has(tmp_path):
    (tmp_path / "sessions.csv").write_text("file,title\n2025.07.07 opening,A\nb.vtt,B\ntalk,C\n")
    sidecars = load_sidecars(tmp_path)
    found = {
        name: row.fields["title"] if (row := sidecars.session_of(tmp_path / name)) else None
        for name in ("2025.07.07 opening.txt", "2025.txt", "b.vtt", "b.txt", "talk.an.xml")
    }
    assert found == {
        "2025.07.07 opening.txt": "A",
        "2025.txt": None,
        "b.vtt": "B",
        "b.txt": None,
        "talk.an.xml": "C",
    }
