"""The model server of the tests comes from npm as locked, or its absence is told."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from scripts import prepare_aimock
from scripts.steps import StepFailed

_WHICH: Final = shutil.which


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let npm only make its folder, in a folder of the test's own."""
    ran: list[list[str]] = []

    def run(command: Sequence[str | Path], *, cwd: Path | None = None) -> str:
        ran.append([str(word) for word in command])
        prepare_aimock.MODULES.mkdir()
        return ""

    (tmp_path / "package-lock.json").write_text("{}", "utf-8")
    monkeypatch.setattr(prepare_aimock, "FOLDER", tmp_path)
    monkeypatch.setattr(prepare_aimock, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(prepare_aimock, "run", run)
    monkeypatch.setattr(shutil, "which", "/bin/{}".format)
    monkeypatch.delenv("CI", raising=False)
    return ran


def test_a_second_time_there_is_nothing_to_do(commands: list[list[str]]):
    prepare_aimock.main()
    prepare_aimock.main()
    assert [command[:2] for command in commands] == [["/bin/npm", "ci"]]


def test_another_lock_file_is_fetched(commands: list[list[str]]):
    prepare_aimock.main()
    (prepare_aimock.FOLDER / "package-lock.json").write_text('{"a": 1}', "utf-8")
    shutil.rmtree(prepare_aimock.MODULES)
    prepare_aimock.main()
    assert len(commands) == 2


def test_without_npm_it_is_told_and_in_ci_it_is_an_error(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(shutil, "which", _WHICH)
    prepare_aimock.main()
    assert "skipped: npm not found" in capsys.readouterr().err
    monkeypatch.setenv("CI", "true")
    with pytest.raises(StepFailed, match="npm not found"):
        prepare_aimock.main()
    assert commands == []


def test_the_lock_file_names_one_package_by_its_digest_and_no_address():
    folder = Path(__file__).parents[1] / "peers" / "aimock"
    text = (folder / "package-lock.json").read_text("utf-8")
    locked: dict[str, dict[str, Any]] = json.loads(text)["packages"]
    assert "://" not in text
    fetched = {name: package for name, package in locked.items() if name}
    assert list(fetched) == ["node_modules/@copilotkit/aimock"]
    assert all(package["integrity"].startswith("sha512-") for package in fetched.values())
