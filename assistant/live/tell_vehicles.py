"""Tell where the vehicles of a line are: only what they reported, and when."""

from collections.abc import Sequence
from typing import Final

from assistant.answer import Kind, Statement
from assistant.live.sight import OUT_OF_SERVICE, Live, Sight
from assistant.phrases import Formed, Words
from assistant.saying import Saying
from assistant.understand.vehicles import VehicleName, kind_of, number_of
from core.place import Place, PlaceKind
from core.telemetry import VehiclePosition

TOLD: Final = 3
"""How many vehicles are told one by one; the rest are counted."""
_HERE_M: Final = 100.0
_CITED: Final = 10
_ON_TIME_S: Final = 60
_BREAKDOWN: Final = "breakdown"


class VehicleTeller:
    """Tell vehicles in one language, at one instant."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say

    def tell(self, live: Live) -> list[Statement]:
        """Tell the nearest, or each; how many, where that is asked or some are left out."""
        if live.ask.vehicle is not None:
            return [self._by_number(live.fresh[0])]
        told = [self._one(live, sight, rank) for rank, sight in enumerate(live.fresh[:TOLD])]
        if live.ask.counts:
            return [self.heard(live.fresh, "heard", 0), *told]
        if len(live.fresh) > TOLD and len(self._lines(live.fresh)) == 1:
            told.append(self.heard(live.fresh, "in_all", 3))
        return told

    def heard(self, seen: Sequence[Sight], key: str = "heard", worth: int = 2) -> Statement:
        """Say how many vehicles of a line were heard from lately."""
        line = _reading(seen[0]).line
        oldest = min(sight.observation.taken_at for sight in seen)
        text = self._say(
            f"vehicles.{key}", route=self._saying.route(line), lately=self._saying.lately(oldest),
            vehicle=self._saying.vehicle(self._saying.line_id(line), len(seen)),
            late=self._late(_reading(seen[0])) if len(seen) == 1 else self._latest(seen),
        )  # fmt: skip
        hits = tuple(sight.hit for sight in seen[:_CITED])
        return Statement(self._saying.sentence(text), hits, worth=worth)

    def latest(self, seen: Sequence[Sight]) -> Statement:
        """Say how late the latest of a line is, or that none is."""
        known_s = [_reading(sight).delay_s or 0.0 for sight in seen]
        worst_s, line = max(known_s), _reading(seen[0]).line
        if len(seen) < 2 or worst_s < _ON_TIME_S:
            return self.heard(seen, worth=0)
        text = self._say(
            "vehicles.latest", route=self._saying.route(line),
            vehicle=self._saying.vehicle(self._saying.line_id(line), len(seen)),
            minutes=self._saying.phrases.count("vehicles.minutes", round(worst_s / 60)),
        )  # fmt: skip
        hits = tuple(sight.hit for sight in seen[:_CITED])
        return Statement(self._saying.sentence(text), hits, worth=0)

    def unseen(self, live: Live, place: Place | None) -> Statement:
        """Say that nobody can tell where one is, and where one was last."""
        if live.last is not None:
            reading = _reading(live.last)
            where = self._where(live.last)
            numbered = live.ask.vehicle is not None
            who = self._named(reading) if numbered else self._of_line(reading)
            slots = {"who": who, "ago": self._saying.ago(reading.timestamp)}
            text = (
                self._say("vehicles.last", where=where, **slots) if where
                else self._say("vehicles.last_somewhere", **slots)
            )  # fmt: skip
            return Statement(self._saying.sentence(text), (live.last.hit,), worth=0)
        if place is not None and place.kind is PlaceKind.LINE:
            text = self._say(
                "vehicles.none", vehicle=self._saying.vehicle(place.id),
                route=self._saying.route(place.id),
            )  # fmt: skip
        else:
            name = self._saying.station(place.name) if place is not None else ""
            text = self._say("vehicles.none_here", place=name)
        return Statement(self._saying.sentence(text), kind=Kind.COVERAGE, worth=0)

    def unknown(self, named: VehicleName) -> Statement:
        """Say that no vehicle of this number reports its position."""
        vehicle = self._saying.phrases.noun(f"vehicle.{named.kind}")
        text = self._say("vehicles.unknown", vehicle=vehicle, number=named.number.upper())
        return Statement(self._saying.sentence(text), kind=Kind.COVERAGE, worth=0)

    def _by_number(self, sight: Sight) -> Statement:
        """Tell where the one vehicle is that was asked about by its own number."""
        reading, where = _reading(sight), self._where(sight)
        slots = {
            "who": self._named(reading),
            "where": where,
            "ago": self._saying.ago(reading.timestamp),
            "toward": self._toward(reading, where),
            "late": self._late(reading),
        }
        text = self._say("vehicles.this" if where else "vehicles.this_somewhere", **slots)
        return Statement(
            self._saying.sentence(text), (sight.hit,), worth=0, short=self._saying.sentence(text)
        )

    def _named(self, reading: VehiclePosition) -> Words:
        """Call a vehicle by its number, and its line where it runs on one: `bus 7 on line 12`."""
        line = self._saying.line_id(reading.line) if reading.line else ""
        number = number_of(reading.vehicle_id)
        if not line:
            vehicle = self._saying.phrases.noun(f"vehicle.{kind_of(reading)}")
            said = self._say("vehicles.numbered", vehicle=vehicle, number=number)
        else:
            vehicle, route = self._saying.vehicle(line), self._saying.route(line)
            said = self._say("vehicles.numbered_on", vehicle=vehicle, number=number, route=route)
        return Words(said, gender=vehicle.gender)

    def _of_line(self, reading: VehiclePosition) -> Words:
        """Name a vehicle by its line alone: `a bus on line 12`."""
        vehicle, route = self._vehicle(reading), self._saying.route(reading.line)
        said = self._say("vehicles.on_route", vehicle=vehicle, route=route)
        return Words(said, gender=vehicle.gender)

    def _one(self, live: Live, sight: Sight, rank: int) -> Statement:
        reading, where = _reading(sight), self._where(sight)
        slots = {
            "ago": self._saying.ago(reading.timestamp),
            "toward": self._toward(reading, where),
            "late": self._late(reading),
            "where": where,
            "route": self._saying.route(reading.line),
            "vehicle": self._vehicle(reading),
        }
        one_line = len(self._lines(live.fresh)) == 1
        near = live.near if rank == 0 and where else None
        if near is not None and sight.distance_m is not None and sight.distance_m < _HERE_M:
            text = self._say("vehicles.nearest_here", **slots)
        elif near is not None and sight.distance_m is not None:
            text = self._say(
                "vehicles.nearest", distance=self._saying.distance(sight.distance_m),
                place=self._place(near), **slots,
            )  # fmt: skip
        elif rank == 0 or not one_line:
            text = self._say("vehicles.was" if where else "vehicles.was_somewhere", **slots)
        else:
            text = self._say("vehicles.another" if where else "vehicles.another_somewhere", **slots)
        short = self._say("vehicles.short", **slots) if where else ""
        worth = 0 if rank == 0 else rank + 2
        return Statement(
            self._saying.sentence(text),
            (sight.hit,),
            worth=worth,
            short=self._saying.sentence(short),
        )

    def _lines(self, seen: Sequence[Sight]) -> set[str]:
        return {self._saying.line_id(_reading(sight).line) for sight in seen}

    def _vehicle(self, reading: VehiclePosition) -> Formed:
        return self._saying.vehicle(self._saying.line_id(reading.line))

    def _where(self, sight: Sight) -> str:
        """Say where a vehicle was; by its next stop, where that is what is near."""
        near = self._saying.near(sight.point) if sight.point is not None else ""
        stop = self._next_stop(_reading(sight))
        if stop and stop in near:
            return self._say("vehicles.close", stop=stop)
        return near

    def _next_stop(self, reading: VehiclePosition) -> str:
        stop = self._saying.city.stop_by_id.get(reading.next_stop)
        return self._saying.station(stop.name) if stop is not None else ""

    def _place(self, place: Place) -> str:
        if place.kind is PlaceKind.STOP:
            return self._saying.station(place.name)
        return place.name or self._say("place.your_location")

    def _toward(self, reading: VehiclePosition, where: str) -> str:
        """Say which stop is next, unless where it was says so."""
        stop = self._next_stop(reading)
        return self._say("vehicles.toward", stop=stop) if stop and stop not in where else ""

    def _latest(self, seen: Sequence[Sight]) -> str:
        """Say how late the latest is; that none is, only where all of them tell."""
        delays_s = [_reading(sight).delay_s for sight in seen]
        known_s = [delay_s for delay_s in delays_s if delay_s is not None]
        worst_s = max(known_s, default=0)
        if worst_s >= _ON_TIME_S:
            minutes = self._saying.phrases.count("vehicles.minutes", round(worst_s / 60))
            return self._say("vehicles.worst", minutes=minutes)
        return self._say("vehicles.none_late") if len(known_s) == len(delays_s) else ""

    def _late(self, reading: VehiclePosition) -> str:
        if reading.status == _BREAKDOWN:
            return self._say("vehicles.broken")
        if reading.status == OUT_OF_SERVICE:
            return self._say("vehicles.out_of_service")
        if reading.delay_s is None:
            return ""
        if abs(reading.delay_s) < _ON_TIME_S:
            return self._say("vehicles.on_time")
        minutes = self._saying.phrases.count("vehicles.minutes", round(abs(reading.delay_s) / 60))
        return self._say("vehicles.late" if reading.delay_s > 0 else "vehicles.early",
                         minutes=minutes)  # fmt: skip


def _reading(sight: Sight) -> VehiclePosition:
    reading = sight.observation.reading
    if not isinstance(reading, VehiclePosition):
        raise TypeError("a vehicle's reading is no position")
    return reading
