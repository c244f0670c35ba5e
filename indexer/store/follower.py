"""Keep a view like the store: load it whole, then follow its changes, whatever happens to Redis.

While Redis is away, empty, or being filled again, the view goes on answering from what it had,
and says how old that is: only what the store says of itself makes it younger.
"""

import asyncio
import random
import time
from dataclasses import replace
from typing import Final

import msgspec
import numpy as np
import structlog
from redis.exceptions import RedisError

from core.identity import EventKey
from core.telemetry import Subject
from core.timespan import Clock, paced
from indexer.store.codec import decode_beat, decode_membership, decode_observation, event_body
from indexer.store.layout import BEAT, INCIDENT, OBSERVATION, VECTOR, split_member
from indexer.store.present import Present
from indexer.store.redis_reader import RedisReader, Tidings, Told
from indexer.store.view import View

_log: Final = structlog.get_logger(__name__)

_LIMIT: Final = 400
"""Changes, or vectors, a round trip."""
_SLICE_S: Final = 0.0015
"""Work in one piece on the event loop; a reader waits for no more than this and one change."""
POLL_S: Final = 0.25
"""How late a tick is seen at most, or a change where word of it was lost."""
LEAST_POLL_S: Final = 0.05
_COMMIT_APART_S: Final = 0.05
_LONGEST_WAIT_S: Final = 1.0
_BESIDE_EVENTS: Final = frozenset({BEAT, VECTOR, OBSERVATION, INCIDENT})
_REPLACED: Final = b'"superseded_by":"'
"""Stands in the JSON of an event that another has replaced; in a text its quotes are escaped."""


