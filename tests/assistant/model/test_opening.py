"""A model is opened only where one is configured, and only then is anything large imported."""

import subprocess
import sys
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.model.opening import open_model
from assistant.model.settings import ModelSettings
from core.timespan import SystemClock

ROOT = Path(__file__).parents[3]
LARGE = ("langchain", "langchain_core", "langchain_openai", "openai", "langsmith", "httpx2")
FRESH = f"""
import sys
from datetime import UTC
import assistant.generate
from assistant.model.opening import open_model
from assistant.model.settings import ModelSettings
from assistant.model.tracing import start_tracing
from core.timespan import SystemClock
assert open_model(ModelSettings(), UTC, SystemClock()) is None
start_tracing(None)()
large = [name for name in {LARGE!r} if name in sys.modules]
large += [name for name in sys.modules if name.startswith("opentelemetry.sdk")]
sys.exit(f"imported: {{large}}" if large else 0)
"""


@pytest.fixture(autouse=True)
def _no_model_of_this_machine(monkeypatch: pytest.MonkeyPatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_model_nothing_of_it_is_imported():
    done = subprocess.run(
        [sys.executable, "-c", FRESH], cwd=ROOT, env={"PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


async def test_an_address_alone_is_enough(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1/")
    monkeypatch.setenv("OPENAI_MODEL", "local")
    settings = ModelSettings()
    assert (settings.configured, settings.address) == (True, "http://127.0.0.1:9/v1")
    model = open_model(settings, UTC, SystemClock())
    assert model is not None
    assert model.name == "local"
    await model.aclose()


def test_an_empty_value_counts_as_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert not ModelSettings().configured


def test_a_key_is_enough_and_is_never_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    settings = ModelSettings()
    assert settings.configured
    assert "very-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_BASE_URL", "localhost:8000"),
        ("OPENAI_PROXY", "nowhere"),
        ("CIVIC_MODEL_WHOLE", "PT9S"),
        ("CIVIC_MODEL_FIRST_PIECE", "PT0S"),
        ("CIVIC_MODEL_DAILY_TOKENS", "-1"),
        ("CIVIC_MODEL_CONCURRENCY", "0"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        ModelSettings()


def test_times_are_the_contract_s():
    settings = ModelSettings()
    assert (settings.first_piece, settings.whole) == (timedelta(seconds=2), timedelta(seconds=8))
