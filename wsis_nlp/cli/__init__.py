"""Floor 11: the command line; parses, calls, shows.

Heavy imports happen inside the commands, so that ``--help`` is instant.
"""

import typer

from wsis_nlp.cli import edit, evaluate, frameworks, label, topics
from wsis_nlp.cli.ask import ask
from wsis_nlp.cli.audit import audit
from wsis_nlp.cli.doctor import doctor
from wsis_nlp.cli.draft import draft
from wsis_nlp.cli.figures import figures
from wsis_nlp.cli.ingest import ingest
from wsis_nlp.cli.inspect import inspect, schema
from wsis_nlp.cli.map import map_passages
from wsis_nlp.cli.run import run

app = typer.Typer(
    name="wsis-nlp",
    help="From the transcripts and submissions of a policy forum to a cited draft summary.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run)
app.command()(ingest)
app.command()(inspect)
app.command()(schema)
app.command()(ask)
app.command()(draft)
app.command("map")(map_passages)
app.command()(audit)
app.command()(figures)
app.command()(doctor)
app.add_typer(edit.app, name="edit")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(frameworks.app, name="frameworks")
app.add_typer(label.app, name="label")
app.add_typer(topics.app, name="topics")


@app.callback()
def main() -> None:
    """From the transcripts and submissions of a policy forum to a cited draft summary."""
