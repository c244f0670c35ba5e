"""Compare the exported model with sentence-transformers itself, in an environment made for it.

    python3 scripts/compare_model.py

Brings torch, which on Linux is several GB, and removes it again; nothing else needs it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.prepare_environment import ROOT
from scripts.prepare_model import make_venv
from scripts.steps import Step, StepFailed, cache_folder, fail, run


def main() -> None:
    """Make the environment, print what the comparison says, remove the environment."""
    venv = cache_folder() / "reference-venv"
    os.environ["UV_NO_CACHE"] = os.environ["PIP_NO_CACHE_DIR"] = "1"  # gigabytes for one minute
    try:
        with Step("sentence-transformers and torch", hint="5.8 GB on Linux; removed afterwards"):
            python = make_venv(venv, "export", "reference")
        print(run([python, "-I", ROOT / "scripts" / "reference_vectors.py", "compare"]), end="")
    finally:
        shutil.rmtree(venv, ignore_errors=True)


if __name__ == "__main__":
    try:
        main()
    except StepFailed as error:
        fail(str(error), "make model-reference")
