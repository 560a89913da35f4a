"""The workspace as Python sees it: open, and ready to be asked."""

from __future__ import annotations

from wsis_nlp.answering.answer import Answer
from wsis_nlp.answering.asking import ask
from wsis_nlp.answering.columns import columns_key
from wsis_nlp.answering.filters import Filters
from wsis_nlp.answering.library import Library
from wsis_nlp.workspace import Workspace as Records


class Workspace(Records):
    """A workspace folder, open: what was read, what was found, and answers to questions."""

    _library: tuple[str, Library] | None = None

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        count: int | None = 10,
        context: int = 0,
        rerank: str | None = None,
    ) -> Answer:
        """What was said: see :func:`wsis_nlp.ask`. What it needs is opened once, and anew after a
        run.

        >>> with Workspace.open(folder) as workspace:  # doctest: +SKIP
        ...     workspace.ask("what gaps were raised about action line C5")

        Raises
        ------
        WsisNlpError
            As :func:`wsis_nlp.ask` does.
        """
        key = columns_key(self)
        if self._library is None or self._library[0] != key:
            self._library = key, Library(self)
        opened = self._library[1]
        return ask(question, opened, filters=filters, count=count, context=context, rerank=rerank)
