"""Bring Apache Kafka's jars from Maven Central into the user's cache, once: `kafka/<version>/`.

Runs on the system's Python with its standard library; needs Java 17 and Maven:

    python3 scripts/prepare_kafka.py [--if-possible]

With `--if-possible` a machine without them is told what will be skipped; in CI it is an error.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts.steps import Step, StepFailed, cache_folder, fail, run

POM = Path(__file__).resolve().parent.parent / "deploy" / "kafka" / "pom.xml"


def main(*, if_possible: bool = False) -> None:
    """Copy the jars unless they are there.

    Args:
        if_possible: a machine without Java or Maven is told what will be skipped; not so in CI.
    """
    version = kafka_version()
    target = cache_folder() / "kafka" / version
    if target.is_dir():
        return
    absent = [program for program in ("java", "mvn") if not shutil.which(program)]
    if absent and if_possible and not os.environ.get("CI"):
        print(
            f"  – without {' and '.join(absent)}: tests on a real Kafka are skipped",
            file=sys.stderr,
        )
        return
    if absent:
        fail(f"{' and '.join(absent)} not found; Java 17 and Maven bring Kafka", "make kafka-jars")
    fetch(version, target)


def kafka_version() -> str:
    """Read the version from the pom."""
    found = re.search(r"<kafka\.version>([\w.]+)</kafka\.version>", POM.read_text(encoding="utf-8"))
    if not found:
        fail(f"{POM} names no kafka.version", "make kafka-jars")
    return found[1]


def fetch(version: str, target: Path) -> None:
    """Let Maven copy the broker and what it depends on, then move the folder into place."""
    fresh = target.with_name(f".{version}.{os.getpid()}")
    goal = "dependency:copy-dependencies"
    scope = ["-DincludeScope=runtime", f"-DoutputDirectory={fresh}"]
    try:
        with Step(f"Apache Kafka {version}", hint="46 MB from Maven Central"):
            run(["mvn", "--batch-mode", "--quiet", "--file", POM, goal, *scope])
        if not target.is_dir():  # another run may have been quicker
            fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


if __name__ == "__main__":
    try:
        main(if_possible="--if-possible" in sys.argv)
    except StepFailed as error:
        fail(str(error), "make kafka-jars")
