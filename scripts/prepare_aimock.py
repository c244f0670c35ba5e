"""Fetch the model server that the tests speak to: @copilotkit/aimock, from npm.

Does nothing when the lock file did not change. Without npm the tests that speak to it are skipped,
and this says so; with CI set, it is an error.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.prepare_environment import ROOT
from scripts.prepare_web import is_stamped
from scripts.steps import Step, StepFailed, run

FOLDER = ROOT / "tests" / "peers" / "aimock"
MODULES = FOLDER / "node_modules"


def main() -> None:
    """Install exactly what the lock file names, unless it is there.

    Raises:
        StepFailed: in CI, when it cannot be had.
    """
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".civicsense"
    if is_stamped(stamp, wanted):
        return
    try:
        npm = shutil.which("npm")
        if not npm:
            raise StepFailed("npm not found; Node 20 or newer runs the model server of the tests")
        with Step("model server of the tests", hint="12 MB from npm"):
            run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FOLDER)
        stamp.write_text(wanted, encoding="utf-8")
    except StepFailed as error:
        if os.environ.get("CI"):
            raise
        print(f"  – tests with a model server are skipped: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
