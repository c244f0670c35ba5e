"""Run @copilotkit/aimock on loopback: a model server that is not ours, and keeps a journal."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

_CLI: Final = Path(__file__).parent / "aimock/node_modules/@copilotkit/aimock/dist/cli.js"
_LISTENING: Final = re.compile(r"listening on (http://\S+)")
_START_S: Final = 20.0


class Aimock:
    """Hold a running server.

    Attributes:
        base_url: as `OPENAI_BASE_URL` has it.
    """

    def __init__(self, origin: str) -> None:
        self._client = httpx.Client(base_url=origin, trust_env=False)
        self.base_url = f"{origin}/v1"

    def requests(self, said: str) -> list[dict[str, Any]]:
        """Return the bodies of the requests in which a person said something, oldest first."""
        entries: list[dict[str, Any]] = self._client.get("/__aimock/journal").json()
        bodies = [entry["body"] for entry in entries if entry["body"] is not None]
        return [body for body in bodies if said in body["messages"][-1]["content"]]

    def close(self) -> None:
        self._client.close()


@contextmanager
def running(fixtures: Sequence[dict[str, Any]], folder: Path) -> Generator[Aimock]:
    """Start the server with fixtures, and stop it afterwards; skip where it is not there."""
    node = shutil.which("node")
    if node is None or not _CLI.exists():
        if os.environ.get("CI"):
            pytest.fail("aimock is not installed: scripts/prepare.py test")
        pytest.skip("aimock is not installed: it needs npm and scripts/prepare.py test")
    (folder / "fixtures.json").write_text(json.dumps({"fixtures": list(fixtures)}), "utf-8")
    log = folder / "aimock.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [node, str(_CLI), "-p", "0", "-f", str(folder / "fixtures.json")],
            stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT, cwd=folder,
        )  # fmt: skip
    try:
        server = Aimock(_address(process, log))
        try:
            yield server
        finally:
            server.close()
    finally:
        process.terminate()
        process.wait(10)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and process.poll() is None:
        if found := _LISTENING.search(log.read_text("utf-8")):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"aimock did not start: {log.read_text('utf-8')}")
