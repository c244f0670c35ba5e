"""Run the campaign: one JSON line a figure, exit 1 where a promise was broken."""

import argparse
import contextlib
import random
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from core.city import load_city
from core.logging import set_up_logging
from indexer.store.embedded_redis import EmbeddedRedis
from scripts.campaign.frozen import Frozen, finish, freeze_owners
from scripts.campaign.kills import Faults, Scene, beating, judge_outcome, publish, settled
from scripts.campaign.messages import make_log
from scripts.campaign.readings import differences, index_readings, make_readings
from scripts.campaign.services import KEPT, IndexerProcess
from scripts.campaign.watcher import Watcher
from streams.kafka import KafkaStreams
from streams.kraft import KraftSettings, LocalKafka
from streams.settings import KafkaSettings
from streams.topics import ensure_topics

CITY: Final = Path("cities/rivermouth")
QUICK_MEMBERS: Final = {
    "group.consumer.min.session.timeout.ms": "500",
    "group.consumer.session.timeout.ms": "1500",
    "group.consumer.min.heartbeat.interval.ms": "100",
    "group.consumer.heartbeat.interval.ms": "200",
}
"""A member's death, or a frozen one, is noticed in 1.5 s."""


def main() -> None:
    """Read the sizes, run all parts, and say how it went."""
    parser = argparse.ArgumentParser(prog="python -m scripts.campaign", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--per-second", type=float, default=400.0)
    parser.add_argument("--indexer-kills", type=int, default=20)
    parser.add_argument("--broker-kills", type=int, default=3)
    parser.add_argument("--redis-kills", type=int, default=3)
    parser.add_argument("--indexers", type=int, default=1)
    parser.add_argument("--readings", type=float, default=60, help="minutes of the city's readings")
    parser.add_argument("--readings-per-second", type=float, default=4000.0)
    parser.add_argument("--rounds", type=int, default=100, help="of freezing one of two owners")
    parser.add_argument("--seed", type=int, default=20251225)
    asked = parser.parse_args()
    set_up_logging("ERROR")
    good = True
    if asked.messages:
        faults = Faults(asked.indexer_kills, asked.broker_kills, asked.redis_kills)
        good &= run_kills(asked.messages, asked.per_second, faults, asked.indexers, asked.seed)
    if asked.rounds:
        good &= run_frozen(asked.rounds, asked.seed)
    if asked.readings:
        kills = asked.indexer_kills // 2
        good &= run_readings(asked.readings, kills, asked.readings_per_second, asked.seed)
    sys.exit(0 if good else 1)


def run_kills(messages: int, per_second: float, faults: Faults, indexers: int, seed: int) -> bool:
    """Run the load with its faults; print the figures; return whether nothing was wrong."""
    lines = make_log(messages, seed)
    plan = faults.plan(random.Random(seed), len(lines))
    with contextlib.ExitStack() as stack:
        scene = _scene(stack, indexers, seed)
        scene.watcher.start()
        began = time.monotonic()
        with beating(scene):
            publish(scene, lines, plan, per_second, faults.done)
        published_s = time.monotonic() - began
        settled_s = settled(scene)
        verdict = judge_outcome(scene)
        seen = scene.watcher.stop()
        figure("campaign.messages", len(lines), records=verdict.records, repairs=verdict.repairs)
        figure("campaign.faults", len(faults.done), **_counted(faults.done))
        figure("campaign.seconds", round(published_s, 1), settled_after=round(settled_s, 1))
        figure("campaign.events_differing_from_model", len(verdict.differing),
               events=verdict.events, withdrawn=verdict.withdrawn)  # fmt: skip
        figure("campaign.dead_letters_wrong", verdict.letters_missing + verdict.letters_extra,
               poison=verdict.poison, missing=verdict.letters_missing,
               extra=verdict.letters_extra)  # fmt: skip
        figure("campaign.false_all_clears", len(seen.false), looks=seen.looks,
               looks_at_a_live_source=seen.live, events_checked=seen.checked,
               lives=len(seen.lives))  # fmt: skip
        figure("campaign.indexer_back_after_s_max", max(scene.recoveries_s, default=0),
               p50=_middle(scene.recoveries_s), times=len(scene.recoveries_s))  # fmt: skip
        figure("campaign.versions_going_backwards", len(seen.backwards))
        for problem in [*verdict.differing, *seen.false, *seen.backwards][:10]:
            print(problem, file=sys.stderr)
    return not (
        verdict.differing or verdict.letters_missing or verdict.letters_extra or seen.false
        or seen.backwards or not seen.checked
    )  # fmt: skip


def run_frozen(rounds: int, seed: int) -> bool:
    """Freeze one of two owners again and again; print the figures."""
    with contextlib.ExitStack() as stack:
        scene = _scene(stack, 2, seed)
        scene.watcher.start()
        outcome = Frozen()
        with beating(scene):
            freeze_owners(scene, rounds, seed, outcome)
        finish(scene, outcome)
        verdict = judge_outcome(scene)
        seen = scene.watcher.stop()
        figure("frozen.rounds", outcome.rounds, handed_over=outcome.handed_over,
               fenced=outcome.fenced, messages=outcome.messages)  # fmt: skip
        figure("frozen.stale_writes", len(seen.backwards) + len(verdict.differing),
               events=verdict.events)  # fmt: skip
        figure("frozen.false_all_clears", len(seen.false), events_checked=seen.checked)
        for problem in [*verdict.differing, *seen.false, *seen.backwards][:10]:
            print(problem, file=sys.stderr)
    return not (verdict.differing or seen.false or seen.backwards)


def run_readings(minutes: float, kills: int, per_second: float, seed: int) -> bool:
    """Index the same readings undisturbed and with kills; print the figures."""
    readings = make_readings(CITY, "lively", timedelta(minutes=minutes), seed)
    calm, killed = (
        index_readings(CITY, readings, count, per_second, seed, QUICK_MEMBERS)
        for count in (0, kills)
    )
    wrong = differences(calm, killed)
    figure("readings.published", len(readings), kills=killed.kills)
    figure("readings.anomalies", len(calm.anomalies), records=calm.records,
           records_with_kills=killed.records)  # fmt: skip
    figure("readings.differing_after_kills", len(wrong), observations=len(calm.observations))
    for problem in wrong[:10]:
        print(problem, file=sys.stderr)
    return bool(calm.anomalies) and not wrong


def figure(name: str, value: float, **more: Any) -> None:
    """Print one figure as one JSON line."""
    print(orjson.dumps({"figure": name, "value": value} | more).decode(), flush=True)


def _scene(stack: contextlib.ExitStack, indexers: int, seed: int) -> Scene:
    kafka = stack.enter_context(LocalKafka(KraftSettings(extra=QUICK_MEMBERS)))
    redis = stack.enter_context(EmbeddedRedis(KEPT))
    settings = KafkaSettings(bootstrap_servers=kafka.bootstrap)
    ensure_topics(settings)
    streams = KafkaStreams(settings)
    city = load_city(CITY)
    environment = {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap, "REDIS_URL": redis.url,
                   "CIVIC_CITY": str(CITY)}  # fmt: skip
    processes = [IndexerProcess(environment) for _ in range(indexers)]
    for process in processes:
        process.start()
        stack.callback(process.clean_up)
        stack.callback(process.stop)
    return Scene(
        kafka, redis, processes, streams.sink(), streams.log(), city, Watcher(redis.url, city, seed)
    )


def _middle(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2] if seconds else 0.0


def _counted(names: list[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}


if __name__ == "__main__":
    main()
