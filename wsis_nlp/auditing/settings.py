"""The numbers of ``configs/drafting/audit.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.resources import config_path


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
    path = config_path("drafting", "audit.yaml")
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        settings = AuditSettings(**raw)
        for field in fields(settings):
            if not isinstance(getattr(settings, field.name), int | float):
                raise TypeError(f"{field.name} is no number")
    except (TypeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: {error}. Mend it or reinstall.") from error
    return settings
