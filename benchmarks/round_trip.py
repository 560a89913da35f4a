"""The way back: of how many quotes of a draft each file says who, where, which words and whose.

    python benchmarks/round_trip.py WORKSPACE     (of any run; it is copied, not changed)

Drafts in both styles, writes every format, reads each file back (python-docx, lxml, openpyxl, csv,
json, by ``tests/rendering/reading_back.py``) and compares with the draft. Writes
``benchmarks/results/round_trip.json``.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from report import facts  # noqa: E402

from tests.rendering.reading_back import given, read_back  # noqa: E402
from wsis_nlp.drafting import Outline  # noqa: E402
from wsis_nlp.mapping import load_framework  # noqa: E402
from wsis_nlp.pipeline.drafts import draft  # noqa: E402
from wsis_nlp.pipeline.outputs import write  # noqa: E402
from wsis_nlp.pipeline.runs import prepared  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "round_trip.json"
FILES = ("docx", "md", "html", "json", "xlsx")


def main() -> None:
    result: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        shutil.copytree(sys.argv[1], out / "workspace")
        with prepared(out / "workspace") as ready:
            lines = load_framework(ready.framework)
            for style in ("evidence", "chair"):
                outline = Outline(style=style)
                summary = draft(ready.job, ready.corpus, ready.encoded, lines, outline)
                write(ready.job, summary, out)
                expected = given(summary)
                shares: dict[str, str] = {}
                for name in (*(f"chair-summary.{kind}" for kind in FILES), "evidence.csv"):
                    found = read_back(out / name, summary.documents)
                    same = sum(a == b for a, b in zip(found, expected, strict=False))
                    shares[name] = f"{same} of {len(expected)} quotes"
                    for a, b in zip(found, expected, strict=False):
                        if a != b:
                            print(style, name, "\n  ", a, "\n  ", b)
                spans = {
                    (p.number, e.citation.document_id, e.citation.start, e.citation.end)
                    for p in summary.paragraphs()
                    for e in (*p.evidence, *p.also)
                }
                project = read_back(out / "chair-summary.qdpx", summary.documents)
                coded = {(q.paragraph, q.document, q.start, q.end) for q in project}
                shares["chair-summary.qdpx"] = f"{len(spans & coded)} of {len(spans)} spans"
                result[style] = shares
            result["documents"] = len(ready.corpus.documents)
    result = {**facts(), **result}
    print(json.dumps(result, indent=1))
    RESULT.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
