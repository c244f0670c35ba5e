"""Run our services as child processes: each has its log, none outlives the parent."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from core.errors import Misconfigured

ROOT: Final = Path(__file__).parents[1]
_PR_SET_PDEATHSIG: Final = 1
_LAST_WORDS: Final = 600


@dataclass(slots=True)
class Child:
    """Hold one service: how it is started, and the process that runs it now.

    Attributes:
        name: what people call it, and the name of its log.
        arguments: what `python` is called with.
        environment: its whole environment.
        log: where its output goes.
        restarts: how often it ended by itself and was started again.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    restarts: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start the process; its output is appended to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.arguments],
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us, and we end them in order
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )

    @property
    def alive(self) -> bool:
        """Say whether the process runs."""
        return self.process is not None and self.process.poll() is None

    @property
    def finished(self) -> bool:
        """Say whether the process ended by itself, and well: a recording that was played."""
        return self.process is not None and self.process.poll() == 0

    def check(self) -> None:
        """Refuse to go on without a service that ended at start.

        Raises:
            Misconfigured: it ended; its last words say why.
        """
        if self.process is not None and self.process.poll() is not None:
            raise Misconfigured(f"{self.name} could not start: {self.last_words()}")

    def last_words(self) -> str:
        """Return the end of the log."""
        text = self.log.read_text("utf-8", "replace").strip() if self.log.exists() else ""
        return text[-_LAST_WORDS:].splitlines()[-1] if text else "it said nothing"

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self.alive and self.process is not None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        """Wait for the end until `deadline` (monotonic seconds), then end it by force."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _end_with_parent() -> None:
    """Let the kernel end the child when the parent is gone, however it went."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
