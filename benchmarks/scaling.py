"""Cost as work grows: seconds of each stage and peak memory over the number of files.

    WSIS_NLP_DATA=FOLDER python benchmarks/scaling.py [--full]

10, 30 and 100 files, with ``--full`` also 300 and 1,000 (files are taken again under other names
and with a line of their own, so that none is a duplicate). The exponent is the slope between the
logarithms of the two largest runs: 1 is linear. Reading is set beside the disk: the share of its
bandwidth, measured past the system's cache, that the bytes of the files would take.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from processes import measure
from report import DEMO, ROOT, Row, data_folder, save

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
        size = sum(path.stat().st_size for path in folder.iterdir())
    seconds = {name: float(report["seconds"].get(name, 0.0)) for name in STAGES}
    return {**seconds, "whole": whole.seconds, "memory": whole.memory / 2**20, "bytes": size}


def disk(size: int = 2**28, block: int = 2**22) -> float:
    """Bytes a second that the disk gives one reader, past the system's cache."""
    with tempfile.NamedTemporaryFile(dir=ROOT) as stream:
        for _ in range(size // block):
            stream.write(os.urandom(block))
        stream.flush()
        os.fsync(stream.fileno())
        place = os.open(stream.name, os.O_RDONLY | os.O_DIRECT)
        try:
            begun = time.perf_counter()
            with mmap.mmap(-1, block) as buffer:
                while os.readv(place, [buffer]):
                    pass
            return size / (time.perf_counter() - begun)
        finally:
            os.close(place)


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
    taken, given = costs[-1]["bytes"] / costs[-1]["reading"], disk()
    shown = f"{taken / 1e6:.1f} of {given / 1e6:,.0f} MB/s, {counts[-1]} files"
    rows.append(Row("share of the disk's bandwidth, reading", shown, taken / given))
    save("scaling", rows, remarks=("The exponent is between the two largest runs; 1 is linear.",))


if __name__ == "__main__":
    main((10, 30, 100, 300, 1000) if "--full" in sys.argv else (10, 30, 100))
