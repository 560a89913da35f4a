"""Every benchmark, one after another, then RESULTS.md: what ``make bench`` runs.

    WSIS_NLP_DATA=FOLDER python benchmarks/run_all.py [--full]

One that fails is said and the others go on; the exit code is then 1.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from report import ROOT, TITLES, put_headline, render

HERE = Path(__file__).resolve().parent
# Those that have larger sizes to measure.
LARGER = ("encoding", "ask", "topics", "end_to_end", "scaling")


def main(flags: list[str]) -> int:
    failed = []
    for stage in TITLES:
        script = HERE / f"{stage}.py"
        print(f"== {stage}", flush=True)
        more = flags if stage in LARGER else ()
        done = subprocess.run([sys.executable, str(script), *more], cwd=HERE.parent, check=False)
        if done.returncode:
            failed.append(stage)
    (HERE / "RESULTS.md").write_text(render())
    put_headline(ROOT / "README.md")
    print("failed: " + ", ".join(failed) if failed else "all measured; see benchmarks/RESULTS.md")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
