"""Statements to a Chair's Summary: points, a choice of them, and numbered paragraphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wsis_nlp.domain.framework import Framework, Line
from wsis_nlp.domain.records import (
    DRAFTED,
    Document,
    Role,
    SpeakerKind,
    Statement,
)
from wsis_nlp.domain.summary import ChairSummary, Section
from wsis_nlp.drafting.quality import rules
from wsis_nlp.drafting.sections import Composer, DraftSettings, Progress
from wsis_nlp.drafting.statistics import statistics
from wsis_nlp.drafting.wording import wording
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.mapping import Theme


def compose(
    title: str,
    statements: Sequence[Statement],
    vectors: Vectors,
    documents: Mapping[str, Document],
    framework: Framework,
    themes: Sequence[Theme] = (),
    settings: DraftSettings | None = None,
    progress: Progress | None = None,
) -> ChairSummary:
    """Compose the draft.

    Parameters
    ----------
    title
        The title of the draft.
    statements
        Every sentence with what is known of it; procedural ones are left out here.
    vectors
        ``float32[n, d]``; ``statement.row`` is a row of it.
    documents
        The documents by id.
    framework
        The lines that make the sections.
    themes
        Themes that no line covers; what belongs to them is drafted there and under no line.
    settings
        How much is drafted.
    progress
        Called with 1 after each line.
    """
    settings = settings or DraftSettings()
    substance = [
        s for s in statements if s.roles[0].role is not Role.PROCEDURAL and not _presides(s)
    ]
    composer = Composer(substance, vectors, documents, settings)
    reserved = {ident for theme in themes for ident in theme.passages}
    free = [
        row
        for row, statement in enumerate(substance)
        if statement.passage_id not in reserved and statement.roles[0].role in DRAFTED
    ]
    # A point is drafted once, under the line and the role that its sentences are most about.
    by_heading: dict[tuple[str, Role], list[list[int]]] = {}
    heard: dict[str, set[str]] = {}
    for statement in substance:
        if statement.speaker and statement.speaker.countable:
            code = statement.lines[0].code if statement.lines else ""
            heard.setdefault(code, set()).add(statement.speaker.delegation)
    for group in composer.points(free):
        heading = composer.heading(group)
        by_heading.setdefault(heading, []).append(group)
        heard.setdefault(heading[0], set()).update(composer.voices(group))
    silent: list[str] = []

    def line_section(line: Line) -> Section:
        below = [item for item in framework.lines if item.parent == line.code]
        sections = [
            section
            for role in DRAFTED
            if (
                section := composer.section(
                    line.code,
                    role,
                    by_heading.get((line.code, role), []),
                    len(heard.get(line.code, ())),
                )
            )
        ]
        sections += [line_section(item) for item in below]
        if not below:
            kept = {section.title for section in sections}
            missing = [wording().headings[r] for r in DRAFTED if wording().headings[r] not in kept]
            silent.extend(f"{line.code}: {heading}" for heading in missing)
        if progress:
            progress(1)
        note = "Attributed to ITU." if line.attributed_to_itu else ""
        if not sections:
            note = f"{note} {wording().nothing_said}".strip()
        return Section(line.code, line.title, (), tuple(sections), note)

    sections = [line_section(line) for line in framework.lines if line.parent is None]
    outside = [section for theme in themes if (section := composer.theme(theme))]
    sections.append(
        Section(
            "", wording().outside.format(framework=_in_text(framework.title)), (), tuple(outside)
        )
    )
    # A point of several voices is not lost because the mapper gave it to no line.
    elsewhere = [
        section
        for role in DRAFTED
        if (
            section := composer.section(
                "",
                role,
                by_heading.get(("", role), []),
                len(heard.get("", ())),
                wording().least_voices_elsewhere,
            )
        )
    ]
    if elsewhere:
        sections.append(Section("", wording().elsewhere, (), tuple(elsewhere)))
    return ChairSummary(
        title,
        tuple(sections),
        dict(documents),
        {
            **statistics(statements, documents),
            "silent_headings": silent,
            "themes_outside": [theme.as_dict() for theme in themes],
        },
        {},
    )


def _presides(statement: Statement) -> bool:
    """Whether the one who leads the session says it."""
    speaker = statement.speaker
    role = speaker is not None and speaker.kind is SpeakerKind.ROLE
    return role and bool(rules().presiding.match(speaker.name if speaker else ""))


def _in_text(title: str) -> str:
    """A title as it stands inside a sentence: "The action lines" becomes "the action lines"."""
    return title[0].lower() + title[1:] if title.startswith("The ") else title
