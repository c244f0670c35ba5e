"""The streets: a tilted grid on the west bank, avenues on the east bank, roads, drives and bridges."""

# ruff: noqa: E501 (one line of a table is one street)

from dataclasses import dataclass

from cities.rivermouth.drawing.plane import LonLat, Point, curve, grid, to_lon_lat

STREET_STEP_KM = 0.2


@dataclass(frozen=True)
class Street:
    """A street as it runs over the board."""

    name: str
    points: tuple[Point, ...]
    aliases: tuple[str, ...] = ()
    kind = "street"

    def line(self) -> list[LonLat]:
        """Draw the street."""
        return [to_lon_lat(p) for p in curve(self.points, STREET_STEP_KM)]


@dataclass(frozen=True)
class Bridge:
    """A bridge: the part of a street between two of its points, the abutments."""

    name: str
    carries: Street
    abutments: tuple[Point, Point]
    aliases: tuple[str, ...] = ()
    kind = "bridge"

    def line(self) -> list[LonLat]:
        """Cut the bridge out of the street that it carries."""
        drawn = self.carries.line()
        first, last = (drawn.index(to_lon_lat(p)) for p in self.abutments)
        return drawn[first : last + 1]


# Numbered streets run across the grid: (name, word, u, southern v, northern v).
_NUMBERED: tuple[tuple[str, str, float, float, float], ...] = (
    ("1st", "First", 1.34, -0.95, 1.82),
    ("2nd", "Second", 1.08, -1.57, 2.14),
    ("3rd", "Third", 0.81, -2.20, 2.25),
    ("4th", "Fourth", 0.54, -2.75, 2.54),
    ("5th", "Fifth", 0.28, -3.55, 2.85),
    ("6th", "Sixth", 0.00, -3.60, 3.30),
    ("7th", "Seventh", -0.27, -3.60, 3.30),
    ("8th", "Eighth", -0.54, -4.20, 4.30),
    ("9th", "Ninth", -0.81, -2.70, 3.30),
    ("10th", "Tenth", -1.08, -2.70, 4.36),
    ("11th", "Eleventh", -1.36, -2.70, 3.30),
    ("12th", "Twelfth", -1.65, -3.05, 4.36),
    ("14th", "Fourteenth", -2.15, -2.80, 3.70),
    ("16th", "Sixteenth", -2.66, -2.70, 2.45),
    ("18th", "Eighteenth", -3.15, -3.00, 2.05),
    ("20th", "Twentieth", -3.62, -3.05, 2.12),
    ("22nd", "Twenty-Second", -4.10, -3.05, 1.10),
    ("24th", "Twenty-Fourth", -4.58, -3.12, 1.75),
)

# Named streets run along the grid: (name, v, western u, eastern u).
_NAMED: tuple[tuple[str, float, float, float], ...] = (
    ("Dock Street", -3.50, -1.30, 1.30),
    ("Union Street", -2.62, -3.80, 1.06),
    ("Mission Street", -2.05, -5.10, 0.92),
    ("Valencia Street", -1.35, -6.22, 1.22),
    ("Commerce Street", -0.88, -4.70, 1.40),
    ("Market Street", -0.50, -4.70, 1.53),
    ("Main Street", -0.14, -5.90, 1.68),
    ("Pine Street", 0.55, -4.70, 1.82),
    ("Elm Street", 0.90, -4.70, 1.80),
    ("Maple Street", 1.25, -3.80, 1.70),
    ("Cedar Street", 1.60, -3.80, 1.56),
    ("Birch Street", 2.00, -2.75, 1.23),
    ("Chestnut Street", 2.78, -2.25, 0.42),
    ("Spruce Street", 3.22, -2.25, 0.03),
    ("Willow Street", 3.62, -2.25, -0.22),
)  # fmt: skip


def _numbered() -> list[Street]:
    return [
        Street(f"{n} Street", (grid(u, low), grid(u, high)), (f"{n} St", f"{w} Street", f"{w} St"))
        for n, w, u, low, high in _NUMBERED
    ]


