"""Give Gridham sensors: a timetable for all day, an air office, and rules that people wrote."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.e2e.gridham import LINES as PLAIN_LINES
from tests.e2e.gridham import SOURCES as PLAIN_SOURCES
from tests.e2e.gridham import STOPS as PLAIN_STOPS
from tests.e2e.gridham import Source, at, column_km, write_pack

SOURCES: Final = (
    *PLAIN_SOURCES,
    Source("gh-air", "environment", ("air_quality",), "Gridham Clean Air"),
)
INDIGO_STOPS: Final = {
    f"i{column}": (f"Heron Stop {column}", at(column_km(column)[0] + 1, 5.0)) for column in range(8)
}
BUS_STOPS: Final = {
    f"b{row}": (f"Hazel Stop {row}", at(column_km(7)[0] + 1, row * 2 + 1)) for row in range(4)
}
STOPS: Final[Mapping[str, tuple[str, tuple[float, float]]]] = {
    **PLAIN_STOPS,
    **INDIGO_STOPS,
    **BUS_STOPS,
}
LINES: Final[Mapping[str, tuple[str, str, int, Sequence[str]]]] = {
    **PLAIN_LINES,
    "bus77": ("77", "Tarnside", 3, ("s3", *BUS_STOPS, "s6")),
    "indigo": ("Indigo", "Indigo Line", 0, tuple(INDIGO_STOPS)),
}
HEADWAY_S: Final = 600
LEG_S: Final = 180
RULES: Final = """
- id: pelham-trucks
  on: vehicle_positions
  geofence: {area: pelham}
  kinds: [truck]
  severity: low
  says: A truck is in Pelham

- id: loud
  on: environment_readings
  field: noise_db
  above: 90
  clears_below: 80
  for: 2m
  type: noise
  severity: low
  says: Loud
"""


def write_sensed_pack(folder: Path) -> Path:
    """Write Gridham's pack with sensors into `folder` and return it."""
    write_pack(folder, sources=SOURCES)
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    _write_timetable(folder / "gtfs")
    return folder


def _write_timetable(folder: Path) -> None:
    """Let every line run each ten minutes, all day, both ways."""
    stops = ["stop_id,stop_name,stop_lat,stop_lon"]
    stops += [f"{id_},{name},{lat},{lon}" for id_, (name, (lon, lat)) in STOPS.items()]
    routes = ["route_id,agency_id,route_short_name,route_long_name,route_type"]
    trips = ["route_id,service_id,trip_id,direction_id"]
    times = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    for line, (short, long, kind, along) in LINES.items():
        routes.append(f"{line},gt,{short},{long},{kind}")
        for way, order in enumerate((along, tuple(reversed(along)))):
            for start in range(0, 86_400, HEADWAY_S):
                trip = f"{line}-{way}-{start}"
                trips.append(f"{line},all,{trip},{way}")
                times += [
                    f"{trip},{_clock(start + n * LEG_S)},{_clock(start + n * LEG_S)},{stop},{n + 1}"
                    for n, stop in enumerate(order)
                ]
    for name, lines in {"stops": stops, "routes": routes, "trips": trips,
                        "stop_times": times}.items():  # fmt: skip
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
