"""Cost as work grows: seconds of each stage and peak memory over the number of files.

    WSIS_NLP_DATA=FOLDER python benchmarks/scaling.py [--full]

10, 30 and 100 files, with ``--full`` also 300 and 1,000 (files are taken again under other names
and with a line of their own, so that none is a duplicate). The exponent is the slope between the
logarithms of the two largest runs: 1 is linear.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from processes import measure
from report import DEMO, Row, data_folder, save

STAGES = ("reading", "speakers", "encoding", "topics", "mapping", "drafting", "rendering")


def sources() -> list[Path]:
    """Transcripts of like size to multiply."""
    data = data_folder()
    folder = data / "transcripts_captioning_txt" if data else DEMO / "forum"
    return sorted(path for path in folder.glob("*.txt"))


def cost(count: int) -> dict[str, float]:
    """Seconds by stage, and the peak memory in MiB, of a run over ``count`` files."""
    files = sources()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        folder.mkdir()
        for number in range(count):
            source = files[number % len(files)]
            target = folder / f"{number:04d}-{source.name}"
            shutil.copy(source, target)
            with target.open("a") as stream:
                stream.write(f"\n\nThis is copy number {number} of the record.\n")
        command = [sys.executable, "-m", "wsis_nlp.cli", "run", str(folder), "--out", f"{place}/o"]
        whole = measure(command)
        report = json.loads((Path(place) / "o" / "run-report.json").read_text())
    seconds = {name: float(report["seconds"].get(name, 0.0)) for name in STAGES}
    return {**seconds, "whole": whole.seconds, "memory": whole.memory / 2**20}


def main(counts: tuple[int, ...]) -> None:
    costs = [cost(count) for count in counts]
    rows = []
    for name in (*STAGES, "whole", "memory"):
        values = np.array([found[name] for found in costs])
        # The fixed cost of a start hides the growth of small runs: the last two are compared.
        growth = max(values[-1], 1e-3) / max(values[-2], 1e-3)
        last = np.log(growth) / np.log(counts[-1] / counts[-2])
        unit = "MiB" if name == "memory" else "s"
        shown = ", ".join(
            f"{count}: {value:.1f} {unit}" for count, value in zip(counts, values, strict=True)
        )
        rows.append(Row(f"{name}, exponent", shown, float(last), {}, 1.0, "", "lower"))
    save("scaling", rows, remarks=("The exponent is between the two largest runs; 1 is linear.",))


if __name__ == "__main__":
    main((10, 30, 100, 300, 1000) if "--full" in sys.argv else (10, 30, 100))
