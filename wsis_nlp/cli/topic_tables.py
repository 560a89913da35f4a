"""How the ``topics`` commands show what they found, as tables on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from wsis_nlp.domain.records import Topic
    from wsis_nlp.topics.comparing import Comparison
    from wsis_nlp.topics.dynamics import Course
    from wsis_nlp.topics.registry import SavedRun
    from wsis_nlp.topics.stability import Stability
    from wsis_nlp.topics.sweeping import Trial
    from wsis_nlp.topics.updating import Drift

_PERIODS = 8
_KINDS = ("new", "growing", "fading", "gone", "steady")


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title)
    for column in columns:
        numeric = column in ("topic", "passages", "rank", "words", "size")
        table.add_column(column, justify="right" if numeric else "left")
    return table


def _print(*parts: object) -> None:
    from rich.console import Console

    console = Console()
    for part in parts:
        if isinstance(part, str):
            console.print(part, markup=False, soft_wrap=True)
        else:
            console.print(part)


def _held(value: float | None, unstable: bool) -> str:
    if value is None:
        return "not measured"
    return f"{value:.2f}" + (" unstable" if unstable else "")


def show_topics(run: SavedRun) -> None:
    """The topics of a run and its figures."""
    table = _table(f"Topics: {run.name}", "topic", "passages", "stability", "terms")
    for topic in run.topics:
        held = _held(topic.stability, run.unstable(topic))
        terms = ", ".join(term for term, _ in topic.terms)
        table.add_row(str(topic.id), str(topic.size), held, terms)
    figures = run.facts["figures"]
    shown = [f"{k} {v:g}" for k, v in figures.items() if isinstance(v, int | float)]
    lines = [", ".join(shown)]
    for name, effect in figures.get("outlier_strategies", {}).items():
        npmi = effect["npmi"]
        shown_npmi = "not measured" if npmi is None else f"{npmi:.3f}"
        lines.append(
            f"outliers, {name}: {effect['outlier_share']:.1%} apart, "
            f"NPMI of plain c-TF-IDF words {shown_npmi}"
        )
    _print(table, *lines)


def show_topic(run: SavedRun, topic: Topic) -> None:
    """One topic: terms with weights, then passages with where they stand."""
    rows = {row["id"]: row for row in run.passages}
    _print(f"{topic.id}: {topic.label} ({topic.size} passages)")
    _print(f"stability: {_held(topic.stability, run.unstable(topic))}")
    _print("terms: " + ", ".join(f"{term} {weight:.3f}" for term, weight in topic.terms))
    for ident in topic.representatives:
        _print(f'\n"{rows[ident]["text"]}"', f"  {rows[ident].get('citation') or ident}")


def show_stability(held: Stability) -> None:
    """What came back when the model was made again."""
    table = _table("Stability", "topic", "size", "stability", "words", "label")
    for topic in held.topics:
        table.add_row(
            str(topic.topic),
            str(topic.size),
            _held(topic.passages, topic.unstable),
            f"{topic.words:.2f}",
            topic.label,
        )
    seeds = "not measured" if held.seed_ari is None else f"{held.seed_ari:.3f}"
    samples = "not measured" if held.sample_ari is None else f"{held.sample_ari:.3f}"
    _print(
        table,
        f"adjusted Rand index: {seeds} over {held.seeds} seeds, "
        f"{samples} over {held.samples} samples",
    )


def show_trials(trials: list[Trial]) -> None:
    """Trials by rank."""
    names = list(trials[0].settings)
    measures = list(trials[0].figures)
    table = _table("Trials by mean rank", "rank", *names, *measures, "none better")
    for trial in trials:
        table.add_row(
            f"{trial.rank:.1f}",
            *(str(trial.settings[name]) for name in names),
            *(
                "" if trial.figures[name] is None else f"{trial.figures[name]:g}"
                for name in measures
            ),
            "yes" if trial.best else "",
        )
    _print(table)


def show_comparison(before: SavedRun, after: SavedRun, found: Comparison) -> None:
    """What became of each topic."""
    table = _table(f"{before.name} and {after.name}", "what", "likeness", before.name, after.name)
    for relation in found.relations:
        table.add_row(
            relation.kind,
            f"{relation.strength:.2f}",
            "\n".join(f"{i}: {before.topics[i].label}" for i in relation.before),
            "\n".join(f"{i}: {after.topics[i].label}" for i in relation.after),
        )
    ari = "" if found.agreement is None else f", adjusted Rand index {found.agreement:.3f}"
    _print(table, f"compared by {found.by} ({found.shared} shared passages){ari}")


def show_course(run: SavedRun, found: Course) -> None:
    """Topics over time: what is new first, what did not change last."""
    periods = found.periods if len(found.periods) <= _PERIODS else ()
    table = _table(
        f"{run.name} by {found.by} (% of each one's passages)", "topic", "what", *periods, "label"
    )
    for trend in sorted(found.trends, key=lambda each: (_KINDS.index(each.kind), -abs(each.z))):
        shares = [f"{share:.1%}" for share in trend.shares] if periods else []
        flag = " (unstable)" if run.unstable(trend.topic) else ""
        table.add_row(str(trend.topic.id), trend.kind, *shares, trend.topic.label + flag)
    kinds = [trend.kind for trend in found.trends]
    counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in _KINDS if kind in kinds)
    sizes = ", ".join(
        f"{total} in {period}" for period, total in zip(periods, found.totals, strict=False)
    )
    _print(
        table,
        f"{counted}." + (f" Passages: {sizes}." if sizes else ""),
        "Steady: a change that chance could make; the others pass a test of trend at 1 %, "
        "corrected for the number of topics.",
    )


def show_drift(drift: Drift) -> None:
    """How new passages differ."""
    advice = (
        "the model no longer fits what is new: train anew"
        if drift.retrain
        else "the model still fits"
    )
    _print(
        f"{drift.new} new passages placed, {drift.known} were known",
        f"apart from every topic: {drift.outlier_share_new:.1%} of the new, "
        f"{drift.outlier_share_before:.1%} before",
        f"likeness to the topics: {drift.likeness_new:.3f} of the new, "
        f"{drift.likeness_before:.3f} before",
        f"the topics' shares differ by {drift.spread:.3f} (Jensen-Shannon, 0 to 1): {advice}",
    )
