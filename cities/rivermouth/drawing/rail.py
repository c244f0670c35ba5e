"""The four rail lines: stations placed by hand, and the track's bends between them."""

# ruff: noqa: E501 (one line of the table is one rail line)

from dataclasses import dataclass

from cities.rivermouth.drawing.plane import Point

CENTRAL = "Central Station"

STATIONS: dict[str, Point] = {
    CENTRAL: (-0.25, 0.20),
    "City Hall": (0.00, 1.10),
    "Chinatown": (-1.95, -0.35),
    "Riverfront": (1.35, -0.02),
    "Northgate": (0.30, 5.95),
    "Uptown": (-0.35, 4.60),
    "Museum of Art": (0.08, 2.80),
    "Midtown": (-0.02, 1.98),
    "Old Town": (-0.42, -1.12),
    "Mission Street": (-0.46, -1.98),
    "Harbor": (-0.42, -3.02),
    "Ferry Terminal": (0.56, -4.02),
    "Pine Hill": (-4.92, 4.76),
    "Greenfield": (-5.48, 2.62),
    "University": (-3.62, 2.56),
    "College Street": (-2.62, 2.28),
    "Market Quarter": (-1.72, 1.12),
    "Oak Street": (3.06, 0.24),
    "Eastside": (4.02, 1.08),
    "Elmwood": (4.60, 2.82),
    "Jefferson Avenue": (5.62, 3.74),
    "Hillcrest": (6.44, 3.06),
    "Mill Creek": (-6.38, -4.10),
    "Creek Lane": (-5.02, -3.92),
    "Southport": (-3.90, -4.08),
    "Stadium": (-2.72, -1.98),
    "Cedar Street": (0.96, 1.42),
    "Riverside": (2.26, 3.56),
    "Franklin Avenue": (2.78, 4.82),
    "Lakeview": (4.32, 5.18),
    "Mirror Lake": (4.92, 6.14),
    "Brookside": (-6.30, -0.92),
    "Westside": (-4.20, -0.42),
    "Ironworks": (2.48, -1.42),
    "Orchard Heights": (4.36, -1.62),
    "Cargo Village": (5.62, -1.40),
    "Airport Terminal": (6.68, -1.78),
}


@dataclass(frozen=True)
class RailLine:
    """A rail line: stations by name and bends by place, in the order of the outbound train."""

    name: str
    color: str
    route_type: int  # GTFS: 1 metro, 2 rail
    way: tuple[str | Point, ...]


RAIL_LINES: tuple[RailLine, ...] = (
    RailLine("Blue", "1F5FBF", 1, ("Northgate", (-0.02, 5.30), "Uptown", (-0.32, 3.70), "Museum of Art", "Midtown", "City Hall", CENTRAL, (-0.38, -0.45), "Old Town", "Mission Street", "Harbor", (-0.10, -3.78), "Ferry Terminal")),
    RailLine("Red", "C8252C", 1, ("Pine Hill", (-5.50, 3.70), "Greenfield", (-4.60, 2.42), "University", "College Street", (-2.20, 1.60), "Market Quarter", (-1.00, 0.55), CENTRAL, (0.55, 0.10), "Riverfront", (2.15, -0.05), "Oak Street", (3.50, 0.72), "Eastside", (4.48, 1.90), "Elmwood", (4.95, 3.50), "Jefferson Avenue", "Hillcrest")),
    RailLine("Green", "2E8B3D", 1, ("Mill Creek", "Creek Lane", "Southport", (-3.10, -3.20), "Stadium", (-2.50, -1.05), "Chinatown", (-1.10, -0.08), CENTRAL, (0.00, 0.62), "City Hall", (0.42, 1.36), "Cedar Street", (1.52, 2.10), (1.98, 2.80), "Riverside", (2.38, 4.30), "Franklin Avenue", (3.55, 5.02), "Lakeview", (4.82, 5.50), "Mirror Lake")),
    RailLine("Airport", "7A4FA3", 2, ("Brookside", (-5.30, -0.78), "Westside", (-3.00, -0.48), "Chinatown", (-1.10, -0.04), CENTRAL, (0.55, 0.04), "Riverfront", (2.05, -0.50), "Ironworks", (3.40, -1.62), "Orchard Heights", "Cargo Village", (6.30, -1.38), "Airport Terminal")),
)  # fmt: skip
