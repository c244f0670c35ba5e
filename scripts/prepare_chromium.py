"""Bring Chromium for the browser tests: from Debian's packages, where we may install them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.steps import Step, StepFailed, run


def main() -> None:
    """Install Chromium unless it is there.

    Raises:
        StepFailed: in CI, when it can neither be found nor installed.
    """
    if any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        return
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        if os.environ.get("CI"):
            raise StepFailed("Chromium not found, and this user cannot install it by apt-get")
        print("  – without Chromium: browser tests are skipped", file=sys.stderr)
        return
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq", "-y"]
    with Step("Chromium", hint="about 100 MB from Debian"):
        run([*quiet, "update"])
        run([*quiet, "install", "--no-install-recommends", "chromium"])
