"""Ask a running system over HTTP, in step with a scenario that is played to it through Kafka.

What Kafka acknowledged at least two seconds before a question must be known to the answer; what
came in between may be, or may not: an answer is wrong only if it is by either reading.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx

from core.city import load_city
from core.timespan import Clock, clock_from
from evals.asking import Asked, Asker
from evals.expecting import Expecting
from evals.geography import Geography
from evals.instants import Instant, instants
from evals.interview import Talk, outcome_of
from evals.ledger import Ledger
from evals.outcome import Outcome
from evals.phrasing import load_paraphrases
from evals.recorded_city import RecordedCity, Take
from evals.reply import Reply, reply_of_json
from evals.scorers import Judged, harms
from evals.step import Stepping
from streams.endpoints import find_clock, find_settings
from streams.settings import KafkaSettings

LATEST_S: Final = 2.0
"""So long before a question a record must be acknowledged, that its answer must know it."""
_PER_STOP: Final = 8
_LEAD: Final = timedelta(seconds=10)
_TIMEOUT_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Call:
    """Say which running system to ask, and of what city.

    Attributes:
        api: its address.
        kafka: where the scenario is published.
        clock: the system's, which all times are of.
        pack: the city pack that it runs.
        scenario: what is played to it.
        longest: how much of that.
    """

    api: str
    kafka: KafkaSettings
    clock: Clock
    pack: Path
    scenario: str
    seed: int
    questions: int
    longest: timedelta

    @property
    def rate(self) -> float:
        """Return how many city seconds pass in one of the wall's."""
        before, started = self.clock.now(), time.monotonic()
        time.sleep(0.1)
        return (self.clock.now() - before).total_seconds() / (time.monotonic() - started)


def running_system(endpoints: Mapping[str, Any], state_dir: Path) -> tuple[KafkaSettings, Clock]:
    """Find the broker and the clock of a system: as its endpoints file says, else as it is set."""
    if endpoints:
        kafka = KafkaSettings(bootstrap_servers=str(endpoints["kafka"]))
        return kafka, clock_from({"CIVIC_CLOCK": str(endpoints.get("clock", ""))})
    return find_settings(os.environ, state_dir), find_clock(os.environ, state_dir)


def ask_over_http(call: Call) -> Talk:
    """Play the scenario from now on, ask in step with it, and return what came of it."""
    zone = load_city(call.pack).timezone
    begins = (call.clock.now() + _LEAD).replace(microsecond=0).astimezone(zone)
    take = Take(call.pack, call.scenario, call.seed, begins.date(), begins.time())
    city = RecordedCity(take, call.longest)
    chance = Random(f"{call.scenario}/{call.seed}")
    stops = instants(city, max(1, call.questions // _PER_STOP), chance)
    with (
        httpx.Client(base_url=call.api, timeout=_TIMEOUT_S, trust_env=False) as http,
        Stepping(city.world, call.kafka, call.clock, city.ends) as stepping,
    ):
        caller = _Caller(call, city, stepping, http, chance)
        found: list[Outcome] = []
        for number, stop in enumerate(stops, start=1):
            due = call.questions * number // len(stops) - len(found)
            found += caller.ask_at(stop, due)
    return Talk(found, city.delays())


class _Caller:
    """Ask one running system, and judge what it says by what was acknowledged."""

    def __init__(
        self, call: Call, city: RecordedCity, stepping: Stepping, http: httpx.Client, chance: Random
    ) -> None:
        self._call, self._city, self._stepping, self._http = call, city, stepping, http
        self._delay = timedelta(seconds=LATEST_S * call.rate)
        geography = Geography(city.city)
        self._asker = Asker(geography, load_paraphrases(), chance)
        self._ledgers = Ledger(), Ledger()  # what must be known, and what may be
        self._written = [0, 0]
        self._expecting = tuple(Expecting(geography, ledger) for ledger in self._ledgers)
        self._geography = geography

    def ask_at(self, stop: Instant, number: int) -> list[Outcome]:
        """Return the outcomes of questions asked from an instant on, when that must be known."""
        self._stepping.wait_until(stop.at + self._delay)
        now = self._call.clock.now()
        self._write(now)
        told = list(self._ledgers[0].events(now))
        said: dict[int, Reply] = {}
        return [
            self._ask(asked, stop, said)
            for asked in self._asker.questions(stop, told, max(1, number))
        ]

    def _ask(self, asked: Asked, stop: Instant, said: dict[int, Reply]) -> Outcome:
        before = said.get(id(asked.after)) if asked.after is not None else None
        sent_at = self._call.clock.now()
        self._write(sent_at)
        must = self._expecting[0].expect(asked.ask, sent_at)
        response = self._http.post("/api/chat", json=_body(asked, before))
        response.raise_for_status()
        reply = said[id(asked)] = reply_of_json(response.json())
        answered_at = self._call.clock.now()
        self._write(sent_at)
        may = self._expecting[1].expect(asked.ask, answered_at)
        found = [
            harms(Judged(asked, expected, reply, at, self._geography))
            for expected, at in ((must, sent_at), (may, answered_at))
        ]
        local = sent_at.astimezone(self._city.city.timezone)
        wrong = min(found, key=len)
        return outcome_of(asked, must, reply, wrong, stop, local, self._call.scenario)

    def _write(self, asked_at: datetime) -> None:
        """Write down what must be known by now, and what may be."""
        fresh = self._stepping.heard_since(self._written[1])
        self._ledgers[1].write(fresh)
        self._written[1] += len(fresh)
        old = self._stepping.heard_since(self._written[0])
        known = [heard for heard in old if heard.at <= asked_at - self._delay]
        self._ledgers[0].write(known)
        self._written[0] += len(known)


def _body(asked: Asked, before: Reply | None) -> dict[str, Any]:
    """Return the request for a question (contract, 2.1)."""
    body: dict[str, Any] = {"message": asked.text, "channel": asked.channel}
    if before is not None:
        body["session_id"] = before.session_id
    if asked.point is not None and asked.ask.spot is not None:
        body["location"] = {
            "lat": asked.point.lat, "lon": asked.point.lon, "accuracy_m": asked.ask.spot.accuracy_m,
        }  # fmt: skip
    if asked.tagged:
        body["language"] = asked.language
    if asked.max_chars is not None:
        body["max_chars"] = asked.max_chars
    return body
