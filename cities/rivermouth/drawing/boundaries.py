"""The planar graph of the city: named junctions placed by hand, and the arcs that join them.

Each arc is drawn once and shared by the two areas that it divides, so neighbours fit exactly.
"""

from dataclasses import dataclass

from cities.rivermouth.drawing.plane import Point, curve, roughen

# w* lie on the west bank, e* on the east bank (both from the north down), c* on the coast,
# o* on the city's outer edge; the others are named for the areas that meet there.
JUNCTIONS: dict[str, Point] = {
    "w0": (2.47, 7.00),
    "w1": (1.14, 5.03),
    "w2": (0.88, 2.88),
    "w3": (2.02, 1.00),
    "w4": (1.45, -0.75),
    "w5": (0.80, -2.30),
    "w6": (1.02, -4.20),
    "e0": (2.74, 7.00),
    "e1": (2.05, 5.52),
    "e2": (1.70, 2.20),
    "e3": (1.93, -0.72),
    "e4": (1.30, -2.45),
    "e5": (2.05, -4.40),
    "c_harbor_southport": (-1.55, -4.75),
    "c_southport_mill": (-5.10, -5.75),
    "c_southwest": (-7.60, -6.50),
    "c_ferry_seaview": (3.75, -5.00),
    "c_seaview_airport": (6.30, -4.75),
    "c_southeast": (8.00, -4.10),
    "o_mill_brook": (-7.95, -2.70),
    "o_brook_green": (-7.70, 0.35),
    "o_green_hill": (-7.35, 3.55),
    "o_hill_north": (-2.90, 6.85),
    "o_lake_hillcrest": (7.55, 4.30),
    "o_hillcrest_airport": (8.05, 0.90),
    "north_hill_uptown": (-2.60, 5.00),
    "hill_uptown_univ": (-3.00, 4.15),
    "hill_green_univ": (-4.75, 3.60),
    "green_univ_west": (-4.60, 1.55),
    "green_brook_west": (-5.30, 0.75),
    "brook_mill_west": (-5.60, -2.20),
    "mill_south_west": (-5.35, -3.00),
    "stadium_south_west": (-3.85, -2.50),
    "uptown_mid_univ": (-2.00, 3.40),
    "mid_univ_market": (-2.30, 1.90),
    "univ_market_west": (-2.55, 1.35),
    "down_mid_market": (-0.85, 1.60),
    "down_market_china": (-1.15, 0.65),
    "market_china_west": (-2.65, 0.80),
    "down_china_old": (-1.30, -0.20),
    "china_old_stadium": (-1.50, -1.00),
    "china_stadium_west": (-2.85, -0.70),
    "old_stadium_harbor": (-1.35, -2.20),
    "stadium_harbor_south": (-1.70, -3.50),
    "lake_river_elm": (3.60, 4.90),
    "lake_elm_hillcrest": (5.40, 4.45),
    "river_elm_east": (3.55, 2.45),
    "elm_east_hillcrest": (5.30, 1.75),
    "east_hillcrest_airport": (5.20, 0.60),
    "east_orchard_airport": (4.75, -0.85),
    "east_iron_orchard": (3.45, -1.00),
    "iron_ferry_orchard": (3.40, -2.75),
    "ferry_orchard_seaview": (3.85, -3.40),
    "orchard_seaview_airport": (5.55, -2.70),
}

SHORE_GRAIN_KM = 0.025
LANE_GRAIN_KM = 0.035
STREET_GRAIN_KM = 0.0


@dataclass(frozen=True)
class Arc:
    """A border from one junction to another, through points placed by hand."""

    start: str
    end: str
    through: tuple[Point, ...]
    grain_km: float

    def drawn(self) -> list[Point]:
        """Draw the arc: streets keep their corners, shores and lanes bend."""
        points = [JUNCTIONS[self.start], *self.through, JUNCTIONS[self.end]]
        if self.grain_km == STREET_GRAIN_KM:
            return points
        return roughen(curve(points), f"{self.start}>{self.end}", self.grain_km)


def _shore(start: str, end: str, *through: Point) -> Arc:
    return Arc(start, end, through, SHORE_GRAIN_KM)


def _lane(start: str, end: str, *through: Point) -> Arc:
    return Arc(start, end, through, LANE_GRAIN_KM)


