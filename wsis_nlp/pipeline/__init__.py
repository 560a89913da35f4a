"""Floor 9: the batch run and its parts, in the order of the floors."""

from wsis_nlp.pipeline.report import FileFate, RunReport
from wsis_nlp.pipeline.runs import ingest, run

__all__ = ["FileFate", "RunReport", "ingest", "run"]
