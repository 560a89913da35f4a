"""``python -m wsis_nlp.cli``: the command, wherever the package can be imported."""

from wsis_nlp.cli import app

app(prog_name="wsis-nlp")
