"""Make `.venv` from the dependency groups of pyproject.toml, pinned by requirements.lock.

Runs on the system's Python with nothing but its standard library:

    python3 scripts/prepare_environment.py runtime [llm] [dev]

With uv when there is one (or can be had), else with pip. A second run with the same groups, pins
and Python changes nothing and returns at once; a group already there is never taken away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.steps import Step, StepFailed, fail, run

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("CIVIC_VENV", ROOT / ".venv"))
STAMP = VENV / "civicsense.json"
PINS = ROOT / "requirements.lock"


def main(wanted: list[str]) -> None:
    """Bring the environment to hold the wanted groups."""
    requirements = wanted_requirements(wanted)
    state = {group: fingerprint(lines) for group, lines in requirements.items()}
    held = read_stamp()
    missing = [group for group in wanted if held.get(group) != state[group]]
    if not missing:
        return
    python = make_venv()
    lines = sorted({line for group in wanted for line in requirements[group]})
    with Step(f"Python packages ({', '.join(missing)})", hint="about 190 MB the first time"):
        install(python, lines)
        put_root_on_path(python)
    STAMP.write_text(json.dumps(held | state), encoding="utf-8")


def wanted_requirements(groups: list[str]) -> dict[str, list[str]]:
    """Read each group's requirement lines from pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    table = project["dependency-groups"]
    unknown = [group for group in groups if group not in table]
    if unknown:
        fail(f"pyproject.toml has no group {unknown[0]!r}", "make help")
    return {group: list(expand(table, group)) for group in groups}


def expand(table: dict[str, list[str | dict[str, str]]], group: str) -> Iterator[str]:
    """Yield the group's requirement lines, those of the groups that it includes among them."""
    for entry in table[group]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from expand(table, entry["include-group"])


def fingerprint(requirements: list[str]) -> str:
    """Digest what decides an installation: requirements, pins, this Python."""
    parts = [sys.version, *requirements, PINS.read_text(encoding="utf-8")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_stamp() -> dict[str, str]:
    """Return which groups the environment holds, by fingerprint; empty for a broken one."""
    if not venv_python().exists():
        return {}
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def venv_python() -> Path:
    """Return where the environment's Python is, or would be."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> Path:
    """Create the environment, afresh when it is broken or of another Python."""
    python = venv_python()
    if python.exists():
        probe = subprocess.run(
            [python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True
        )
        if probe.returncode == 0 and probe.stdout.strip() == sys.version:
            return python
    with Step(f"{VENV.name} on Python {sys.version.split()[0]}"):
        run([sys.executable, "-m", "venv", "--clear", VENV])
    return python


def install(python: Path, lines: list[str]) -> None:
    """Install the requirement lines within the pins: by uv, else by pip."""
    uv = find_uv(python)
    constrained = ["--constraint", str(PINS), *lines]
    if uv:
        # Compiled here once, or else at each start where Python may not write beside its sources.
        compiled = ["--compile-bytecode", "--python", python]
        run([uv, "pip", "install", "--quiet", *compiled, *constrained])
    else:
        run([*pip_install(python), *constrained])


def find_uv(python: Path) -> str | None:
    """Find uv on the path or beside the Python; else ask pip for it; None when there is none."""
    beside = python.with_name("uv")
    found = str(beside) if beside.exists() else shutil.which("uv")
    if found:
        return found
    try:
        run([*pip_install(python), "--constraint", PINS, "uv"])
    except StepFailed:
        return None
    return str(beside) if beside.exists() else None


def pip_install(python: Path) -> list[str | Path]:
    """Return pip's command up to what is to be installed."""
    return [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def put_root_on_path(python: Path) -> None:
    """Write the `.pth` file by which `python producers/x.py` finds `core`."""
    script = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", script], text=True).strip())
    (site / "civicsense.pth").write_text(f"{ROOT}\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or ["runtime"])
    except StepFailed as error:
        fail(str(error), "make setup")