class Follower:
    """Keep one view. All of it runs on one event loop; only commits of words leave it."""

    def __init__(self, view: View, reader: RedisReader, clock: Clock) -> None:
        self._view = view
        self._reader = reader
        self._clock = clock
        self._poll_s = paced(POLL_S, clock, LEAST_POLL_S)
        self._epoch = ""
        self._seq = 0
        self._slice_began = 0.0

    async def run(self) -> None:
        """Follow until cancelled. Nothing that Redis does, or holds, ends it."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_words())
            tasks.create_task(self._keep_following())

    async def catch_up(self) -> None:
        """Apply all that the store has now; load it whole where its life is another.

        Raises:
            redis.RedisError, OSError: the store does not answer. What was applied stays, and is
                applied again.
        """
        seq, replaced = self._seq, dict[EventKey, Told]()
        while True:
            tidings = await self._reader.follow(self._epoch, seq, _LIMIT)
            other = tidings.epoch != self._epoch or tidings.seq < seq or tidings.gap
            if other or not self._view.ready:
                if not await self._load(tidings):
                    return
                seq, replaced = self._seq, {}
                continue
            for told in tidings.changes:
                key = EventKey(told.kind, told.name)
                replaced.pop(key, None)
                # A replaced event goes only when the one that replaces it is surely there.
                if _REPLACED in told.value:
                    replaced[key] = told
                else:
                    await self._apply(told)
                seq = told.seq
            if len(tidings.changes) < _LIMIT:
                break
        for told in replaced.values():
            await self._apply(told)
        self._seq = tidings.seq
        self._view.reached(tidings.seq, tidings.caught_up)
        await self._fetch_vectors()

    async def _keep_following(self) -> None:
        failures = 0
        while True:
            try:
                async with self._reader.pubsub() as pubsub:
                    await pubsub.subscribe(self._reader.channel)
                    while True:
                        self._slice_began = time.perf_counter()
                        await self.catch_up()
                        if failures:
                            _log.info("store.found", failures=failures)
                            failures = 0
                        await self._reader.wait(pubsub, self._seq, self._poll_s)
            except (RedisError, OSError) as error:
                if not failures:
                    _log.warning("store.lost", error=str(error))
            except Exception:  # whatever it is, an aged view is better than none
                _log.exception("store.misread")
            failures += 1
            wait_s = min(0.02 * 2**failures, _LONGEST_WAIT_S)
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.0))

    async def _load(self, tidings: Tidings) -> bool:
        """Load the store into a present of its own; say whether the view answers from it now."""
        view, caught_up = self._view, tidings.caught_up
        if not tidings.epoch or caught_up.rebuilding:
            view.reached(view.seq, replace(view.caught_up(), rebuilding=True, lost=caught_up.lost))
            return False
        began = time.perf_counter()
        fresh = Present(view.city)
        for beat in await self._reader.beats():
            fresh.standings.hear(beat)
        async for stored in self._reader.events():
            self._put(fresh, stored)
            await self._breathe()
        async for topic, stored in self._reader.observations():
            self._observe(fresh, topic, stored)
            await self._breathe()
        async for stored in self._reader.memberships():
            self._join(fresh, stored)
            await self._breathe()
        seq = tidings.seq
        while True:
            later = await self._reader.follow(tidings.epoch, seq, _LIMIT)
            if later.epoch != tidings.epoch or later.seq < seq or later.gap:
                return False
            if later.caught_up.rebuilding:
                return False
            for told in later.changes:
                self._take_in(fresh, told)
                seq = told.seq
            if len(later.changes) < _LIMIT:
                break
        self._epoch, self._seq = later.epoch, later.seq
        steps = view.adopt(fresh, later.seq, later.caught_up)
        _log.info("view.loaded", events=len(fresh), took_s=round(time.perf_counter() - began, 3))
        for _ in steps:
            await self._breathe()
        return True

    async def _apply(self, told: Told) -> None:
        """Apply one change to the view, and let readers in between two."""
        if told.kind in _BESIDE_EVENTS:
            self._take_in(self._view.present, told)
        else:
            key, stored = EventKey(told.kind, told.name), event_body(told.value) or None
            try:
                seq = max(told.seq, self._view.seq)
                self._view.apply(seq, key, stored, self._clock.now())
            except msgspec.MsgspecError as error:
                _log.error("event.misread", event_id=told.name, error=str(error))
        await self._breathe()

    def _take_in(self, present: Present, told: Told) -> None:
        if told.kind == VECTOR:
            present.vectors.want(told.name)
        elif told.kind == BEAT:
            if told.value:
                present.standings.hear(decode_beat(told.value))
        elif told.kind == OBSERVATION:
            topic, key = split_member(told.name)
            if told.value:
                self._observe(present, topic, told.value)
            else:
                present.observed.remove(Subject(topic, key))
        elif told.kind == INCIDENT:
            if told.value:
                self._join(present, told.value)
            else:
                present.incidents.part(EventKey(*split_member(told.name)))
        elif stored := event_body(told.value):
            self._put(present, stored)
        else:
            present.remove(EventKey(told.kind, told.name))

    def _put(self, present: Present, stored: bytes) -> None:
        try:
            present.put(stored, self._clock.now())
        except msgspec.MsgspecError as error:  # a newer writer's; the others still count
            _log.error("event.misread", error=str(error))

    def _observe(self, present: Present, topic: str, stored: bytes) -> None:
        try:
            present.observed.put(decode_observation(topic, stored))
        except msgspec.MsgspecError as error:
            _log.error("observation.misread", topic=topic, error=str(error))

    def _join(self, present: Present, stored: bytes) -> None:
        try:
            present.incidents.join(decode_membership(stored))
        except msgspec.MsgspecError as error:
            _log.error("membership.misread", error=str(error))

    async def _fetch_vectors(self) -> None:
        """Ask for vectors of meanings that have come into use, or were just embedded."""
        vectors = self._view.present.vectors
        while keys := vectors.take_wanted(_LIMIT):
            model, found = await self._reader.vectors(keys)
            for key, half in zip(keys, found, strict=True):
                if half is not None and not vectors.put(key, np.frombuffer(half, "<f2"), model):
                    _log.warning("vector.refused", meaning_key=key)
            await self._breathe()

    async def _keep_words(self) -> None:
        """Commit words in a thread, so that neither changes nor readers wait for it."""
        while True:
            text = self._view.present.text
            pending = text.take_pending()
            if pending is not None:
                await asyncio.to_thread(text.commit, pending)
            await asyncio.sleep(_COMMIT_APART_S)

    async def _breathe(self) -> None:
        """Let readers in, where this piece of work has taken its time."""
        if time.perf_counter() - self._slice_began > _SLICE_S:
            await asyncio.sleep(0)
            self._slice_began = time.perf_counter()
