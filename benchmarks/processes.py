"""A command as a whole process: its seconds and its peak memory, as the system counts them."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds and peak resident bytes of a process, and what it printed."""

    seconds: float
    memory: int
    output: str


def measure(command: list[str]) -> Cost:
    """Run a command; raises ``RuntimeError`` with its output if it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-2000:]}")
    return Cost(seconds, usage.ru_maxrss * 1024, output)
