"""Look up for an operator what a model wishes, in what everybody may see.

question → the model's wishes → checked → events, which join the evidence and answer nothing
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from assistant.brief import Brief
from assistant.model.port import MOST_CALLS, ModelFailed, Tool, ToolCall
from assistant.operators.tools import TOOLS, AreaStatus, History, LineStatus, SearchEvents, wish_of
from core.city import City
from core.gazetteer import Gazetteer
from core.lifecycle import Phase
from core.place import PlaceKind
from core.store import EventReader, Hit, Query

_LIVING: Final = (Phase.ACTIVE, Phase.OVERDUE, Phase.UPCOMING)
_OVER: Final = (Phase.ENDED, Phase.CANCELLED)
_MOST_A_CALL: Final = 5
_MOST: Final = 12
_PATIENCE_S: Final = 3.0

_log = structlog.stdlib.get_logger(__name__)


class Wishing(Protocol):
    """Have a model choose what to look up; `assistant.generate.Generator` does."""

    async def lookups(self, question: str, tools: Sequence[Tool]) -> Sequence[ToolCall]:
        """Return what it wishes; raises `ModelFailed` and nothing else."""
        ...


class Lookups:
    """Add to the evidence of an operator's question what a model looks up.

    Args:
        wishing: asks the model.
        city: the pack.
        gazetteer: its names.
        reader: the view of its events.
    """

    def __init__(
        self, wishing: Wishing, city: City, gazetteer: Gazetteer, reader: EventReader
    ) -> None:
        self._wishing = wishing
        self._city = city
        self._gazetteer = gazetteer
        self._reader = reader

    async def widened(self, brief: Brief) -> Brief:
        """Return the brief with what was found; as it is where the model finds nothing."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                calls = await self._wishing.lookups(brief.question, TOOLS)
        except (ModelFailed, TimeoutError):
            return brief
        except Exception:  # whatever goes wrong here, the evidence is what it was
            _log.exception("lookups.failed")
            return brief
        found = {hit.event.key: hit for hit in brief.hits}
        for call in calls[:MOST_CALLS]:
            for hit in self._found(call, brief.now):
                if len(found) < len(brief.hits) + _MOST:
                    found.setdefault(hit.event.key, hit)
        _log.info("lookups.made", calls=len(calls), found=len(found) - len(brief.hits))
        return replace(brief, hits=tuple(found.values()))

    def _found(self, call: ToolCall, now: datetime) -> Sequence[Hit]:
        match wish_of(call):
            case SearchEvents() as wish:
                query = self._in_area(wish.area, phases=_LIVING)
                query = query and replace(
                    query, types=wish.types, text=wish.text, matching_only=bool(wish.text)
                )
            case AreaStatus() as wish:
                query = self._in_area(wish.area, phases=_LIVING)
            case LineStatus() as wish:
                query = self._on_line(wish.line)
            case History() as wish:
                query = self._in_area(wish.area, phases=_OVER)
                query = query and replace(
                    query, types=wish.types, since=now - timedelta(hours=wish.hours)
                )
            case _:
                query = None
        return () if query is None else self._reader.search(query, now)

    def _in_area(self, name: str | None, *, phases: Sequence[Phase]) -> Query | None:
        """Return a search of the city, or of an area of it; None where no such area is known."""
        query = Query(phases=phases, in_city_only=True, limit=_MOST_A_CALL)
        if name is None:
            return query
        known = self._city.area_by_id
        areas = [place.id for place in self._gazetteer.lookup(name) if place.id in known]
        return replace(query, area_ids=areas) if areas else None

    def _on_line(self, name: str) -> Query | None:
        lines = [p.id for p in self._gazetteer.lookup(name) if p.kind is PlaceKind.LINE]
        if not lines:
            return None
        return Query(phases=_LIVING, line_ids=lines, in_city_only=True, limit=_MOST_A_CALL)
