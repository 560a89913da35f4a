"""The numbers of ``configs/drafting/audit.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from wsis_nlp.domain.resources import configuration


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """See the file for what each number does."""

    least_voices: int
    group_share: float
    most_listed: int
    evidence: float
    weak_evidence: float
    mentioned: float
    faded_to: float
    faded_from: int


@cache
def audit_settings() -> AuditSettings:
    """Load the numbers; raises ``ConfigurationError`` if one is missing, unknown or no number."""
    with configuration("drafting", "audit.yaml") as raw:
        settings = AuditSettings(**raw)
        for field in fields(settings):
            if not isinstance(getattr(settings, field.name), int | float):
                raise TypeError(f"{field.name} is no number")
    return settings
