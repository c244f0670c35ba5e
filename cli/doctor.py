"""Say in one screen what is reachable, and which default is active for what is not."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from assistant.generate import Generator
from assistant.model.opening import open_model
from assistant.model.port import ModelFailed
from assistant.model.settings import ModelSettings
from cli.endpoints import ENDPOINTS_FILE, read_endpoints
from cli.settings import CliSettings
from core.city import City, load_city
from core.errors import CivicError
from core.timespan import SystemClock, monotonic_s
from indexer.embedder import find_model
from indexer.store.embedded_redis import find_redis_server
from indexer.store.redis_connection import connect
from prompts.book import PromptBook
from streams.kafka import KafkaStreams
from streams.kraft_jars import find_jars
from streams.settings import KafkaSettings

_TRIAL: Final = "Could you tell me whether the power is out?"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one thing looked at: is it well, and what does that mean?"""

    what: str
    well: bool
    said: str


def examine(settings: CliSettings) -> list[Finding]:
    """Look at everything; a thing that fails is a finding, never an error."""
    running = read_endpoints(settings.state_dir / ENDPOINTS_FILE)
    kafka = settings.kafka or (running.kafka if running else "")
    redis = settings.redis or (running.redis if running else "")
    return [
        _look("City pack", lambda: _city(settings)),
        _look("Kafka", lambda: _kafka(kafka)),
        _look("Redis", lambda: _redis(redis)),
        _look("API", lambda: _api(running.api if running else "")),
        _look("Embedding model", _model),
        _look("Real Kafka for tests", lambda: f"jars in {find_jars()}"),
        _look("Node", lambda: _program("node", "only the map and the widget need it")),
        _look("Language model", lambda: _language_model(settings)),
    ]


def show(findings: list[Finding]) -> None:
    """Print the findings as a table."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for found in findings:
        mark = "[green]ok[/]" if found.well else "[yellow]--[/]"
        table.add_row(mark, found.what, found.said)
    Console(highlight=False).print(table)


def _look(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except (CivicError, OSError, LookupError, ValueError, httpx.HTTPError) as error:
        return Finding(what, False, str(error) or type(error).__name__)


def _city(settings: CliSettings) -> str:
    city = load_city(settings.city)
    parts = f"{len(city.areas)} areas, {len(city.stops)} stops, {len(city.sources)} sources"
    return f"{city.name}: {parts}"


def _kafka(address: str) -> str:
    if not address:
        return "none named: `cli up` starts the embedded broker"
    cluster = KafkaStreams(KafkaSettings(bootstrap_servers=address)).log().cluster_id()
    return f"{address} (cluster {cluster})"


def _redis(url: str) -> str:
    if not url:
        return f"none named: `cli up` starts {find_redis_server()}"
    connect(url)
    return url


def _api(url: str) -> str:
    if not url:
        raise LookupError("not running: start it with `make demo`")
    health = httpx.get(f"{url}/api/health", timeout=3.0, trust_env=False).json()
    live = sum(found["state"] == "live" for found in health["coverage"])
    return f"{url}: {health['status']}, {live} of {len(health['coverage'])} sources live"


def _model() -> str:
    folder = find_model()
    if folder is None:
        raise LookupError("not made yet: words and structure answer; `make model` makes it")
    return str(folder)


def _language_model(settings: CliSettings) -> str:
    try:
        named = ModelSettings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise LookupError(f"{first['loc'][0]}: {first['msg']}: answers are composed") from None
    if not named.configured:
        return "none configured: answers are composed from facts"
    told = f"{named.name} at {named.server}"
    try:
        took_s = asyncio.run(_asked(named, load_city(settings.city)))
    except ModelFailed as error:
        raise LookupError(f"{told}: {error}: answers are composed") from error
    return f"{told}: answers in {took_s * 1000:.0f} ms"


async def _asked(named: ModelSettings, city: City) -> float:
    """Put one plain question to the model, as the assistant would; return the seconds it took."""
    model = open_model(named, city.timezone, SystemClock())
    if model is None:
        raise LookupError("none configured")
    try:
        begun = monotonic_s()
        await Generator(model, PromptBook.load(), city).plain_question(_TRIAL, city.languages[0])
        return monotonic_s() - begun
    finally:
        await model.aclose()


def _program(name: str, use: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise LookupError(f"not found: {use}")
    return found
