"""The eight bus routes: each follows the streets from corner to corner."""

# ruff: noqa: E501 (one line of the table is one route)

from dataclasses import dataclass

Corner = tuple[str, str]

# Corners where the bus stops at a rail station's bay, by the station's name.
STATION_BAYS: dict[Corner, str] = {
    ("Oak Street", "7th Street"): "Central Station",
    ("Madison Avenue", "Oak Street"): "Oak Street",
    ("Airport Road", "Terminal Drive"): "Airport Terminal",
}


@dataclass(frozen=True)
class BusRoute:
    """A bus route: corners in the order of the outbound bus; it only turns at those in `turns`."""

    number: str
    name: str
    color: str
    corners: tuple[Corner, ...]
    turns: frozenset[Corner] = frozenset()


BUS_ROUTES: tuple[BusRoute, ...] = (
    BusRoute("4", "Main Street Crosstown", "8A6D3B", (("Main Street", "Westside Avenue"), ("Main Street", "24th Street"), ("Main Street", "18th Street"), ("Main Street", "12th Street"), ("Main Street", "7th Street"), ("Main Street", "3rd Street"), ("Oak Street", "3rd Street"), ("Madison Avenue", "Oak Street"), ("Madison Avenue", "Lincoln Avenue")), frozenset({("Oak Street", "3rd Street")})),
    BusRoute("7", "University - Harbor via 8th Street", "B5651D", (("University Avenue", "Campus Drive"), ("University Avenue", "14th Street"), ("Pine Street", "14th Street"), ("8th Street", "Pine Street"), ("8th Street", "Main Street"), ("8th Street", "Valencia Street"), ("8th Street", "Union Street"), ("8th Street", "Dock Street")), frozenset({("University Avenue", "14th Street")})),
    BusRoute("12", "Valencia Street - 3rd Street", "5B7F95", (("Valencia Street", "Greenfield Road"), ("Valencia Street", "24th Street"), ("Valencia Street", "18th Street"), ("Valencia Street", "12th Street"), ("8th Street", "Valencia Street"), ("Valencia Street", "3rd Street"), ("3rd Street", "Market Street"), ("3rd Street", "Pine Street"), ("3rd Street", "Cedar Street"))),
    BusRoute("15", "Springfield Avenue - Central Station", "A0522D", (("Springfield Avenue", "Hillcrest Road"), ("Springfield Avenue", "Lincoln Avenue"), ("Springfield Avenue", "Washington Avenue"), ("Springfield Avenue", "Oak Street"), ("Madison Avenue", "Oak Street"), ("Oak Street", "2nd Street"), ("Oak Street", "7th Street"))),
    BusRoute("22", "East River Drive", "3B8A8A", (("East River Drive", "Northern Boulevard"), ("East River Drive", "Jefferson Avenue"), ("East River Drive", "Walnut Street"), ("East River Drive", "Adams Avenue"), ("East River Drive", "Madison Avenue"), ("East River Drive", "Foundry Street"), ("East River Drive", "Ferry Road"), ("East River Drive", "Seaview Boulevard"))),
    BusRoute("30", "Northern Boulevard", "6B6BAA", (("Northern Boulevard", "Pine Hill Road"), ("Northern Boulevard", "College Street"), ("Northern Boulevard", "Northgate Avenue"), ("Northern Boulevard", "Grand Boulevard"), ("Northern Boulevard", "Franklin Avenue"), ("Northern Boulevard", "Washington Avenue"), ("Northern Boulevard", "Lincoln Avenue"), ("Northern Boulevard", "Hillcrest Road"))),
    BusRoute("42", "Southport - Stadium - Midtown", "AA5588", (("Bay Road", "Mill Road"), ("Bay Road", "Southport Road"), ("Southport Road", "Harbor Street"), ("Harbor Street", "Stadium Way"), ("Stadium Way", "14th Street"), ("14th Street", "Valencia Street"), ("14th Street", "Main Street"), ("14th Street", "Elm Street"))),
    BusRoute("55", "Lakeview - Airport - Seaview", "708238", (("Hillcrest Road", "Lakeview Boulevard"), ("Hillcrest Road", "Jefferson Avenue"), ("Springfield Avenue", "Hillcrest Road"), ("Airport Road", "Hillcrest Road"), ("Airport Road", "Terminal Drive"), ("Airport Road", "Ferry Road"), ("Airport Road", "Seaview Boulevard"), ("Seaview Boulevard", "Lincoln Avenue")), frozenset({("Airport Road", "Hillcrest Road"), ("Airport Road", "Seaview Boulevard")})),
)  # fmt: skip
