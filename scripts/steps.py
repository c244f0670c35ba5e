"""Show one line per step with its time; run programs quietly and speak only when they fail.

Standard library only: these scripts run before anything is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self


class StepFailed(Exception):
    """A program that a step needs ended badly; the message holds what it last said."""


class Step:
    """One line of progress: what is done, how long it took, whether it worked."""

    def __init__(self, title: str, *, hint: str = "") -> None:
        self._title = title
        self._hint = f" ({hint})" if hint else ""
        self._note = ""
        self._over = threading.Event()

    def note(self, text: str) -> None:
        """Say what is going on inside the step, or what came of it."""
        self._note = f": {text}"

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        if sys.stderr.isatty():
            self._ticker = threading.Thread(target=self._tick, daemon=True)
            self._ticker.start()
        else:
            print(f"  … {self._title}{self._hint}", file=sys.stderr, flush=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if sys.stderr.isatty():
            self._ticker.join()
            print("\r\033[K", end="", file=sys.stderr)
        sign = "✗" if error else "✓"
        print(
            f"  {sign} {self._title}{self._note}  {time.monotonic() - self._began:.1f} s",
            file=sys.stderr,
            flush=True,
        )

    def _tick(self) -> None:
        while True:
            seconds = time.monotonic() - self._began
            line = f"  … {self._title}{self._note or self._hint}  {seconds:.0f} s"
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
            if self._over.wait(0.5):
                return


def run(command: Sequence[str | Path], *, cwd: Path | None = None) -> str:
    """Run a program and return what it printed.

    Raises:
        StepFailed: it ended with an error or is not there; the message holds its last lines.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        raise StepFailed(f"{words[0]}: {error.strerror}") from error
    if done.returncode:
        last = "\n    ".join(done.stdout.strip().splitlines()[-15:])
        raise StepFailed(f"{Path(words[0]).name} ended with {done.returncode}:\n    {last}")
    return done.stdout


def cache_folder() -> Path:
    """Return where this user keeps what can be fetched or made again."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "civicsense"


def fail(what: str, remedy: str) -> NoReturn:
    """Stop with one clear line and what to run next."""
    print(f"  ✗ {what}\n    then again: {remedy}", file=sys.stderr, flush=True)
    raise SystemExit(1)
