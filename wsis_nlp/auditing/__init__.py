"""Floor 7: what a draft represents, what it leaves out, which of its sentences have evidence."""

from wsis_nlp.auditing.coverage import audit_coverage
from wsis_nlp.auditing.silence import silence
from wsis_nlp.auditing.tracing import Traced, trace

__all__ = ["Traced", "audit_coverage", "silence", "trace"]
