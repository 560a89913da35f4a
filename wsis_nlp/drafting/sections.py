"""The paragraphs of one heading: which of its points are drafted, and who says them best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from wsis_nlp.domain.edits import Edits, PointEdit
from wsis_nlp.domain.records import (
    DRAFTED,
    Document,
    Evidence,
    Role,
    Statement,
    content_id,
)
from wsis_nlp.domain.summary import Paragraph, Section
from wsis_nlp.drafting.company import company
from wsis_nlp.drafting.names import Names
from wsis_nlp.drafting.points import LIKE, find_points, like_enough, role_chances, voice_of
from wsis_nlp.drafting.quality import Fitness, judge, rules, stands_asked
from wsis_nlp.drafting.selection import Candidate, Heard, Objective, choose
from wsis_nlp.drafting.wording import lead_in, wording
from wsis_nlp.encoding.protocol import Vectors
from wsis_nlp.mapping import Theme

# From so many voices on a point is drafted before those of fewer.
SEVERAL = 2
# ... or from so many that are likely to make it, where they cannot be counted.
LIKELY = 3.0
# Cosine from which two quotes say the same twice.
DOUBLE = 0.85


@dataclass(frozen=True, slots=True)
class DraftSettings:
    """How much is drafted. ``words`` is the budget of quoted words of one heading; ``edits`` are
    what a person decided about points of an earlier draft; a sentence that names one of the
    ``unnamed`` is not quoted.
    """

    words: int = 100
    quotes: int = 3
    most_similar: float = 0.80
    edits: Edits = field(default_factory=Edits)
    unnamed: Names | None = None


Progress = Callable[[int], None]


class Composer:
    """Chooses among the points of a heading and makes paragraphs of them."""

    def __init__(
        self,
        statements: Sequence[Statement],
        vectors: Vectors,
        documents: Mapping[str, Document],
        settings: DraftSettings,
    ) -> None:
        self.statements = statements
        self.vectors = vectors
        self.documents = documents
        self.settings = settings
        self.edits = settings.edits
        self.fitness: list[Fitness] = [self._judged(statement) for statement in statements]
        self.number = 0
        self.quoted: set[int] = set()
        self.shown: list[Vectors] = []
        self.heard = Heard()
        self.company: dict[int, float] = {}

    def _judged(self, statement: Statement) -> Fitness:
        text = statement.text
        unnamed = self.settings.unnamed
        if unnamed and unnamed.find(text):
            return Fitness(0, len(text), 0.0, "names a person")
        return judge(text, statement.judged.stands)

    def points(self, rows: Sequence[int]) -> list[list[int]]:
        """What is said alike in these rows, as rows."""
        if not rows:
            return []
        vectors = self.vectors[[self.statements[row].row for row in rows]]
        quality = np.array([self.fitness[row].quality for row in rows])
        said = [self.statements[row] for row in rows]
        groups = find_points(said, vectors, quality)
        self._expect(rows, vectors, groups)
        return [[rows[i] for i in group] for group in groups]

    def _expect(self, rows: Sequence[int], vectors: Vectors, groups: Sequence[list[int]]) -> None:
        """Find how many other voices may make each point that may be quoted, where few are counted.

        See :mod:`wsis_nlp.drafting.company`.
        """
        asked = [
            place
            for group in groups
            if len(self.voices([rows[place] for place in group])) < LIKELY
            and any(self._quotable(rows[place]) for place in group)
            for place in group
        ]
        said = [self.statements[row] for row in rows]
        voices = [voice_of(statement) for statement in said]
        raised = like_enough(vectors) - LIKE
        found = company(vectors, role_chances(said), voices, asked, raised)
        for place, expected in zip(asked, found.tolist(), strict=True):
            self.company[rows[place]] = expected

    def _quotable(self, row: int) -> bool:
        """Whether a sentence may stand for a point that several are likely to make."""
        stands = self.statements[row].judged.stands >= rules().voices_stand[-1]
        return stands and self.fitness[row].quality >= rules().least_quality

    def section(
        self,
        code: str,
        role: Role | None,
        groups: list[list[int]],
        heard: int,
        least: int = 0,
    ) -> Section | None:
        """The paragraphs of one heading, or ``None`` if there is nothing to quote.

        Without a ``role`` each sentence keeps its own; points of fewer than ``least`` voices are
        left out.
        """
        whole = [[row for row in group if row not in self.quoted] for group in groups]
        rows = sorted(row for group in whole for row in group)
        whole = [self._fittest_first(group, role) for group in whole if group]
        kept = self._decided([g for g in whole if self._weight(g[0], role) > 0])
        kept = [g for g in kept if len(self.voices(g)) >= least]
        # Where nothing is as clear alone as it should be, the best is better than an empty heading.
        kept = [g for g in kept if self._stands(g)] or self._best(kept, role)
        if not kept:
            return None
        candidates = [self._candidate(group, role) for group in kept]
        centres = self.vectors[[self.statements[group[0]].row for group in kept]]
        said = self.vectors[[self.statements[row].row for row in rows]]
        objective = Objective(candidates, said @ centres.T, self.heard)
        several = [i for i, group in enumerate(kept) if len(self.voices(group)) >= SEVERAL]
        rest = [i for i in range(len(kept)) if i not in several and not self._said(kept[i][0])]
        likely = [i for i in rest if self._expected(kept[i]) >= LIKELY]
        picked: list[int] = []
        for among, times in ((several, 2), (likely, 1), (rest, 1)):
            spent = sum(candidates[i].words for i in picked)
            left = [i for i in among if i not in picked]
            picked += choose(objective, times * self.settings.words - spent, left)
        edits = [self._edit(group) for group in kept]
        picked += [i for i, edit in enumerate(edits) if edit.decision == "pin" and i not in picked]
        worth = [len(self.voices(group)) for group in kept]
        picked.sort(key=lambda i: (*_place(edits[i]), -worth[i], -candidates[i].worth, kept[i][0]))
        for i in picked:
            self.heard.take(candidates[i])
        paragraphs = tuple(self._paragraph(code, role, kept[pick], heard) for pick in picked)
        title = wording().headings[role] if role else ""
        return Section(code, title, paragraphs) if paragraphs else None

    def _expected(self, group: list[int]) -> float:
        """How many voices may make a point: those that are counted, or more that are likely."""
        likely = 1 + max(self.company.get(row, 0.0) for row in group)
        return max(float(len(self.voices(group))), likely)

    def _stands(self, group: list[int]) -> bool:
        """Whether its first sentence is clear enough alone; one voice must be the clearest, except
        where it is likely that several make the point.
        """
        alone = self.statements[group[0]].judged.stands
        pinned = self._edit(group).decision == "pin"
        voices = LIKELY if self._expected(group) >= LIKELY else len(self.voices(group))
        return pinned or alone >= stands_asked(int(voices))

    def _best(self, groups: list[list[int]], role: Role | None) -> list[list[int]]:
        """The point that is worth most of those that are nearly clear alone, if there is one."""
        nearly = [g for g in groups if self.statements[g[0]].judged.stands >= rules().nearly_stands]
        return sorted(nearly, key=lambda group: -self._weight(group[0], role))[:1]

    def heading(self, group: list[int]) -> tuple[str, Role]:
        """The line and the role that the sentences of a point are most about, taken together."""
        lines: dict[str, float] = {}
        roles: dict[Role, float] = {}
        for row in group:
            statement = self.statements[row]
            for line in statement.lines:
                lines[line.code] = lines.get(line.code, 0.0) + line.probability
            for score in statement.roles:
                if score.role in DRAFTED:
                    roles[score.role] = roles.get(score.role, 0.0) + score.probability
        code = max(sorted(lines), key=lambda name: lines[name], default="")
        return code, max(DRAFTED, key=lambda role: roles.get(role, 0.0))

    def _fittest_first(self, group: list[int], role: Role | None) -> list[int]:
        """The sentence that says it best first: fit to be quoted, and near all the others."""
        vectors = self.vectors[[self.statements[row].row for row in group]]
        near = vectors @ vectors.mean(axis=0)
        order = np.array([self._weight(row, role) for row in group]) * near
        first = int(np.argmax(order))
        rest = [i for i in np.argsort(-near, kind="stable").tolist() if i != first]
        return [group[i] for i in (first, *rest)]

    def _candidate(self, group: list[int], role: Role | None) -> Candidate:
        known = [s for row in group if (s := self.statements[row].speaker) and s.countable]
        return Candidate(
            len(self.statements[group[0]].text.split()),
            self._weight(group[0], role),
            frozenset(self.voices(group)),
            frozenset(s.group.value for s in known if s.group),
            frozenset(s.region for s in known if s.region),
        )

    def _said(self, row: int) -> bool:
        """Whether a quote under another heading says nearly the same already."""
        vector = self.vectors[self.statements[row].row]
        return any(float(other @ vector) >= DOUBLE for other in self.shown)

    def _edit(self, rows: list[int]) -> PointEdit:
        """What a person decided about the point that these statements make."""
        return self.edits.of(self.statements[row].sentence for row in rows) or PointEdit(())

    def _decided(self, groups: list[list[int]]) -> list[list[int]]:
        """Without the points that a person rejected; a pinned quote comes first in its own."""
        out = []
        for group in groups:
            edit = self._edit(group)
            if edit.decision == "pin":
                group.sort(key=lambda row: not edit.quotes(self.statements[row].sentence))
            if edit.decision != "reject":
                out.append(group)
        return out

    def theme(self, theme: Theme) -> Section | None:
        """A theme that no line covers, as a section of its own."""
        inside = set(theme.passages)
        rows = [
            row
            for row, statement in enumerate(self.statements)
            if statement.passage_id in inside
            and statement.roles[0].role in DRAFTED
            and row not in self.quoted
        ]
        section = self.section("", None, self.points(rows), theme.voices)
        if section is None:
            return None
        note = f"Closest lines, which might need review: {', '.join(theme.closest)}."
        words = theme.title.split(", ")
        unnamed = self.settings.unnamed
        if unnamed:
            words = [word for word in words if not unnamed.in_title(word)]
        return replace(section, title=", ".join(words), note=note)

    def _weight(self, row: int, role: Role | None) -> float:
        """How well a sentence stands for a point of this role; 0 if it must not."""
        scores = {score.role: score.probability for score in self.statements[row].roles}
        quality = self.fitness[row].quality
        chance = scores.get(role, 0.0) if role else max(scores.values())
        others = [value for name, value in scores.items() if name is not role]
        lead = chance - max(others, default=0.0) if role else chance
        if quality < rules().least_quality or chance < rules().least_role:
            return 0.0
        # Of like sentences the one that clearly plays the role stands for the point.
        clear = 1.0 if lead >= rules().clear_lead else 0.6
        alone = self.statements[row].judged.stands ** 2
        return float(clear * quality * (0.5 + 0.5 * chance) * alone)

    def voices(self, rows: list[int]) -> set[str]:
        """The distinct voices that can be counted."""
        return {s.delegation for r in rows if (s := self.statements[r].speaker) and s.countable}

    def _paragraph(self, code: str, role: Role | None, rows: list[int], heard: int) -> Paragraph:
        role = role or self.statements[rows[0]].roles[0].role
        shown = self._shown(rows)
        voices = self.voices(rows)
        groups = {s.group for r in rows if (s := self.statements[r].speaker) and s.countable}
        known = tuple(sorted((g for g in groups if g), key=str))
        nameless = sum(1 for r in rows if not ((s := self.statements[r].speaker) and s.countable))
        self.number += 1
        first = self.statements[rows[0]].sentence
        self.quoted.update(rows)
        self.shown.extend(self.vectors[self.statements[row].row] for row in shown)
        edit = self._edit(rows)
        return Paragraph(
            number=self.number,
            point_id=content_id("pt", code, role, first.document_id, first.start),
            lead_in=edit.lead_in
            or lead_in(
                role,
                len(voices),
                heard,
                known,
                alone=None not in groups,
                more=self._expected(rows) >= LIKELY,
            ),
            evidence=tuple(self._evidence(row, "quoted") for row in shown),
            also=tuple(self._evidence(row, "says the same") for row in rows if row not in shown),
            voices=len(voices),
            denominator=heard,
            groups=known,
            unattributed=nameless,
            written_by="person" if edit.lead_in else "wsis-nlp",
            pinned=edit.decision == "pin",
            order=edit.order,
        )

    def _shown(self, rows: list[int]) -> list[int]:
        """The best sentence, and others by other voices that add something to it."""
        shown = [rows[0]]
        voices = {self._voice(rows[0])}
        for row in rows[1:]:
            if len(shown) == self.settings.quotes:
                break
            if not self._adds(row) or self._voice(row) in voices:
                continue
            vector = self.vectors[self.statements[row].row]
            nearest = max(float(self.vectors[self.statements[s].row] @ vector) for s in shown)
            if nearest < self.settings.most_similar:
                shown.append(row)
                voices.add(self._voice(row))
        return shown

    def _adds(self, row: int) -> bool:
        """Whether it is fit to be quoted beside another."""
        clear = self.statements[row].judged.stands >= stands_asked(1)
        return clear and self.fitness[row].quality > 0.4

    def _voice(self, row: int) -> str:
        statement = self.statements[row]
        if statement.speaker:
            return statement.speaker.delegation
        return f"{statement.sentence.document_id}/{statement.sentence.utterance}"

    def _evidence(self, row: int, reason: str) -> Evidence:
        statement, fit = self.statements[row], self.fitness[row]
        sentence = statement.sentence
        document = self.documents[sentence.document_id]
        # A sentence that only backs a point need not stand alone: it is cited whole.
        lead = fit.start if fit.quality > 0 else 0
        start = sentence.start + lead
        end = sentence.start + fit.end if fit.quality > 0 else sentence.end
        return Evidence(
            quote=document.text[start:end],
            citation=document.cite(start, end, statement.speaker),
            speaker=statement.speaker,
            roles=tuple(score.role for score in statement.roles),
            lines=tuple(score.code for score in statement.lines),
            score=round(fit.quality, 4),
            reason=reason,
            trimmed_start=lead > 0,
        )


def _place(edit: PointEdit) -> tuple[bool, float]:
    """Where a person put a point among those of its heading; those that were not put come last."""
    return edit.order is None, edit.order or 0.0
