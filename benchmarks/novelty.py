"""New themes: those planted in the demonstration corpus and in ``corpora/planted-themes``, each
mixed into it in turn; the covered ones are controls that must not be reported.

    python benchmarks/novelty.py WORKSPACE     (of a run over corpora/demo)

Prints the rank of each theme and writes ``benchmarks/results/novelty.json``.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np

from wsis_nlp.mapping import Mapper, Theme, Voiced, load_framework, novelty
from wsis_nlp.pipeline.drafts import statements_of, voiced_passages
from wsis_nlp.pipeline.runs import prepared

ROOT = Path(__file__).resolve().parent.parent
PLANTED = ROOT / "corpora" / "planted-themes"
RESULT = ROOT / "benchmarks" / "results" / "novelty.json"
TOP = 10


def main() -> None:
    limit, novelty._LEAST_RANK = novelty._LEAST_RANK, 0.0
    with prepared(Path(sys.argv[1])) as work:
        statements = statements_of(work.job, work.corpus)
        passages, vectors = voiced_passages(work.corpus, statements, work.encoded)
        mapper = Mapper(load_framework(), work.encoded.model)
        demo = novelty.find_themes(passages, vectors, mapper, TOP)
        result: dict[str, object] = {"limit": limit, "demo": [_row(theme) for theme in demo]}
        for path in sorted(PLANTED.glob("*.jsonl")):
            rows = [json.loads(line) for line in path.read_text().splitlines()]
            extra = [
                Voiced(f"planted-{i}", row["text"], f"+{row['document']}", f"+{row['voice']}")
                for i, row in enumerate(rows)
            ]
            more = work.encoded.model.encode([row["text"] for row in rows])
            found = novelty.find_themes(
                [*passages, *extra], np.vstack([vectors, more]), mapper, 4 * TOP
            )
            hits = [theme for theme in found if _planted(theme) > 1]
            best = max(hits, key=rank, default=None)
            result[path.stem] = {
                "covered": rows[0]["covered"],
                "reported": bool(best and rank(best) >= limit),
                "planted passages found": f"{_planted(best) if best else 0} of {len(rows)}",
                "theme": _row(best) if best else None,
            }
    for name, outcome in result.items():
        print(name, json.dumps(outcome, ensure_ascii=False))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def rank(theme: Theme) -> float:
    """The number that themes are ranked by."""
    return theme.novelty * theme.unknown * (1 - theme.mapped) * math.log1p(theme.voices)


def _planted(theme: Theme) -> int:
    return sum(ident.startswith("planted-") for ident in theme.passages)


def _row(theme: Theme) -> dict[str, object]:
    return {"rank": round(rank(theme), 3), **theme.as_dict()}


if __name__ == "__main__":
    main()
