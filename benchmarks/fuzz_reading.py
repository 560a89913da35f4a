"""Throw damaged files at every reader: nothing but our own errors may come out, and no hang.

    python benchmarks/fuzz_reading.py [--seconds 30] [--reader html ...]

Each reader gets two processes: one in which hypothesis makes files of pieces of sound ones, and one
in which atheris damages them, led by coverage. Word and OpenDocument files are damaged as archives
(``docx``) and in the XML inside a sound archive (``docx body``). PDF is opened by a process of its
own and is too slow for coverage: it gets random damage to a sound file instead. A failing input is
kept in a temporary folder and named. Results of readers that are not asked for are kept.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SLOWEST = 10.0  # seconds for a file below one MiB
RUNS = "stat::number_of_executed_units: "


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
        if document.cased and document.cased.casefold() != document.text.casefold():
            raise RuntimeError("the cased form has other words")


def target_of(name: str) -> tuple[Callable[[bytes], None], list[bytes]]:
    """What is tried on each input, and the sound inputs."""
    from fuzz_seeds import archive, inner_seeds, seeds

    suffix, _, inside = name.partition(" ")
    if inside:
        return lambda data: attempt(archive(data, suffix), suffix), inner_seeds()[suffix]
    return lambda data: attempt(data, suffix), seeds()[suffix]


def guided(name: str, seconds: int, folder: Path) -> None:
    """Damage by atheris."""
    import atheris

    # Our modules are instrumented as they are imported: nothing may have imported them before.
    with atheris.instrument_imports(include=["wsis_nlp.reading"]):
        import wsis_nlp.reading  # noqa: F401
    target, sound = target_of(name)
    target(sound[0])
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(sound):
        (corpus / f"seed{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-max_len=20000", f"-timeout={int(SLOWEST)}"]
    options += [f"-artifact_prefix={folder}/", "-verbosity=0", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target)
    atheris.Fuzz()


def made(name: str, seconds: int, folder: Path) -> None:
    """Files that hypothesis makes of pieces of sound ones and of anything else."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    target, sound = target_of(name)
    pieces = sorted({p for seed in sound for p in re.split(rb"(?<=[\s<>{}\\\\\",:])", seed) if p})
    piece = st.sampled_from(pieces) | st.binary(max_size=6) | st.text(max_size=4).map(str.encode)
    damaged = st.lists(piece, max_size=60).map(b"".join) | st.sampled_from(sound)
    until, runs = time.monotonic() + seconds, 0

    @settings(
        max_examples=1_000_000,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(damaged)
    def run(data: bytes) -> None:
        nonlocal runs
        if time.monotonic() > until:
            raise KeyboardInterrupt
        try:
            target(data)
        except Exception:
            (folder / "crash-made").write_bytes(data)
            raise
        runs += 1

    with contextlib.suppress(KeyboardInterrupt):
        run()
    print(f"{RUNS}{runs}")


def damaged(name: str, seconds: int, folder: Path) -> None:
    """Random damage to sound files."""
    target, sound = target_of(name)
    chance, until, runs = random.Random(0), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        data = bytearray(chance.choice(sound))
        for _ in range(chance.randint(1, 20)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice((0, 1, 1, 8))] = chance.randbytes(chance.choice((0, 1, 4)))
        try:
            target(bytes(data))
        except Exception:
            (folder / "crash-damaged").write_bytes(data)
            raise
        runs += 1
    print(f"{RUNS}{runs}")


WAYS = {"atheris": guided, "hypothesis": made, "random damage": damaged}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--reader", nargs="*", help="endings, such as html")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        name, way, folder = given.one
        WAYS[way](name, given.seconds, Path(folder))
        return
    from fuzz_seeds import INNER

    from wsis_nlp.reading import READERS

    out = Path(__file__).parent / "results/fuzz_reading.json"
    results = json.loads(out.read_text())["readers"] if out.is_file() else {}
    names = [reader.suffixes[0] for reader in READERS]
    names += [f"{suffix} body" for suffix in INNER]
    for name in names:
        if given.reader and name.split()[0][1:] not in given.reader:
            continue
        # PDF is read in a process of its own, where coverage is not seen.
        ways = ["random damage"] if name == ".pdf" else ["atheris"]
        results[name] = {}
        for way in [*ways, "hypothesis"]:
            folder = tempfile.mkdtemp(prefix=f"fuzz{name.split()[0]}-")
            command = [sys.executable, __file__, "--one", name, way, folder]
            command += ["--seconds", str(given.seconds)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            lines = (done.stdout + "\n" + done.stderr).split("\n")
            units = [line for line in lines if line.startswith(RUNS.rstrip())]
            runs = int(units[-1].split()[-1]) if units else 0
            clean = done.returncode == 0
            results[name][way] = {"runs": runs, "seconds": given.seconds, "clean": clean}
            state = "clean" if clean else f"FAILED: {folder}"
            print(f"{name:12}{way:15}{runs:>9,} runs  {state}", flush=True)
            if not clean:
                print("\n".join(done.stderr.strip().split("\n")[-25:]), flush=True)
        told = {"python": platform.python_version(), "readers": results}
        out.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
