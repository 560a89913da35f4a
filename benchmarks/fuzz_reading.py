"""Throw damaged files at every reader: nothing but our own errors may come out, and no hang.

    python benchmarks/fuzz_reading.py [--seconds 30] [--reader html ...]

Each reader gets three processes, one after the other: hypothesis makes files of pieces of sound
ones; atheris damages them, led by coverage; and a MiB of one or two pieces over and over shows what
takes more than linear time. Word and OpenDocument files are damaged as archives (``docx``) and in
the trees inside a sound archive (``docx body``). PDF is opened by a process of its own, where
coverage is not seen: there damage goes by object and by chance. A failing input is kept in a
temporary folder and named. Results of readers that are not asked for are kept.
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

SLOWEST = 10.0  # seconds of processor time for a MiB, and for any file below it
Damage = Callable[[bytes, list[bytes], random.Random], bytes]
# Beside the pieces of sound files: what opens and is never closed.
ODD_PIECES = frozenset(
    re.findall(
        rb"\S+",
        rb"( [ { < <!-- {% {{< ** _ ` > * - a A: & &gt; \\ \' {\* >> --> ![ ]( |a = [^a]: 1. "
        rb"<script> <div> <table><tr><td> data:a;base64,",
    )
) | {b"\n", b"\r", b" ", b"\t", b"\0", b"a" * 200 + b"\n", b"no end here\n", b"\xe2\x81\xa0"}
RUNS = "stat::number_of_executed_units: "


def attempt(data: bytes, suffix: str) -> None:
    """Read ``data`` as a file of that ending; whatever else than a refusal comes out is a bug."""
    from wsis_nlp.domain.errors import SourceError
    from wsis_nlp.reading import Source, read_source

    # Processor time: the machine may have other work.
    started = time.process_time()
    source = Source(Path(f"fuzz{suffix}"), data, hashlib.sha256(data).hexdigest())
    try:
        document = read_source(source)
    except SourceError:
        document = None
    took = time.process_time() - started
    if took > SLOWEST * max(1.0, len(data) / 2**20):
        raise RuntimeError(f"{took:.0f} s for {len(data)} bytes")
    if document is not None:
        ends = [0, *(turn.end for turn in document.utterances)]
        if any(t.start < e for t, e in zip(document.utterances, ends, strict=False)):
            raise RuntimeError("utterances overlap")
        if document.cased and document.cased.casefold() != document.text.casefold():
            raise RuntimeError("the cased form has other words")


def target_of(name: str) -> tuple[Callable[[bytes], None], list[bytes], Damage | None]:
    """What is tried on each input; the sound inputs; the damage that knows their form."""
    import fuzz_pdf
    import fuzz_trees
    from fuzz_seeds import inner_seeds, seeds

    suffix, _, inside = name.partition(" ")
    if inside:
        return (
            lambda data: attempt(fuzz_trees.package(data), suffix),
            inner_seeds()[suffix],
            fuzz_trees.damaged,
        )
    if suffix == ".pdf":
        fuzz_pdf.fork_instead_of_starting()
    return (
        lambda data: attempt(data, suffix),
        seeds()[suffix],
        fuzz_pdf.damaged if suffix == ".pdf" else None,
    )


def guided(name: str, seconds: int, folder: Path) -> None:
    """Damage by atheris."""
    import atheris

    # Our modules are instrumented as they are imported: nothing may have imported them before.
    with atheris.instrument_imports(include=["wsis_nlp.reading"]):
        import wsis_nlp.reading  # noqa: F401
    target, sound, damage = target_of(name)
    target(sound[0])
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(sound):
        (corpus / f"seed{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-max_len=40000", "-timeout=60"]
    options += [f"-artifact_prefix={folder}/", "-verbosity=0", "-print_final_stats=1"]

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if damage is None or chance.random() < 0.05:
            return bytes(atheris.Mutate(data, most))
        return damage(data, sound, chance)[:most]

    known = {} if damage is None else {"custom_mutator": mutated}
    atheris.Setup([sys.argv[0], *options, str(corpus)], target, **known)
    atheris.Fuzz()


def made(name: str, seconds: int, folder: Path) -> None:
    """Files that hypothesis makes of pieces of sound ones and of anything else."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    target, sound, _ = target_of(name)
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


def by_chance(name: str, seconds: int, folder: Path) -> None:
    """Damage that knows the form of the file, by chance."""
    target, sound, damage = target_of(name)
    assert damage is not None
    chance, until, runs = random.Random(time.time_ns()), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        data = damage(chance.choice(sound), sound, chance)
        try:
            target(data)
        except Exception:
            (folder / "crash-damaged").write_bytes(data)
            raise
        runs += 1
    print(f"{RUNS}{runs}")


def repeated(name: str, seconds: int, folder: Path) -> None:
    """A MiB of one or two pieces over and over, within a sound file or by itself."""
    import fuzz_trees

    target, sound, _ = target_of(name)
    pieces = sorted({p for seed in sound for p in _pieces(seed)} | ODD_PIECES)
    chance, until, runs = random.Random(time.time_ns()), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        unit = b"".join(chance.choices(pieces, k=chance.choice((1, 1, 2, 3))))
        seed = chance.choice(sound)
        if " " in name:
            data = fuzz_trees.repeated(seed, chance, 2**20)
        else:
            at = chance.randrange(len(seed) + 1) if chance.random() < 0.7 else len(seed)
            data = seed[:at] + unit * (2**20 // len(unit)) + seed[at:]
        try:
            target(data)
        except Exception:
            (folder / "crash-repeated").write_bytes(data)
            (folder / "unit").write_bytes(unit)
            raise
        runs += 1
    print(f"{RUNS}{runs}")


def _pieces(seed: bytes) -> list[bytes]:
    return [piece for piece in re.split(rb"(?<=[\s<>{}\\\",:])", seed) if piece]


WAYS = {"atheris": guided, "hypothesis": made, "by object": by_chance, "repetition": repeated}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--reader", nargs="*", help="such as html, or docx body")
    parser.add_argument("--way", nargs="*", choices=WAYS, help="of these only")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        name, way, folder = given.one
        WAYS[way](name, given.seconds, Path(folder))
        return
    from wsis_nlp.reading import READERS

    out = Path(__file__).parent / "results/fuzz_reading.json"
    results = json.loads(out.read_text())["readers"] if out.is_file() else {}
    names = [reader.suffixes[0] for reader in READERS]
    names += [".docx body", ".odt body"]
    for name in names:
        if given.reader and name[1:] not in given.reader:
            continue
        # PDF is read in a process of its own, where coverage is not seen.
        first = "by object" if name == ".pdf" else "atheris"
        results.setdefault(name, {})
        for way in given.way or [first, "hypothesis", "repetition"]:
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
