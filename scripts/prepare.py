"""Bring everything that a target of the Makefile needs, and nothing that is there already.

    python3 scripts/prepare.py setup    environment, web pages
    python3 scripts/prepare.py demo     the same; the embedding model is made in the background
    python3 scripts/prepare.py check    environment with the checkers
    python3 scripts/prepare.py test     everything: checkers, models, Kafka's jars, Chromium, web

Runs on the system's Python with its standard library. What a machine cannot have is told and
skipped; with CI set, it is an error.
"""

from __future__ import annotations

import sys
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit("  ✗ Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …")

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts import prepare_environment
from scripts.steps import StepFailed, fail

SERVING = ["runtime", "llm"]
CHECKING = [*SERVING, "dev"]


def main(target: str) -> None:
    """Prepare for one target; programs are imported only where they are needed."""
    prepare_environment.main(SERVING if target in ("setup", "demo") else CHECKING)
    if target == "check":
        return
    from scripts import prepare_web

    prepare_web.main(strict=target == "test")
    if target == "setup":
        return
    from scripts import prepare_model

    prepare_model.main(detach=target == "demo")
    if target == "test":
        from scripts import prepare_aimock, prepare_chromium, prepare_kafka

        prepare_aimock.main()
        prepare_kafka.main(if_possible=True)
        prepare_chromium.main()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except StepFailed as error:
        fail(str(error), f"make {sys.argv[1]}")
