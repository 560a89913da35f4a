"""A corpus for tests: passages on a few subjects, each near the centre of its subject."""

from __future__ import annotations

import numpy as np

from tests.handmade import unit
from wsis_nlp.topics import Material

SUBJECTS = (
    "submarine cable landing station island capacity",
    "teacher classroom pupil lesson curriculum computer",
    "hospital patient telemedicine nurse clinic record",
    "spectrum licence regulator auction frequency operator",
    "harvest farmer maize irrigation market cooperative",
)


def passages(count=120, subjects=5, *, start=0, seed=7, spread=0.05):
    """``count`` passages with their facets; the subject of passage i is i modulo ``subjects``."""
    rng = np.random.default_rng(seed)
    middles = np.eye(len(SUBJECTS), 16)
    texts, rows = [], []
    for place in range(count):
        subject = place % subjects
        words = rng.permutation(SUBJECTS[subject].split())[:4]
        texts.append(f"The {words[0]} and the {words[1]} need a {words[2]} with {words[3]}.")
        rows.append(middles[subject] + rng.normal(scale=spread, size=16))
    half = count // 2
    return Material(
        [f"p{start + place}" for place in range(count)],
        [f"{text} {start + place}." for place, text in enumerate(texts)],
        unit(rows),
        {
            "line": [f"C{place % subjects + 1}" for place in range(count)],
            "phase": ["consultation" if place < half else "forum" for place in range(count)],
            "group": [("government", "academia", "")[place % 3] for place in range(count)],
            "region": ["Africa"] * count,
            "year": ["2003" if place < half else "2024" for place in range(count)],
            "date": ["2003-01-01" if place < half else "2024-01-01" for place in range(count)],
            "session": [f"Session {place % 4}" for place in range(count)],
        },
        [f"Speaker {place}, page 1" for place in range(count)],
        ["a file.txt"] * count,
        ["Ada Lovelace"],
        "handmade",
    )
