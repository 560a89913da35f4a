"""Reading: turns against labels, caption edge cases and sentences beside peers, speed and memory.

    WSIS_NLP_DATA=FOLDER python benchmarks/reading.py

Our own labelled files always run; the rest where the folder has it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from casing import casing
from reading_memory import memory
from report import ROOT, facts

DATA = Path(os.environ.get("WSIS_NLP_DATA", "."))
_NAIVE = re.compile(r"^(?:>>\s*)?([^:\n]{1,60}):\s", re.MULTILINE)


def turns() -> dict[str, object]:
    from wsis_nlp.domain.errors import UsageError
    from wsis_nlp.evaluation.turns import evaluate_turns

    out: dict[str, object] = {}
    for name, folder in (("ours", ROOT), ("real", DATA)):
        try:
            found = evaluate_turns(ROOT / "tests/data/turns", folder)
        except UsageError:
            continue
        out[name] = {"metrics": dict(found.metrics), "files": [dict(r) for r in found.predictions]}
    return out


def edge_cases() -> dict[str, object]:
    """Where the peer reads a file: same texts and times; where it refuses: what we say."""
    import pysrt
    import webvtt

    from wsis_nlp.domain.errors import SourceError
    from wsis_nlp.reading import read
    from wsis_nlp.reading.srt import scan_srt
    from wsis_nlp.reading.typography import visible
    from wsis_nlp.reading.voices import plain
    from wsis_nlp.reading.vtt import scan_vtt

    same = valid = told = refused = 0
    differ: list[str] = []
    for path in sorted((DATA / "caption_edge_cases").rglob("*")):
        if path.suffix not in (".vtt", ".srt"):
            continue
        try:
            raw = path.read_text(encoding="utf-8-sig")
            if path.suffix == ".vtt":
                peer = [(clock(c.start), clock(c.end), visible(c.text)) for c in webvtt.read(path)]
                cues = scan_vtt(raw).cues
            else:
                subtitles = pysrt.open(str(path), error_handling=pysrt.ERROR_RAISE)
                peer = [
                    (c.start.ordinal / 1000, c.end.ordinal / 1000, visible(plain(c.text)))
                    for c in subtitles
                ]
                cues = scan_srt(raw).cues
        except Exception:  # whatever the peer makes of it
            refused += 1
            try:
                told += bool(read(path).warnings)
            except SourceError:
                told += 1
            continue
        valid += 1
        ours = [(round(c.start, 3), round(c.end, 3), visible(plain(c.text))) for c in cues]
        theirs = [cue for cue in peer if cue[-1]]
        if ours == theirs:
            same += 1
        else:
            differ.append(path.name)
    return {"valid": valid, "same": same, "differ": differ, "peer refuses": refused, "told": told}


def clock(stamp: str) -> float:
    """Seconds of "01:02:03.500"."""
    hours, minutes, seconds = stamp.split(":")
    return round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 3)


def sentences() -> dict[str, object]:
    from wsis_nlp.segmenting.sentences import split

    path = DATA / "sentence_segmentation/english_golden_rules.json"
    if not path.is_file():
        return {}
    import pysbd
    import spacy

    segmenter, blank = pysbd.Segmenter(language="en", clean=False), spacy.blank("en")
    blank.add_pipe("sentencizer")
    systems = {
        "wsis-nlp": lambda t: [t[a:b] for a, b in split(t)],
        "pysbd": segmenter.segment,
        "spaCy sentencizer": lambda t: [s.text for s in blank(t).sents],
    }
    items = json.loads(path.read_text())
    return {
        name: sum(
            [" ".join(s.split()) for s in cut(item["text"])]
            == [" ".join(s.split()) for s in item["sentences"]]
            for item in items
        )
        for name, cut in systems.items()
    } | {"n": len(items)}


def speed() -> dict[str, object]:
    """Words a minute on one core; resident memory with a file of 50 MB."""
    import webvtt

    from wsis_nlp.reading import read

    texts = sorted((DATA / "transcripts_captioning_txt").glob("*.txt"))
    cues = sorted((DATA / "transcripts_zoom_vtt").glob("*.vtt"))
    if not texts or not cues:
        return {}
    words = {p: len(p.read_text(encoding="utf-8").split()) for p in [*texts, *cues]}

    def rate(paths: list[Path], job: object) -> int:
        begun = time.process_time()
        for path in paths:
            job(path)  # type: ignore[operator]
        return round(60 * sum(words[p] for p in paths) / (time.process_time() - begun))

    def naive(path: Path) -> list[str]:
        return _NAIVE.split(path.read_text(encoding="utf-8"))

    read(texts[0])
    out: dict[str, object] = {
        "text, wsis-nlp": rate(texts, read),
        "text, naive regex": rate(texts, naive),
        "vtt, wsis-nlp": rate(cues, read),
        "vtt, webvtt-py": rate(cues, lambda p: list(webvtt.read(str(p)))),
    }
    loud = _loud(texts)
    words |= {path: words[original] for path, original in loud.items()}
    out["text in capitals, cased, wsis-nlp"] = rate(list(loud), read)
    return out


def _loud(texts: list[Path]) -> dict[Path, Path]:
    """Some of the texts in capitals, in files of their own."""
    folder = Path(tempfile.mkdtemp())
    out = {}
    for path in texts[:20]:
        shouted = folder / path.name
        shouted.write_text(path.read_text(encoding="utf-8").upper(), encoding="utf-8")
        out[shouted] = path
    return out


def fuzzing() -> dict[str, object]:
    """What ``fuzz_reading.py`` found when it was last run."""
    path = ROOT / "benchmarks/results/fuzz_reading.json"
    if not path.is_file():
        return {}
    ways = [
        way for ways in json.loads(path.read_text())["readers"].values() for way in ways.items()
    ]
    return {
        "runs": sum(told["runs"] for _, told in ways),
        "by hypothesis": sum(told["runs"] for name, told in ways if name == "hypothesis"),
        "failures": sum(not told["clean"] for _, told in ways),
    }


def main() -> None:
    real = sorted((DATA / "transcripts_captioning_txt").glob("*.txt"))
    labels = sorted((ROOT / "tests/data/turns").glob("*.json"))
    jobs: dict[str, Callable[[], object]] = {
        "speed": speed,
        "memory": lambda: memory(real[0]) if real else {},
        "casing": lambda: casing(DATA) if real else {},
        "fuzzing": fuzzing,
        "turns": turns,
        "edge cases": edge_cases,
        "sentences": sentences,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="*", choices=jobs, help="these only; the rest is kept")
    asked = parser.parse_args().parts or list(jobs)
    target = ROOT / "benchmarks/results/reading.json"
    kept = json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {}
    hashes = {p.name: hashlib.sha256(p.read_bytes()).hexdigest()[:16] for p in labels}
    found = {**facts(), "labels": hashes}
    for part, job in jobs.items():
        found[part] = job() if part in asked else kept.get(part, {})
        print(f"{part}: {json.dumps(found[part], ensure_ascii=False)}", flush=True)
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
