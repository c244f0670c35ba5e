"""Fetch what the pages in `web/` are made with, and build them into `api/static/app/`.

Does nothing when neither the lock file nor a source changed. Without Node the API serves its plain
chat page, and this says so.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.prepare_environment import ROOT
from scripts.steps import Step, StepFailed, run

WEB = ROOT / "web"
MODULES = WEB / "node_modules"
BUILT = ROOT / "api" / "static" / "app"
NOT_SOURCES = {"node_modules", "coverage", "test-results", "dist"}


def main(*, strict: bool) -> None:
    """Bring modules and pages up to date.

    Args:
        strict: let a failure stop the run; otherwise it is told and the plain page remains.
    """
    if not (WEB / "package.json").exists():
        return
    npm = shutil.which("npm")
    if not npm:
        if strict and os.environ.get("CI"):
            raise StepFailed("npm not found; Node 20 or newer builds the web pages")
        print("  – without Node: the chat page comes without its map", file=sys.stderr)
        return
    try:
        fetch_modules(npm)
        build(npm)
    except StepFailed as error:
        if strict:
            raise
        print(f"  – the chat page comes without its map: {error}", file=sys.stderr)


def fetch_modules(npm: str) -> None:
    """Install exactly what the lock file names."""
    stamp, wanted = MODULES / ".civicsense", digest([WEB / "package-lock.json"])
    if not is_stamped(stamp, wanted):
        with Step("web modules"):
            run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=WEB)
        stamp.write_text(wanted, encoding="utf-8")


def build(npm: str) -> None:
    """Build the pages when a source is newer in content than they are."""
    stamp, wanted = BUILT / ".civicsense", digest(sources())
    if not is_stamped(stamp, wanted):
        with Step("web pages"):
            run([npm, "run", "--silent", "build"], cwd=WEB)
        BUILT.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted, encoding="utf-8")


def sources() -> list[Path]:
    """List the files that a build reads, in a fixed order."""
    found: list[Path] = []
    for folder, below, files in os.walk(WEB):
        below[:] = sorted(set(below) - NOT_SOURCES)
        found.extend(Path(folder, file) for file in sorted(files))
    return found


def digest(files: list[Path]) -> str:
    """Digest the files' names and contents."""
    total = hashlib.sha256()
    for file in files:
        total.update(str(file.relative_to(WEB)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def is_stamped(stamp: Path, wanted: str) -> bool:
    """Tell whether the work that the stamp stands for was done on the same input."""
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted
