"""What `make` promises: only pins in the lock, every target told, a second run with no work."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts import prepare_environment, prepare_kafka, prepare_web
from scripts.steps import Step, StepFailed, run

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "core", "streams", "prompts", "producers", "indexer", "assistant", "api", "evals", "cli",
}  # fmt: skip


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_the_lock_file_holds_pins_and_nothing_else():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 50
    assert [line for line in pins if not re.match(r"[a-z0-9-]+==[\w.]+( ; .+)?$", line)] == []
    assert not re.search(r"https?:|--hash|^-", "\n".join(lines), re.MULTILINE)


@pytest.mark.parametrize("group", ["runtime", "llm", "dev"])
def test_every_requirement_of_a_group_is_pinned(group: str):
    pinned = {
        line.split("==")[0]
        for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    }
    wanted = prepare_environment.wanted_requirements([group])[group]
    assert {name_of(line) for line in wanted} - pinned == set()


def test_torch_never_enters_the_serving_environment():
    pinned = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"^(torch|transformers|nvidia-.*)==", pinned, re.MULTILINE)


def test_a_group_that_does_not_exist_stops_with_a_clear_line(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        prepare_environment.wanted_requirements(["runtme"])
    assert "runtme" in capsys.readouterr().err


def test_a_second_setup_changes_nothing_and_is_quick(tmp_path: Path):
    """The stamp of the environment that runs this test says that its groups are there."""
    venv = Path(sys.prefix)
    if not (venv / "civicsense.json").exists():
        pytest.skip("this environment was not made by make setup")
    stamp = (venv / "civicsense.json").read_text(encoding="utf-8")
    groups = sorted(json.loads(stamp))
    python = str(Path(sys.base_prefix) / "bin" / Path(sys.executable).name)
    done = subprocess.run(
        [python, "-I", str(ROOT / "scripts" / "prepare_environment.py"), *groups],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "CIVIC_VENV": str(venv)},
    )
    assert done.stdout + done.stderr == ""
    assert (venv / "civicsense.json").read_text(encoding="utf-8") == stamp


def test_a_changed_pin_or_requirement_asks_for_a_new_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before = prepare_environment.fingerprint(["a>=1"])
    assert prepare_environment.fingerprint(["a>=2"]) != before
    pins = tmp_path / "requirements.lock"
    pins.write_text("a==1.1\n")
    monkeypatch.setattr(prepare_environment, "PINS", pins)
    assert prepare_environment.fingerprint(["a>=1"]) != before


@pytest.mark.parametrize("content", ["", "{", None])
def test_a_broken_stamp_reads_as_an_empty_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
):
    stamp = tmp_path / "civicsense.json"
    if content is not None:
        stamp.write_text(content)
    monkeypatch.setattr(prepare_environment, "STAMP", stamp)
    assert prepare_environment.read_stamp() == {}


def test_help_tells_every_target():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in told.stdout.splitlines()} == targets
    assert {"setup", "demo", "test", "check", "bench", "campaign", "up", "kafka"} <= targets


def test_the_arrows_cover_every_package():
    config = project()["tool"]["importlinter"]
    assert set(config["root_packages"]) == PACKAGES
    siblings = next(c for c in config["contracts"] if c["type"] == "independence")
    assert set(siblings["modules"]) == {"producers", "indexer", "assistant"}


def test_the_root_is_on_the_path_outside_it(tmp_path: Path):
    script = tmp_path / "anywhere.py"
    script.write_text("import core.errors\nprint(core.errors.__file__)\n")
    printed = run([sys.executable, script], cwd=tmp_path)
    assert Path(printed.strip()) == ROOT / "core" / "errors.py"


def test_a_program_that_fails_is_told_with_its_last_words():
    with pytest.raises(StepFailed, match="ended with 3:\n    no such city"):
        run([sys.executable, "-c", "print('no such city'); raise SystemExit(3)"])
    with pytest.raises(StepFailed, match="no-such-program"):
        run(["no-such-program"])


def test_a_step_says_whether_it_worked_and_how_long_it_took(capsys: pytest.CaptureFixture[str]):
    with Step("first") as step:
        step.note("two of them")
    with pytest.raises(StepFailed), Step("second"):
        raise StepFailed("broken")
    said = capsys.readouterr().err
    assert re.search(r"✓ first: two of them  0\.\d s", said)
    assert re.search(r"✗ second  0\.\d s", said)


def test_kafka_is_skipped_without_java_but_not_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    prepare_kafka.main(if_possible=True)
    assert "without java and mvn" in capsys.readouterr().err
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit):
        prepare_kafka.main(if_possible=True)


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A web folder, and an npm that writes down what it is asked."""
    web = tmp_path / "web"
    (web / "src").mkdir(parents=True)
    (web / "package.json").write_text("{}")
    (web / "package-lock.json").write_text("{}")
    (web / "src" / "main.ts").write_text("1")
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text('#!/bin/sh\nmkdir -p node_modules && echo "$*" >> ../asked\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(prepare_web, "WEB", web)
    monkeypatch.setattr(prepare_web, "MODULES", web / "node_modules")
    monkeypatch.setattr(prepare_web, "BUILT", tmp_path / "app")
    return tmp_path


def test_pages_are_built_again_only_when_a_source_changed(pages: Path):
    asked = pages / "asked"
    prepare_web.main(strict=True)
    assert [line.split()[0] for line in asked.read_text().splitlines()] == ["ci", "run"]
    prepare_web.main(strict=True)
    assert len(asked.read_text().splitlines()) == 2
    (pages / "web" / "src" / "main.ts").write_text("2")
    prepare_web.main(strict=True)
    assert [line.split()[0] for line in asked.read_text().splitlines()] == ["ci", "run", "run"]


def test_a_build_that_fails_leaves_the_plain_page_unless_tests_need_it(
    pages: Path, capsys: pytest.CaptureFixture[str]
):
    (pages / "bin" / "npm").write_text("#!/bin/sh\necho no such module; exit 1\n")
    prepare_web.main(strict=False)
    assert "no such module" in capsys.readouterr().err
    with pytest.raises(StepFailed, match="no such module"):
        prepare_web.main(strict=True)
