"""Let one process of this machine at a time end what earlier runs left open."""

import fcntl
from pathlib import Path
from typing import IO

from core.identity import digest


class Turn:
    """Hold the right to end a topic's leftovers, until the process ends or lets go.

    The lock is the system's, so that it falls when its holder dies, however that happens.
    """

    def __init__(self, state_dir: Path, cluster_id: str, topic: str) -> None:
        self._path = state_dir / "city" / f"{topic}-{digest(cluster_id)[:12]}.lock"
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the turn; False where another living process has it."""
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let go; a second call does nothing."""
        file, self._file = self._file, None
        if file is not None:
            file.close()