def _named() -> list[Street]:
    return [
        Street(name, (grid(west, v), grid(east, v)), _short(name)) for name, v, west, east in _NAMED
    ]


_ENDINGS = {"Street": "St", "Avenue": "Ave", "Boulevard": "Blvd", "Drive": "Dr", "Road": "Rd", "Lane": "Ln", "Parkway": "Pkwy"}  # fmt: skip


def _short(name: str) -> tuple[str, ...]:
    """Abbreviate the last word as on a street sign: "Main Street" gives "Main St"."""
    stem, _, ending = name.rpartition(" ")
    return (f"{stem} {_ENDINGS[ending]}",) if ending in _ENDINGS else ()


def _road(name: str, *points: Point, aliases: tuple[str, ...] = ()) -> Street:
    return Street(name, points, (*_short(name), *aliases))


# The abutments of the four bridges, west and east.
NORTHGATE: tuple[Point, Point] = ((1.84, 5.94), (2.52, 5.74))
WALNUT: tuple[Point, Point] = ((1.02, 2.33), (1.66, 2.54))
OAK: tuple[Point, Point] = (grid(1.66, 0.20), (2.38, -0.25))
HARBOR: tuple[Point, Point] = ((0.66, -2.78), (1.49, -2.70))

_ROADS: tuple[Street, ...] = (
    # Streets that cross the river.
    _road("Oak Street", grid(-4.70, 0.20), grid(-2.0, 0.20), grid(0.0, 0.20), OAK[0], OAK[1], (2.68, -0.18), (3.02, 0.10), (3.14, 0.80), (3.00, 1.55), (2.72, 2.20), (2.62, 2.82)),
    _road("Walnut Street", grid(-2.95, 2.38), grid(-1.0, 2.38), grid(0.30, 2.38), WALNUT[0], WALNUT[1], (2.62, 2.76), (3.40, 2.95), (4.30, 3.05), (5.40, 3.30)),
    _road("Northern Boulevard", (-6.60, 5.60), (-5.20, 5.85), (-3.80, 5.55), (-2.50, 5.75), (-1.00, 5.70), (0.40, 5.72), (1.20, 5.86), NORTHGATE[0], NORTHGATE[1], (3.60, 5.75), (4.60, 6.20), (5.90, 6.25), (6.70, 5.70)),
    _road("Harbor Expressway", (-7.75, -3.30), (-6.30, -3.10), (-4.70, -2.85), (-3.30, -2.95), (-1.80, -2.72), (-0.50, -2.74), HARBOR[0], HARBOR[1], (2.30, -2.45), (3.40, -2.10), (4.50, -1.95), (5.60, -1.72), (6.50, -1.05), (7.30, -0.10), (7.90, 0.25), aliases=("I-9", "Interstate 9", "I9", "Harbour Expressway", "the Expressway")),
    # Drives along the two banks and the coast.
    _road("West River Drive", (2.28, 6.75), (2.16, 6.30), (1.86, 5.88), (1.40, 5.38), (1.00, 5.03), (0.66, 4.50), (0.48, 3.90), (0.56, 3.28), (0.76, 2.82), (1.06, 2.36), (1.48, 1.88), (1.76, 1.40), (1.90, 1.00), (1.91, 0.62), (1.77, 0.05), (1.57, -0.35), (1.33, -0.72), (1.00, -1.32), (0.77, -1.82), (0.68, -2.30), (0.69, -2.90), (0.79, -3.50), (0.80, -4.05), aliases=("Westbank Drive", "River Drive West", "River Drive")),
    _road("East River Drive", (2.86, 6.75), (2.79, 6.38), (2.50, 5.83), (2.15, 5.40), (1.63, 4.90), (1.21, 4.36), (1.03, 3.85), (1.13, 3.30), (1.40, 2.82), (1.82, 2.28), (2.21, 1.80), (2.45, 1.22), (2.52, 0.62), (2.38, -0.14), (2.06, -0.75), (1.71, -1.38), (1.49, -1.90), (1.43, -2.45), (1.55, -3.06), (1.75, -3.66), (2.15, -4.24), aliases=("Eastbank Drive", "River Drive East", "River Drive")),
    _road("Seaview Boulevard", (2.15, -4.24), (2.60, -4.62), (3.15, -4.58), (3.75, -4.75), (4.50, -5.08), (5.45, -5.00), (6.20, -4.55)),
    _road("Bay Road", grid(-0.52, -4.00), (-1.65, -4.50), (-2.25, -4.92), (-3.05, -4.98), (-3.65, -5.30), (-4.45, -5.38), (-5.20, -5.50), (-5.90, -5.95), (-6.70, -6.00)),
    # West bank, beyond the grid.
    _road("Grand Boulevard", grid(-0.25, 3.05), (-0.20, 4.20), (-0.10, 5.00), (0.30, 5.72), (0.55, 6.60)),
    _road("Northgate Avenue", grid(-1.60, 4.27), (-0.95, 5.00), (-1.05, 5.70), (-1.30, 6.70)),
    _road("Uptown Avenue", (-2.75, 4.40), (-1.60, 4.62), (-0.60, 4.55), (0.20, 4.40), (0.77, 4.63)),
    _road("University Avenue", grid(-2.10, 1.38), (-2.30, 2.30), (-3.00, 2.70), (-3.90, 2.60), (-4.80, 2.50), (-5.90, 2.25), (-7.30, 2.40)),
    _road("College Street", grid(-2.62, 2.30), (-2.70, 3.30), (-3.20, 3.90), (-3.70, 4.70), (-3.80, 5.60)),
    _road("Campus Drive", (-4.40, 1.75), (-4.25, 2.60), (-3.75, 3.25), (-2.66, 3.44), aliases=("Campus Loop",)),
    _road("Pine Hill Road", (-3.20, 3.90), (-4.10, 4.30), (-5.00, 4.80), (-5.15, 5.85), (-5.20, 6.50)),
    _road("Greenfield Road", (-5.10, 4.70), (-5.60, 3.60), (-5.85, 2.25), (-6.10, 1.10), (-6.35, -0.20), (-6.25, -1.40)),
    _road("Brook Road", grid(-4.56, 0.25), (-5.30, 0.95), (-6.15, 0.95), (-7.50, 1.00)),
    _road("Mill Road", (-6.25, -1.40), (-6.50, -2.40), (-6.35, -3.10), (-6.45, -4.30), (-6.10, -5.20), (-5.90, -6.00)),
    _road("Creek Lane", (-7.60, -4.40), (-6.95, -4.20), (-6.45, -4.30), (-5.60, -4.05), (-4.60, -4.10)),
    _road("Southport Road", grid(-3.66, -2.58), (-4.05, -2.50), (-4.20, -3.40), (-3.90, -4.20), (-3.53, -5.33)),
    _road("Stadium Way", grid(-2.25, -2.36), (-2.60, -2.45), (-2.52, -3.40), (-2.75, -4.20), (-2.65, -5.02)),
    _road("Westside Avenue", (-5.15, 1.60), (-4.95, 0.95), (-5.05, 0.00), (-5.20, -1.10), (-5.10, -2.20), (-5.00, -2.95)),
    _road("Harbor Street", (-3.90, -4.20), (-2.75, -4.20), (-1.70, -3.90), (-0.70, -3.75), (0.20, -3.70), (0.82, -3.66), aliases=("Harbour Street",)),
    # East bank.
    _road("Franklin Avenue", (2.95, 6.50), (3.00, 5.75), (2.70, 4.90), (2.35, 4.00), (2.30, 3.20), (2.40, 2.64)),
    _road("Washington Avenue", (3.45, 6.60), (3.55, 5.75), (3.75, 4.80), (3.90, 3.90), (3.85, 3.00), (3.75, 2.00), (3.70, 1.00), (3.72, 0.10), (3.62, -0.95), (3.70, -2.05), (3.60, -2.70)),
    _road("Lincoln Avenue", (5.10, 6.60), (5.00, 5.60), (4.75, 4.70), (4.65, 3.70), (4.55, 2.70), (4.45, 1.70), (4.45, 0.70), (4.40, -0.40), (4.40, -1.40), (4.55, -2.60), (4.60, -3.70), (4.75, -5.12)),
    _road("Jefferson Avenue", (1.06, 4.16), (2.10, 4.25), (2.70, 4.35), (3.60, 4.20), (4.70, 4.00), (5.90, 3.85), (7.30, 3.90)),
    _road("Springfield Avenue", (2.50, 0.90), (3.15, 0.95), (3.70, 1.00), (4.45, 1.10), (5.20, 1.35), (6.20, 1.70), (7.40, 1.60)),
    _road("Adams Avenue", (2.33, 1.50), (3.00, 1.55), (3.75, 1.65), (4.46, 1.75), (5.10, 2.05)),
    _road("Madison Avenue", (2.46, 0.20), (3.05, 0.20), (3.72, 0.18), (4.43, 0.15), (5.30, 0.10), (6.42, 0.37)),
    _road("Foundry Street", (1.60, -1.60), (2.20, -1.65), (3.00, -1.45), (3.68, -1.50), (4.40, -1.35)),
    _road("Anvil Street", (2.62, -0.14), (2.55, -0.95), (2.40, -1.60), (2.30, -2.45), (2.45, -3.30), (2.55, -4.60)),
    _road("Ferry Road", (1.57, -3.30), (2.45, -3.30), (3.20, -3.45), (3.90, -3.70), (4.62, -3.80), (5.70, -3.60)),
    _road("Orchard Road", (3.40, -2.10), (3.95, -2.55), (4.55, -2.60), (5.30, -2.35)),
    _road("Hillcrest Road", (6.36, 6.20), (6.55, 5.00), (6.45, 3.90), (6.35, 2.80), (6.25, 1.70), (6.35, 0.42)),
    _road("Lakeview Boulevard", (3.58, 5.20), (4.85, 5.10), (5.70, 5.00), (6.55, 5.00), (7.20, 5.30)),
    _road("Elmwood Avenue", (3.88, 3.70), (4.65, 3.65), (5.50, 3.70), (6.42, 3.35), (7.40, 3.20)),
    _road("Terminal Drive", (6.48, -1.76), (6.70, -1.84), (6.95, -1.82)),
    _road("Airport Road", (6.35, 0.42), (6.45, -0.40), (6.50, -1.05), (6.55, -1.70), (6.50, -2.40), (6.30, -3.10), (5.70, -3.60), (5.55, -4.20), (5.45, -5.05)),
)  # fmt: skip

# A bridge is the part of a road between its abutments: (name, road, abutments, aliases).
_BRIDGES: tuple[tuple[str, str, tuple[Point, Point], tuple[str, ...]], ...] = (
    ("Northgate Bridge", "Northern Boulevard", NORTHGATE, ("North Bridge",)),
    ("Walnut Street Bridge", "Walnut Street", WALNUT, ("Walnut Bridge",)),
    ("Oak Street Bridge", "Oak Street", OAK, ("Oak Bridge",)),
    ("Harbor Bridge", "Harbor Expressway", HARBOR, ("Harbour Bridge", "Puente del Puerto", "Pont du Port", "海港大桥")),
)  # fmt: skip


def _bridges() -> list[Bridge]:
    roads = {road.name: road for road in _ROADS}
    return [Bridge(name, roads[road], ends, aliases) for name, road, ends, aliases in _BRIDGES]


STREETS: tuple[Street | Bridge, ...] = (*_numbered(), *_named(), *_ROADS, *_bridges())
