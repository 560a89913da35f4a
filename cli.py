"""Launcher: ``python cli.py run ...`` is ``wsis-nlp run ...``."""

from wsis_nlp.cli import app

if __name__ == "__main__":
    app()
