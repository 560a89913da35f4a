"""The whole run beside the plain script, as whole processes on the same files.

    WSIS_NLP_DATA=FOLDER python benchmarks/end_to_end.py [--full]

300 real files with ``--full``, 60 without; the demonstration corpus where there is no real data.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from processes import measure
from report import DEMO, Row, data_folder, save

PARTS = (
    *("transcripts_captioning_txt", "transcripts_akoma_ntoso", "speeches_txt", "posts_md"),
    *("transcripts_zoom_vtt",),
)
PEER = Path(__file__).with_name("plain_script.py")


def take(count: int, into: Path) -> str:
    """Copy ``count`` real files, the same share of each kind; returns what was taken, in words."""
    data = data_folder()
    if data is None:
        shutil.copytree(DEMO, into, dirs_exist_ok=True)
        return "demonstration corpus"
    files = [sorted(p for p in (data / part).rglob("*") if p.is_file()) for part in PARTS]
    total = sum(map(len, files))
    chosen = [path for group in files for path in group[: round(count * len(group) / total)]]
    for path in chosen:
        (into / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, into / path.parent.name / path.name)
    return f"{len(chosen)} real files"


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        folder.mkdir()
        said = take(count, folder)
        ours = measure(
            [sys.executable, "-m", "wsis_nlp.cli", "run", str(folder), "--out", f"{place}/ours"]
        )
        peer = measure([sys.executable, str(PEER), str(folder), f"{place}/peer.md"])
        words = sum(len(p.read_bytes().split()) for p in folder.rglob("*") if p.is_file())
    rows = [
        Row(
            "words a second, whole process",
            said,
            words / ours.seconds,
            {"plain script": words / peer.seconds},
        ),
        Row(
            "seconds, whole process",
            said,
            ours.seconds,
            {"plain script": peer.seconds},
            peer.seconds / 5,
            "s",
            "lower",
        ),
        Row(
            "peak memory",
            said,
            ours.memory / 2**20,
            {"plain script": peer.memory / 2**20},
            peer.memory / 2**20,
            "MiB",
            "lower",
        ),
    ]
    save(
        "end_to_end",
        rows,
        remarks=(
            "The plain script encodes chunks, clusters them and picks sentences; it knows no "
            "speakers, lines, roles, citations or formats.",
        ),
    )


if __name__ == "__main__":
    main(300 if "--full" in sys.argv else 60)
