"""WebVTT captions (https://www.w3.org/TR/webvtt1/): voices, Zoom names, rolling repeats."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Builder
from wsis_nlp.reading.conventions import spoken_label
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.protocol import Source

_STAMP = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>\n]*>")
_BLOCKS = ("NOTE", "STYLE", "REGION")
# A silence after which, where nobody is named, a new utterance begins (seconds).
_SILENCE = 6.0


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: when (seconds), who if told, what, and where it stands in the file."""

    start: float
    end: float
    label: str | None
    text: str
    original: int


class VttReader:
    """``.vtt``."""

    name = "WebVTT"
    suffixes = (".vtt",)

    def read(self, source: Source) -> Document:
        """Read the cues; raises ``SourceError`` if it is not WebVTT or has none."""
        decoded = decode(source)
        text = decoded.text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if not text.startswith("WEBVTT"):
            raise SourceError(
                source.path,
                "it does not begin with WEBVTT",
                "Export the captions again as WebVTT, or rename the file to what it is.",
            )
        warnings = list(decoded.warnings)
        return document_of_cues(source, list(parse_cues(text, warnings)), warnings)


def parse_cues(text: str, warnings: list[str]) -> Iterator[Cue]:
    """The cues of a WebVTT file, one for each voice; malformed ones are told in ``warnings``."""
    bad = 0
    for start, block in _blocks(text):
        if block.startswith(("WEBVTT", *_BLOCKS)):
            continue
        lines = block.split("\n")
        place = next((i for i, line in enumerate(lines) if "-->" in line), None)
        timing = _TIMING.match(lines[place]) if place is not None else None
        if place is None or timing is None:
            bad += 1
            continue
        times = timing.groups()
        begin, end = _seconds(times[:4]), _seconds(times[4:])
        body = "\n".join(lines[place + 1 :])
        at = start + len("\n".join(lines[: place + 1])) + 1
        for label, words in _voices(body):
            if words.strip():
                yield Cue(begin, end, label, words, at)
    if bad:
        warnings.append(f"{bad} malformed cue(s) left out")


def document_of_cues(source: Source, cues: list[Cue], warnings: list[str]) -> Document:
    """Turn cues into utterances: by voice, by ``Name: text``, by ``>>``, or by silence."""
    cues = _without_repeats(cues)
    convention = "voice tags" if any(cue.label for cue in cues) else "no speakers"
    if convention == "no speakers" and _names_inline(cues):
        cues, convention = _split_names(cues), "name and colon in cues"
    builder = Builder(source, convention, warnings=warnings)
    before: Cue | None = None
    speaking: str | None = None
    for cue in cues:
        marked = cue.text.startswith(">>")
        new = marked or (
            cue.label != speaking
            if convention != "no speakers"
            else before is None or cue.start - before.end > _SILENCE
        )
        words = cue.text.lstrip("> ")
        if marked and (split := spoken_label(words)):
            cue, words = replace(cue, label=split[0]), split[1]  # noqa: PLW2901
        if new:
            builder.turn(cue.label)
            speaking = cue.label
        builder.add(words, original=cue.original, time=(cue.start, cue.end))
        before = cue
    return builder.build(DocumentKind.TRANSCRIPT)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for block in re.split(r"(\n[ \t]*\n+)", text):
        bare = block.strip("\n")
        if bare.strip():
            yield offset + block.index(bare), bare
        offset += len(block)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000


def _voices(body: str) -> Iterator[tuple[str | None, str]]:
    pieces = _VOICE.split(body)
    yield None, _plain(pieces[0])
    for label, words in zip(pieces[1::2], pieces[2::2], strict=True):
        yield html.unescape(label).strip(), _plain(words)


def _plain(body: str) -> str:
    return html.unescape(_TAG.sub("", body)).strip()


def _without_repeats(cues: list[Cue]) -> list[Cue]:
    """Rolling captions show each line twice: keep a line only where it is new."""
    out: list[Cue] = []
    shown: list[str] = []
    for cue in cues:
        lines = [" ".join(line.split()) for line in cue.text.split("\n") if line.strip()]
        # Only a line that stood in the cue just before, which this one runs on from, is a repeat.
        close = bool(out) and cue.start - out[-1].end < 0.5
        fresh = [line for line in lines if not (close and line in shown)]
        shown = lines
        if fresh:
            out.append(replace(cue, text=" ".join(fresh)))
    return out


def _names_inline(cues: list[Cue]) -> bool:
    split = [spoken_label(cue.text) for cue in cues]
    counts = Counter(pair[0] for pair in split if pair)
    returning = sum(count for count in counts.values() if count > 1)
    return returning >= max(2, 0.3 * len(cues))


def _split_names(cues: list[Cue]) -> list[Cue]:
    """A cue without a name goes on with the speaker before it, as these exports write it."""
    out: list[Cue] = []
    for cue in cues:
        pair = spoken_label(cue.text)
        label = pair[0] if pair else (out[-1].label if out else None)
        out.append(replace(cue, label=label, text=pair[1] if pair else cue.text))
    return out
