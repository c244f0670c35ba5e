"""Word anomalies: as measured, with what is usual, and never as if somebody had confirmed them."""

from assistant.evidence import Evidence
from assistant.quoting import Quoting
from assistant.residents import count_of, kind_of, would_confirm
from assistant.rules import found_by_rule
from assistant.saying import Saying
from assistant.wording import clip, first_sentence, is_name, is_quotable
from core.event import Event, EventType

T = EventType
_SPEED_TYPES = frozenset({T.CONGESTION, T.SLOWDOWN})
_THRESHOLDS = {T.AIR_QUALITY: "air", T.HEAT: "heat", T.WIND: "wind"}
_RULE_CHARS = 200
_RIDERS = "riders/min"
_LINE_TYPES = frozenset({T.LINE_DELAY, T.BUNCHING, T.GAP, T.VEHICLE_DELAY, T.BREAKDOWN})


class MeasuredWording:
    """Word anomalies in one language, for one city."""

    def __init__(self, saying: Saying, quoting: Quoting) -> None:
        self._saying = saying
        self._quoting = quoting
        self._say = saying.phrases.say
        self._count = saying.phrases.count

    def what(self, evidence: Evidence, *, again: bool = False) -> str:
        """Say what is measured; empty where only its type can be named.

        Args:
            evidence: the anomaly, with those that are told together with it.
            again: whether something measured was told just before.
        """
        event = evidence.hit.event.event
        if event.type is T.REPORT_CLUSTER:
            return self.reports(event)
        if found_by_rule(event):
            said = self._by_rule(event)
        else:
            said = self._measured(event, evidence)
        key = "measured.mark_again" if again else "measured.mark"
        return self._say(key, what=said) if said else ""

    def reports_short(self, event: Event) -> str:
        """Say what residents report, in few characters for a text message."""
        count, kind = count_of(event), f"reports.kinds.{kind_of(event)}"
        known = kind if self._saying.phrases.has(kind) else "reports.kinds.other"
        residents = (
            self._count("reports.residents", count) if count is not None
            else self._say("reports.several")
        )  # fmt: skip
        return self._say(
            "sms.residents", residents=residents, problem=self._say(known),
            where=self._area(event),
        )  # fmt: skip

    def reports(self, event: Event, *, unconfirmed_first: bool = False) -> str:
        """Say how many residents reported what, where, in how long, and that nobody confirmed it.

        Args:
            event: the cluster.
            unconfirmed_first: whether a yes or no was asked for, which nobody can give.
        """
        count, kind = count_of(event), f"reports.kinds.{kind_of(event)}"
        counted = self._saying.now - event.begins_at
        names = would_confirm(event, self._saying.city)
        who = self._saying.phrases.join(list(names))
        near = (
            self._saying.near(event.coordinates, roughly=True)
            if event.coordinates is not None else ""
        )  # fmt: skip
        slots = {
            "residents": (
                self._count("reports.residents", count) if count is not None
                else self._say("reports.several")
            ),
            "problem": self._say(
                kind if self._saying.phrases.has(kind) else "reports.kinds.other"
            ),
            "where": near or self._area(event),
            "span": self._saying.span(counted),
        }  # fmt: skip
        if unconfirmed_first:
            key = "reports.not_confirmed_by" if who else "reports.not_confirmed"
            return self._say(key, who=who, **slots)
        return self._say(f"reports.unconfirmed{'_by' if who else ''}", who=who, **slots)

    def _by_rule(self, event: Event) -> str:
        """Say what a rule of the city's own says; its figures alone would not tell of what."""
        says, found = event.headline.strip(), first_sentence(event.message).rstrip(".")
        if not says or not found or not is_quotable(f"{says} {found}"):
            return ""
        words = self._say("measured.rule", says=says, found=clip(found, _RULE_CHARS))
        return self._quoting.plainly(words, len(words), event)

    def _measured(self, event: Event, evidence: Evidence) -> str:
        since = self._say("event.since", time=self._saying.moment(event.begins_at))
        observed, baseline = figure(event, "observed"), figure(event, "baseline")
        if event.type in _LINE_TYPES:
            named = bool(event.lines) and is_name(event.lines[0])
            return self._of_line(event, evidence, since) if named else ""
        if event.type in _SPEED_TYPES and observed is not None and is_name(event.road):
            road, speed = self.road(event), round(observed)
            if baseline:
                return self._say("measured.speed", road=road, speed=speed,
                                 usual=round(baseline), since=since)  # fmt: skip
            return self._say("measured.speed_plain", road=road, speed=speed, since=since)
        if event.type is T.SURGE and event.stops and is_name(event.stops[0]):
            stop = self._saying.station(self._saying.stop(event.stops[0]))
            if observed is None or not baseline or event.extra.get("unit") != _RIDERS:
                return self._say("measured.surge", stop=stop, since=since)
            return self._say("measured.surge_of", stop=stop, since=since,
                             riders=round(observed), usual=round(baseline))  # fmt: skip
        area = self._area(event)
        if observed is None:
            return ""
        if event.type in _THRESHOLDS:
            # What is measured now was not so all the time: only the limit was passed since then.
            key = f"measured.{_THRESHOLDS[event.type]}{'_since' if baseline else ''}"
            value = round(observed)
            return self._say(key, where=area, value=value, aqi=value, since=since,
                             limit=round(baseline or 0),
                             category=category(self._saying, observed))  # fmt: skip
        if event.type is T.OUTAGE_GROWTH and baseline is not None:
            return self._say("measured.growth", where=area, before=round(baseline),
                             now=round(observed))  # fmt: skip
        return ""

    def _of_line(self, event: Event, evidence: Evidence, since: str) -> str:
        """Say what is measured of a line, or of some of its vehicles taken together."""
        several = 1 + len(evidence.folded)
        line_id = self._saying.line_id(event.lines[0])
        slots = {
            "route": self._saying.route(event.lines[0]),
            "vehicle": self._saying.vehicle(line_id, several),
            "since": since,
        }
        minutes = _minutes(event)
        if event.type is T.VEHICLE_DELAY:
            if minutes is None:
                return ""
            key = "measured.vehicle_delay" if several == 1 else "measured.vehicle_delays"
            return self._say(key, minutes=self._count("event.minutes", minutes), **slots)
        if event.type is T.BREAKDOWN:
            near = self._saying.near(event.coordinates) if event.coordinates is not None else ""
            where = self._say("measured.where", where=near) if near else ""
            key = "measured.breakdown" if several == 1 else "measured.breakdowns"
            return self._say(key, where=where, **slots)
        if event.type is T.LINE_DELAY:
            if minutes is None:
                return self._say("measured.line_delayed", **slots)
            said = self._count("event.minutes", minutes)
            return self._say("measured.line_delay", minutes=said, **slots)
        usual = figure(event, "baseline")
        if event.type is T.GAP and minutes is not None and usual:
            span, normal = (self._count("event.minutes", n) for n in (minutes, round(usual)))
            return self._say("measured.gap_of", minutes=span, usual=normal, **slots)
        return self._say(f"measured.{event.type.value}", **slots)

    def road(self, event: Event) -> str:
        """Name the road of an anomaly, which may come by the id of the pack."""
        street = self._saying.city.street_by_id.get(event.road)
        return street.name if street is not None else event.road

    def _area(self, event: Event) -> str:
        named = next((area for area in event.areas if is_name(area)), self._saying.city.name)
        return self._saying.inside(named)


def figure(event: Event, name: str) -> float | None:
    """Return a figure of an anomaly; None where it has none."""
    value = event.extra.get(name)
    return float(value) if isinstance(value, int | float) else None


def category(saying: Saying, aqi: float) -> str:
    """Return the EPA's category of an air quality index."""
    edges = (50, 100, 150, 200, 300)
    return saying.phrases.listed("air.categories")[sum(round(aqi) > edge for edge in edges)]


def _minutes(event: Event) -> int | None:
    """Return an observed length of time in whole minutes, rounded down as detectors do."""
    observed = figure(event, "observed")
    if observed is None:
        return None
    unit = str(event.extra.get("unit", "")).lower()
    minutes = observed / 60 if unit in ("s", "sec", "seconds") else observed
    return max(1, int(minutes))
