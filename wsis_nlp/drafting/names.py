"""Who would be named: sentences that give a person away are not quoted in the chair's style."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import yaml

from wsis_nlp.domain.errors import ConfigurationError
from wsis_nlp.domain.records import Speaker, SpeakerKind
from wsis_nlp.domain.resources import config_path

_TOKEN = re.compile(r"[^\W\d_][\w'’-]*")


def name_pattern(speakers: Iterable[Speaker]) -> re.Pattern[str]:
    """What finds a person's name in a sentence: every speaker's whole name and its longer parts.

    A part that is also a common word ("Reed", "Bell") counts only with a capital, as written here.
    """
    patterns, shortest = _rules()
    names: set[str] = set()
    for speaker in speakers:
        if speaker.kind is not SpeakerKind.PERSON:
            continue
        names.add(speaker.name)
        names |= {
            part
            for part in _TOKEN.findall(speaker.name)
            if len(part) >= shortest and part[0].isupper()
        }
    known = [rf"\b{re.escape(name)}\b" for name in sorted(names, key=lambda n: (-len(n), n))]
    return re.compile("|".join([*patterns, *known]))


@cache
def _rules() -> tuple[tuple[str, ...], int]:
    path = config_path("drafting", "names.yaml")
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        patterns = tuple(str(pattern) for pattern in raw["patterns"])
        for pattern in patterns:
            re.compile(pattern)
        return patterns, int(raw["shortest"])
    except (KeyError, TypeError, ValueError, re.error, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: {error}. Mend it or reinstall.") from error
