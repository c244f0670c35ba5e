"""Find bad air at a station: by EPA's NowCast of hourly means, never by a minute's value."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.telemetry import EnvironmentReading
from core.timespan import to_millis
from core.topics import ENVIRONMENT_READINGS
from indexer.anomalies.detector import Detector, Level, Look, Names, Spot, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.air_hours import HOUR_MS, AirHours
from indexer.anomalies.detectors.aqi import (
    OZONE_1H,
    OZONE_8H,
    PM10,
    PM25,
    category_of,
    index_of,
    severity_of,
)
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.nowcast import HOURS, nowcast, ozone_mean
from indexer.anomalies.windows import UsualInterval

MOST_PM_UGM3: Final = 3_000.0
MOST_OZONE_PPB: Final = 800.0
"""More than was ever measured in a city: a sensor out of order."""
_ROUGHNESS: Final = 1.5
"""Fine particles are part of the coarse ones: by more than this multiple, a sensor is wrong."""


class AirState(Attention):
    """Hold a station's hourly means, and what they came to at the newest complete hour.

    Attributes:
        hour_ms: start of the hour that runs.
        aqi: the index; -1 where too little is known.
        main: the pollutant that sets it.
        level: its concentration.
        figures: what is shown beside the station's readings.
    """

    interval: UsualInterval = msgspec.field(default_factory=UsualInterval)
    pm25: AirHours = msgspec.field(default_factory=AirHours)
    pm10: AirHours = msgspec.field(default_factory=AirHours)
    ozone: AirHours = msgspec.field(default_factory=AirHours)
    hour_ms: int = 0
    aqi: int = -1
    main: str = ""
    level: float = 0.0
    hours_used: int = 0
    figures: dict[str, float | str] = msgspec.field(default_factory=dict[str, float | str])


class AirQuality(Detector[EnvironmentReading, AirState]):
    """Look at the index of a station's air, hour by hour.

    Attributes:
        bad: above this index the air is unhealthy for some.
        fine: at this index or below it is not any more.
    """

    kind = EventType.AIR_QUALITY
    topic = ENVIRONMENT_READINGS
    unit = "AQI"
    opens_after = timedelta(0)
    closes_after = timedelta(0)
    state = AirState

    def __init__(self, bad: int = 100, fine: int = 95) -> None:
        self.bad, self.fine = bad, fine

    def take(self, state: AirState, reading: EnvironmentReading) -> Look | None:
        """Add one reading to its hour; look at the hours that are complete."""
        at_ms = to_millis(reading.timestamp)
        if not state.interval.hear(at_ms):
            return None
        gaps = state.interval.gaps
        changed = _add(state, reading, at_ms, gaps[-1] if gaps else 0)
        if changed or at_ms >= state.hour_ms + HOUR_MS:
            state.hour_ms = at_ms - at_ms % HOUR_MS
            _weigh(state)
        if state.aqi < 0 or (state.aqi <= self.fine and not state.close):
            return None
        level = (
            Level.BEYOND if state.aqi > self.bad
            else Level.BETWEEN if state.aqi > self.fine
            else Level.CLEAR
        )  # fmt: skip
        if not state.heed(level, reading.timestamp, self.opens_after, self.closes_after):
            return None
        if level is Level.CLEAR:
            return Look(at=reading.timestamp, level=level, observed=float(state.aqi))
        category = category_of(state.aqi)
        return Look(
            at=reading.timestamp,
            level=level,
            observed=float(state.aqi),
            baseline=float(self.bad),
            sureness=round(0.5 + 0.45 * state.hours_used / HOURS, 2),
            severity=severity_of(category),
            spot=Spot(point=LonLat(reading.lon, reading.lat)),
            facts={"category": category.value, "main": state.main, "level": state.level},
        )

    def derived(self, state: AirState) -> Mapping[str, float | str]:
        """Return the NowCasts, the index and its category; nothing where too little is known."""
        return state.figures

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how the air is, by which index and from what, since when and where."""
        place = sentences.at_station(told, names)
        when = sentences.span(told, names)
        look = told.last if told.until is None else told.worst
        category, main = look.facts["category"], _POLLUTANTS[str(look.facts["main"])]
        level = sentences.number(float(look.facts["level"]))
        index = f"{look.observed:.0f}"
        by = "mean of 8 hours" if main is OZONE_8H else "1 hour" if main is OZONE_1H else "NowCast"
        measure = f"{main.words}, {level} {main.unit}, EPA {by}"
        if told.until is not None:
            return Wording(
                f"The air {place} is no longer {category}",
                f"The air quality index {place} was up to {index}, {category} ({measure}), "
                f"{when}; it is {self.bad} or less now.",
            )
        return Wording(
            f"The air is {category} {place}",
            f"The air quality index {place} is {index}, {category} ({measure}); it has been above "
            f"{self.bad} {when}.",
        )


_POLLUTANTS: Final = {"pm25": PM25, "pm10": PM10, "ozone": OZONE_8H, "ozone_peak": OZONE_1H}


def _add(state: AirState, reading: EnvironmentReading, at_ms: int, usual_ms: int) -> bool:
    """Add a reading to its hour; return whether earlier hours changed."""
    fine, coarse = reading.pm25_ugm3, reading.pm10_ugm3
    if fine is not None and coarse is not None and fine > _ROUGHNESS * coarse + 10:
        fine = coarse = None
    changed = False
    if fine is not None:
        changed |= state.pm25.add(at_ms, fine, MOST_PM_UGM3, usual_ms)
    if coarse is not None:
        changed |= state.pm10.add(at_ms, coarse, MOST_PM_UGM3, usual_ms)
    if reading.o3_ppb is not None:
        changed |= state.ozone.add(at_ms, reading.o3_ppb, MOST_OZONE_PPB, usual_ms)
    return changed


def _weigh(state: AirState) -> None:
    """Work out the index at the turn of an hour."""
    usual = state.interval.usual
    state.aqi, state.main, state.level, state.hours_used, state.figures = -1, "", 0.0, 0, {}
    if usual is None:
        return
    hourly = {
        "pm25": state.pm25.means(state.hour_ms, usual),
        "pm10": state.pm10.means(state.hour_ms, usual),
        "ozone": state.ozone.means(state.hour_ms, usual),
    }
    values = {
        "pm25": nowcast(hourly["pm25"]),
        "pm10": nowcast(hourly["pm10"]),
        "ozone": ozone_mean(hourly["ozone"]),
        "ozone_peak": hourly["ozone"][0],
    }
    for name, value in values.items():
        index = None if value is None else index_of(_POLLUTANTS[name], value)
        if value is not None and index is not None and index > state.aqi:
            state.aqi, state.main, state.level = index, name, round(value, 1)
    if state.aqi < 0:
        return
    main = hourly["ozone" if state.main == "ozone_peak" else state.main]
    state.hours_used = sum(mean is not None for mean in main)
    state.figures = {
        f"{figure}": round(value, 1)
        for figure, value in (
            ("nowcast_pm25_ugm3", values["pm25"]),
            ("nowcast_pm10_ugm3", values["pm10"]),
            ("o3_8h_ppb", values["ozone"]),
        )
        if value is not None
    }
    state.figures |= {
        "aqi": float(state.aqi),
        "category": category_of(state.aqi).value,
        "hours_used": float(state.hours_used),
    }
