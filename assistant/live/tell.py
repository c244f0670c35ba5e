"""Choose what readings add to an answer: first, after events, after "nothing", or instead."""

from assistant.answer import Statement
from assistant.evidence import Finding
from assistant.folding import is_measured
from assistant.live.sight import Bearing, Measure
from assistant.live.tell_air import AirTeller
from assistant.live.tell_measures import MeasureTeller
from assistant.live.tell_vehicles import VehicleTeller
from assistant.saying import Saying
from assistant.understand.aspects import Aspect
from assistant.understand.vehicles import VehicleName
from core.event import EventType
from core.place import PlaceKind

_SLOWS = frozenset(
    {EventType.ROAD_CLOSURE, EventType.ROAD_WORK, EventType.CONGESTION, EventType.SLOWDOWN}
)
_TELLS_SPEED = frozenset({EventType.CONGESTION, EventType.SLOWDOWN})


class LiveTeller:
    """Tell readings in one language, at one instant."""

    def __init__(self, saying: Saying) -> None:
        self._vehicles = VehicleTeller(saying)
        self._measures = MeasureTeller(saying)
        self._air = AirTeller(saying)

    def no_vehicle(self, named: VehicleName) -> Statement:
        """Say that no vehicle of this number reports its position."""
        return self._vehicles.unknown(named)

    def first(self, finding: Finding) -> list[Statement]:
        """Tell what readings show to who asks for just that; or that they show nothing."""
        live, place = finding.live, finding.place
        if live is None:
            return []
        if live.ask.measure is Measure.VEHICLES:
            return self._vehicles.tell(live) if live.fresh else [self._vehicles.unseen(live, place)]
        if live.ask.measure is Measure.TRAFFIC:
            return self._measures.traffic(live, place) if place is not None else []
        if live.ask.measure is Measure.AIR:
            return self._air.tell(live, place)
        return self._measures.sky(live, place)

    def with_events(self, finding: Finding, told: list[Statement]) -> list[Statement]:
        """Put what readings add to events that answer where it belongs: last, mostly.

        Who asks how hot it is, or how a road moves, hears that first, unless the road is closed.
        """
        live = finding.live
        added = self._beside_events(finding)
        types = {e.hit.event.event.type for e in finding.answers}
        asks = live is not None and live.decides and (
            live.ask.measure is Measure.SKY
            or (live.ask.measure is Measure.TRAFFIC and types.isdisjoint(_SLOWS))
        )  # fmt: skip
        if asks and added:
            return [*added, *told]
        return [*told, *(_less(statement, 3) for statement in added)]

    def _beside_events(self, finding: Finding) -> list[Statement]:
        """Tell what readings add to events that answer, where it is not what those say already."""
        live = finding.live
        if live is None or not live.fresh or live.ask.measure is Measure.VEHICLES:
            return []
        types = {e.hit.event.event.type for e in finding.in_force}
        if live.ask.measure is Measure.TRAFFIC and types & _TELLS_SPEED:
            return []
        measured = [e for e in finding.in_force if is_measured(e)]
        if live.ask.measure is Measure.AIR and measured:
            told = {str(e.hit.event.event.extra.get("subject", "")) for e in measured}
            return self._air.rest(live, finding.place, told)
        if live.ask.measure is Measure.SKY and measured:
            return []
        return self.first(finding)

    def lateness(self, finding: Finding) -> list[Statement]:
        """Tell to who asks whether a line is late how late it is, where no source says it is."""
        live = finding.live
        on_line = finding.place is not None and finding.place.kind is PlaceKind.LINE
        if live is None or live.ask.measure is not Measure.VEHICLES or not finding.asks_lateness:
            return []
        return [self._vehicles.latest(live.fresh)] if live.fresh and on_line else []

    def after_nothing(self, finding: Finding) -> list[Statement]:
        """Tell what readings show beside the word that nothing is reported, or that none can tell.

        That trains were heard from is no claim that all is well: it stands behind, cited.
        """
        live = finding.live
        if live is None or live.decides:
            return []
        if live.ask.measure is Measure.VEHICLES:
            on_line = finding.place is not None and finding.place.kind is PlaceKind.LINE
            asked = finding.aspect in (Aspect.STATUS, Aspect.CAUSE)
            return [self._vehicles.heard(live.fresh)] if live.fresh and on_line and asked else []
        if live.fresh and live.ask.bearing is Bearing.BESIDE:
            return [_less(statement, 3) for statement in self.first(finding)]
        told = None
        if live.ask.measure is Measure.AIR:
            told = self._air.none(live, finding.place, beside=True)
        elif live.ask.measure is Measure.SKY:
            told = self._measures.last_sky(live, finding.place)
        return [told] if told is not None else []

    def instead(self, finding: Finding) -> list[Statement]:
        """Say that nobody can tell what only readings could; what is reported follows it."""
        live = finding.live
        if live is None or not live.decides:
            return []
        if live.ask.measure is Measure.TRAFFIC:
            return [self._measures.no_traffic(live, finding.place)]
        if live.ask.measure is Measure.SKY:
            return [self._measures.no_sky(live, finding.place)]
        told = self._air.none(live, finding.place, beside=False)
        return [told] if told is not None else []


def _less(statement: Statement, worth: int) -> Statement:
    return Statement(statement.text, statement.events, statement.kind, worth, statement.short)
