"""What a run did: every file with its fate, counts, seconds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wsis_nlp.workspace import write_output


@dataclass(frozen=True, slots=True)
class FileFate:
    """What became of one file: read, refused or duplicate, and why."""

    path: str
    fate: str
    reason: str = ""


@dataclass(slots=True)
class RunReport:
    """The record of one run, saved as ``run-report.json``."""

    folder: str
    out: str
    version: str
    files: list[FileFate] = field(default_factory=list)
    fresh_files: int = 0
    encoded: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    outputs: list[str] = field(default_factory=list)

    def fates(self, fate: str) -> list[FileFate]:
        """The files of one fate."""
        return [item for item in self.files if item.fate == fate]

    @property
    def exit_code(self) -> int:
        """0 if every file was read, 3 if some were refused, 1 if nothing was done."""
        if not self.fates("read"):
            return 1
        return 3 if self.fates("refused") else 0

    def save(self, path: Path) -> None:
        """Write the report; raises ``OutputError`` if that is not possible."""
        plain = {"date": datetime.now(UTC).isoformat(timespec="seconds"), **asdict(self)}
        text = json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
        write_output(path, text.encode(), "Make room or choose another --out.")
