"""JSON and JSON Lines: our documented schema; what Whisper, WhisperX and whisper.cpp write."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from wsis_nlp.domain.errors import SourceError
from wsis_nlp.domain.records import Document, DocumentKind
from wsis_nlp.reading.builder import Builder, Place
from wsis_nlp.reading.cues import Cue, packed_cues
from wsis_nlp.reading.decoding import decode
from wsis_nlp.reading.limits import limits
from wsis_nlp.reading.protocol import Source
from wsis_nlp.reading.voices import document_of_cues

if TYPE_CHECKING:
    from wsis_nlp.reading.json_schema import Head, Turn

_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')
_NAMES = {"english": "en", "french": "fr", "spanish": "es", "arabic": "ar", "chinese": "zh"}


class JsonReader:
    """``.json``, ``.jsonl``: turns with speakers and times."""

    name = "JSON"
    suffixes = (".json", ".jsonl", ".ndjson")

    def read(self, source: Source) -> Document:
        """Read the turns; raises ``SourceError`` if it is not one of the known kinds."""
        decoded = decode(source)
        _check_nesting(source, decoded.text)
        lines = source.path.suffix.casefold() != ".json"
        raw = _lines(source, decoded.text) if lines else _loads(source, decoded.text, "")
        segments = _segments(raw)
        if segments is not None:
            cues = packed_cues(cue for segment in segments for cue in _cues(source, segment))
            document = document_of_cues(source, cues, decoded.warnings)
            return _told(document, raw)
        return _talk(source, raw, decoded.warnings)


def _check_nesting(source: Source, text: str) -> None:
    """Refuse what would exhaust the parser's stack."""
    if text.count("[") + text.count("{") <= limits().nesting:
        return
    depth = 0
    for match in _BRACKETS.finditer(text):
        sign = match.group()
        depth += (sign in "[{") - (sign in "]}") if len(sign) == 1 else 0
        if depth > limits().nesting:
            raise SourceError(
                source.path,
                f"its brackets are nested more than {limits().nesting} deep",
                "Export it again; see wsis-nlp schema.",
            )


def _loads(source: Source, text: str, where: str) -> Any:  # noqa: ANN401 - it may be anything
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise SourceError(
            source.path, f"it is not valid JSON{where}: {error}", "Export it again."
        ) from error


def _lines(source: Source, text: str) -> list[Any]:
    return [
        _loads(source, line, f" in line {number}")
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]


def _segments(raw: Any) -> Sequence[dict[str, Any]] | None:  # noqa: ANN401
    """The segments of a speech recogniser's output, or ``None`` if it is none."""
    found = raw
    if isinstance(raw, dict) and "turns" not in raw:
        found = raw.get("segments", raw.get("transcription"))
    if not isinstance(found, list) or not found:
        return None
    if not all(isinstance(one, dict) and isinstance(one.get("text"), str) for one in found):
        return None
    if isinstance(raw, dict):
        return found
    # A bare list of lines is ours, unless it has what only a recogniser writes.
    return found if any("words" in one or "tokens" in one for one in found) else None


def _cues(source: Source, segment: dict[str, Any]) -> Iterator[Cue]:
    """One cue a segment, or more where its words are by different speakers (WhisperX)."""
    start, end = _times(source, segment)
    words = segment.get("words")
    voiced = isinstance(words, list) and all(
        isinstance(word, dict) and isinstance(word.get("word"), str) for word in words
    )
    label = segment.get("speaker")
    label = label.strip() or None if isinstance(label, str) else None
    if not voiced or not words or len({word.get("speaker", label) for word in words}) < 2:
        yield Cue(start, end, label, segment["text"].strip())
        return
    # Numbers have no times of their own, and then no speaker either: they go with those before.
    last = label or words[0].get("speaker")
    voices = [last := str(word.get("speaker") or last) for word in words]
    rest = segment["text"]
    for voice, run in groupby(zip(voices, words, strict=True), key=lambda pair: pair[0]):
        said = [word for _, word in run]
        stamps = [_times(source, {**segment, **word}) for word in said]
        pattern = r"\s*".join(re.escape(word["word"].strip()) for word in said)
        match = re.match(r"\s*" + pattern, rest)
        text = match.group() if match else " ".join(word["word"].strip() for word in said)
        rest = rest[match.end() :] if match else rest
        yield Cue(stamps[0][0], max(stamps[-1][1], stamps[0][0]), voice, text.strip())


def _times(source: Source, segment: dict[str, Any]) -> tuple[float, float]:
    offsets = segment.get("offsets")
    scale = 1.0
    if isinstance(offsets, dict):  # whisper.cpp, milliseconds
        segment, scale = {"start": offsets.get("from"), "end": offsets.get("to")}, 1000.0
    start, end = segment.get("start"), segment.get("end")
    if start is None:
        start = end if end is not None else 0.0
    end = start if end is None else end
    for time in (start, end):
        number = isinstance(time, int | float) and not isinstance(time, bool)
        if not number or not math.isfinite(time) or not 0 <= time <= 1e10:
            raise SourceError(
                source.path,
                f"a segment has the time {str(time)[:40]!r}, which is not in seconds",
                "Export it again; see wsis-nlp schema.",
            )
    return start / scale, max(end, start) / scale


def _told(document: Document, raw: Any) -> Document:  # noqa: ANN401
    """The document with the language that the recogniser names."""
    from dataclasses import replace

    named = raw.get("language") if isinstance(raw, dict) else None
    if isinstance(raw, dict) and isinstance(raw.get("result"), dict):
        named = raw["result"].get("language")
    if not isinstance(named, str):
        return document
    code = _NAMES.get(named.casefold(), named.casefold())
    return replace(document, language=code if re.fullmatch(r"[a-z]{2,3}", code) else None)


def _talk(source: Source, raw: Any, warnings: Sequence[str]) -> Document:  # noqa: ANN401
    from pydantic import ValidationError

    from wsis_nlp.reading.json_schema import Head, Talk, Turn

    try:
        if isinstance(raw, dict):
            talk = Talk.model_validate(raw)
            return _document(source, talk, talk.turns, warnings)
        lines = raw if isinstance(raw, list) else [raw]
        head = Head()
        if lines and isinstance(lines[0], dict) and "text" not in lines[0]:
            head, lines = Head.model_validate(lines[0]), lines[1:]
        turns = [Turn.model_validate(line) for line in lines]
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the top"
        raise SourceError(
            source.path,
            f"it does not follow the schema ({place}: {first['msg']})",
            "Compare with: wsis-nlp schema.",
        ) from error
    return _document(source, head, turns, warnings)


def _document(
    source: Source, head: Head, turns: Sequence[Turn], warnings: Sequence[str]
) -> Document:
    kind = DocumentKind(head.kind)
    written = kind is DocumentKind.SUBMISSION
    builder = Builder(source, "schema", list(warnings), written=written)
    number = 0
    for turn in turns:
        builder.turn(turn.speaker, heading=turn.heading, off_air=turn.off_air)
        begin = turn.start
        end = begin if turn.end is None else turn.end
        time = None if begin is None or end is None else (begin, max(begin, end))
        for line in turn.text.split("\n"):
            if line.strip():
                number += 1
                builder.paragraph()
                builder.add(line, Place(None, time, turn.page, number))
    return builder.build(kind, head.title, date=head.date, language=head.language)