def _street(start: str, end: str, *through: Point) -> Arc:
    return Arc(start, end, through, STREET_GRAIN_KM)


ARCS: tuple[Arc, ...] = (
    # The river's west bank, north to south, then its east bank, then its two ends.
    _shore("w0", "w1", (2.40, 6.50), (2.12, 6.05), (1.65, 5.50)),
    _shore("w1", "w2", (0.78, 4.50), (0.60, 3.90), (0.68, 3.30)),
    _shore("w2", "w3", (1.18, 2.42), (1.60, 1.95), (1.88, 1.45)),
    _shore("w3", "w4", (2.03, 0.60), (1.88, 0.00), (1.68, -0.40)),
    _shore("w4", "w5", (1.12, -1.35), (0.88, -1.85)),
    _shore("w5", "w6", (0.82, -2.90), (0.92, -3.50)),
    _shore("e0", "e1", (2.68, 6.45), (2.38, 5.92)),
    _shore("e1", "e2", (1.50, 4.98), (1.08, 4.40), (0.90, 3.85), (1.00, 3.25), (1.28, 2.75)),
    _shore("e2", "e3", (2.08, 1.75), (2.32, 1.20), (2.39, 0.62), (2.25, -0.10)),
    _shore("e3", "e4", (1.58, -1.35), (1.36, -1.90)),
    _shore("e4", "e5", (1.42, -3.10), (1.62, -3.70)),
    _street("w0", "e0"),
    _street("w6", "e5", (1.50, -4.38)),
    # The coast, with the harbor basin, and the far edge of the bay.
    _shore(
        "w6",
        "c_harbor_southport",
        (0.75, -4.52),
        (0.48, -4.45),
        (0.34, -4.08),
        (0.08, -4.05),
        (-0.08, -4.52),
        (-0.65, -4.72),
    ),
    _shore(
        "c_harbor_southport",
        "c_southport_mill",
        (-2.20, -5.15),
        (-3.00, -5.20),
        (-3.60, -5.55),
        (-4.40, -5.60),
    ),
    _shore("c_southport_mill", "c_southwest", (-5.80, -6.20), (-6.60, -6.25)),
    _shore("e5", "c_ferry_seaview", (2.50, -4.85), (3.10, -4.80)),
    _shore("c_ferry_seaview", "c_seaview_airport", (4.50, -5.35), (5.50, -5.25)),
    _shore("c_seaview_airport", "c_southeast", (6.90, -4.35), (7.50, -4.40)),
    _lane(
        "c_southwest",
        "c_southeast",
        (-5.90, -7.10),
        (-2.00, -7.35),
        (3.00, -7.35),
        (6.20, -6.85),
        (7.70, -5.70),
    ),
    # The outer edge, clockwise from the southwest.
    _lane("c_southwest", "o_mill_brook", (-7.90, -5.20), (-7.65, -4.00)),
    _lane("o_mill_brook", "o_brook_green", (-8.10, -1.40)),
    _lane("o_brook_green", "o_green_hill", (-7.90, 2.00)),
    _lane(
        "o_green_hill", "o_hill_north", (-7.10, 5.20), (-6.40, 6.30), (-5.00, 6.75), (-3.90, 6.60)
    ),
    _lane("o_hill_north", "w0", (-1.20, 7.05), (0.60, 6.85)),
    _lane("e0", "o_lake_hillcrest", (4.40, 7.10), (6.00, 6.75), (7.10, 6.00)),
    _lane("o_lake_hillcrest", "o_hillcrest_airport", (7.75, 2.60)),
    _lane("o_hillcrest_airport", "c_southeast", (7.85, -0.90), (8.10, -2.60)),
    # Inside the west bank.
    _lane("o_hill_north", "north_hill_uptown", (-2.45, 5.90)),
    _lane("north_hill_uptown", "w1", (-1.70, 5.20), (-0.40, 5.05), (0.40, 5.15)),
    _lane("north_hill_uptown", "hill_uptown_univ", (-2.95, 4.60)),
    _lane("hill_uptown_univ", "hill_green_univ", (-3.70, 3.70)),
    _lane("hill_green_univ", "o_green_hill", (-5.50, 3.95), (-6.40, 3.45)),
    _lane("hill_green_univ", "green_univ_west", (-4.95, 2.55)),
    _lane("hill_uptown_univ", "uptown_mid_univ", (-2.45, 3.90)),
    _street("uptown_mid_univ", "w2", (-1.10, 3.31), (-0.20, 3.12)),
    _street("uptown_mid_univ", "mid_univ_market", (-2.20, 2.55)),
    _street("mid_univ_market", "down_mid_market"),
    _street("down_mid_market", "w3"),
    _street("mid_univ_market", "univ_market_west"),
    _lane("univ_market_west", "green_univ_west", (-3.40, 1.62)),
    _lane("green_univ_west", "green_brook_west", (-5.05, 1.20)),
    _lane("green_brook_west", "o_brook_green", (-6.20, 0.30), (-7.00, 0.55)),
    _lane("green_brook_west", "brook_mill_west", (-5.55, -0.30), (-5.35, -1.30)),
    _lane("brook_mill_west", "o_mill_brook", (-6.40, -2.60), (-7.20, -2.35)),
    _lane("brook_mill_west", "mill_south_west", (-5.60, -2.65)),
    _lane("mill_south_west", "c_southport_mill", (-5.65, -3.80), (-5.30, -4.60), (-5.45, -5.30)),
    _lane("mill_south_west", "stadium_south_west", (-4.60, -2.70)),
    _street("univ_market_west", "market_china_west"),
    _street("down_mid_market", "down_market_china"),
    _street("down_market_china", "market_china_west", (-1.90, 0.81)),
    _street("down_market_china", "down_china_old"),
    _street("market_china_west", "china_stadium_west", (-2.86, 0.05)),
    _street("down_china_old", "w4", (0.10, -0.50)),
    _street("down_china_old", "china_old_stadium"),
    _street("china_old_stadium", "china_stadium_west", (-2.20, -0.85)),
    _lane("china_stadium_west", "stadium_south_west", (-3.15, -1.40), (-3.70, -1.90)),
    _street("china_old_stadium", "old_stadium_harbor", (-1.48, -1.60)),
    _street("old_stadium_harbor", "w5", (-0.40, -2.42)),
    _lane("old_stadium_harbor", "stadium_harbor_south", (-1.45, -2.90)),
    _lane("stadium_harbor_south", "stadium_south_west", (-2.60, -3.45), (-3.40, -3.10)),
    _lane("stadium_harbor_south", "c_harbor_southport", (-1.80, -4.10)),
    # Inside the east bank.
    _lane("e1", "lake_river_elm", (2.80, 5.35)),
    _lane("lake_river_elm", "lake_elm_hillcrest", (4.50, 4.85)),
    _lane("lake_elm_hillcrest", "o_lake_hillcrest", (6.20, 4.15), (7.00, 4.45)),
    _lane("lake_river_elm", "river_elm_east", (3.35, 4.10), (3.65, 3.30)),
    _lane("e2", "river_elm_east", (2.60, 2.45)),
    _lane("river_elm_east", "elm_east_hillcrest", (4.40, 2.25)),
    _lane("lake_elm_hillcrest", "elm_east_hillcrest", (5.65, 3.60), (5.35, 2.70)),
    _lane("elm_east_hillcrest", "east_hillcrest_airport", (5.40, 1.20)),
    _lane("east_hillcrest_airport", "o_hillcrest_airport", (6.10, 0.95), (7.10, 0.65)),
    _lane("east_hillcrest_airport", "east_orchard_airport", (4.95, -0.20)),
    _street("e3", "east_iron_orchard"),
    _lane("east_iron_orchard", "east_orchard_airport", (4.10, -0.80)),
    _lane("east_iron_orchard", "iron_ferry_orchard", (3.30, -1.80)),
    _lane("e4", "iron_ferry_orchard", (2.30, -2.80)),
    _lane("iron_ferry_orchard", "ferry_orchard_seaview", (3.55, -3.15)),
    _lane("ferry_orchard_seaview", "c_ferry_seaview", (3.70, -4.20)),
    _lane("ferry_orchard_seaview", "orchard_seaview_airport", (4.70, -3.25)),
    _lane("orchard_seaview_airport", "east_orchard_airport", (5.10, -1.80)),
    _lane("orchard_seaview_airport", "c_seaview_airport", (6.10, -3.60)),
)
