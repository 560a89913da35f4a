"""Throw damaged files at every reader with atheris: nothing but our own errors may come out.

    python benchmarks/fuzz_reading.py [--seconds 30] [--reader html ...]

Each reader gets a process of its own and so many seconds; a failing input is kept in a temporary
folder and named. PDF is opened by a process of its own and is too slow for coverage guidance: it
gets random damage to a sound file instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SLOWEST = 10.0  # seconds for a file below one MiB


def attempt(data: bytes, suffix: str) -> None:
    """Read ``data`` as a file of that ending; whatever else than a refusal comes out is a bug."""
    from wsis_nlp.domain.errors import SourceError
    from wsis_nlp.reading import Source, read_source

    started = time.perf_counter()
    source = Source(Path(f"fuzz{suffix}"), data, hashlib.sha256(data).hexdigest())
    try:
        document = read_source(source)
    except SourceError:
        document = None
    if time.perf_counter() - started > SLOWEST:
        raise RuntimeError(f"{time.perf_counter() - started:.0f} s for {len(data)} bytes")
    if document is not None:
        ends = [0, *(turn.end for turn in document.utterances)]
        if any(t.start < e for t, e in zip(document.utterances, ends, strict=False)):
            raise RuntimeError("utterances overlap")


def fuzz(suffix: str, seconds: int, folder: str) -> None:
    if suffix == ".pdf":
        _damage(suffix, seconds, folder)
        return
    import atheris

    # Our modules are instrumented as they are imported: nothing may have imported them before.
    with atheris.instrument_imports(include=["wsis_nlp.reading"]):
        import wsis_nlp.reading  # noqa: F401
    from fuzz_seeds import seeds

    attempt(seeds()[suffix][0], suffix)
    corpus = Path(folder) / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds()[suffix]):
        (corpus / f"seed{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-max_len=20000", f"-timeout={int(SLOWEST)}"]
    options += [f"-artifact_prefix={folder}/", "-verbosity=0", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: attempt(data, suffix))
    atheris.Fuzz()


def _damage(suffix: str, seconds: int, folder: str) -> None:
    from fuzz_seeds import seeds

    chance, until, runs = random.Random(0), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        data = bytearray(chance.choice(seeds()[suffix]))
        for _ in range(chance.randint(1, 20)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice((0, 1, 1, 8))] = chance.randbytes(chance.choice((0, 1, 4)))
        try:
            attempt(bytes(data), suffix)
        except Exception:
            (Path(folder) / "crash-pdf").write_bytes(data)
            raise
        runs += 1
    print(f"stat::number_of_executed_units: {runs}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--reader", nargs="*", help="endings, such as html")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        fuzz(given.one, given.seconds, given.folder)
        return
    from wsis_nlp.reading import READERS

    results = {}
    for reader in READERS:
        suffix = reader.suffixes[0]
        if given.reader and suffix[1:] not in given.reader:
            continue
        folder = tempfile.mkdtemp(prefix=f"fuzz{suffix}-")
        command = [sys.executable, __file__, "--one", suffix, "--folder", folder]
        command += ["--seconds", str(given.seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        units = [
            line for line in done.stdout.split("\n") + done.stderr.split("\n") if "units" in line
        ]
        runs = int(units[0].split()[-1]) if units else 0
        clean = done.returncode == 0
        results[suffix] = {"runs": runs, "clean": clean}
        print(f"{reader.name:14}{runs:>9,} runs  {'clean' if clean else 'FAILED: ' + folder}")
        if not clean:
            print("\n".join(done.stderr.strip().split("\n")[-25:]))
    out = Path(__file__).parent / "results"
    out.mkdir(exist_ok=True)
    told = {"seconds_a_reader": given.seconds, "readers": results}
    (out / "fuzz_reading.json").write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
