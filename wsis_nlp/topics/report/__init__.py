"""A run made visible: pictures for papers, and a page that opens without a network."""

from wsis_nlp.topics.report.page import write_report

__all__ = ["write_report"]
