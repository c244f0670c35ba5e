"""The areas of the city: neighbourhoods cut from the boundaries, and the ZIPs and banks they form."""

# ruff: noqa: E501 (one line of the table is one neighbourhood)

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as ShapelyPoint
from shapely.ops import polygonize

from cities.rivermouth.drawing.boundaries import ARCS
from cities.rivermouth.drawing.plane import LonLat, Point, to_lon_lat

WEST, EAST = "West Bank", "East Bank"


@dataclass(frozen=True)
class Neighbourhood:
    """A piece of the city: what people call it, and a point in it that says which piece."""

    name: str
    kind: str
    inside: Point
    bank: str
    zip_code: str
    aliases: tuple[str, ...] = ()


def _west(name: str, kind: str, x: float, y: float, zip_code: str, *aliases: str) -> Neighbourhood:
    return Neighbourhood(name, kind, (x, y), WEST, zip_code, aliases)


def _east(name: str, kind: str, x: float, y: float, zip_code: str, *aliases: str) -> Neighbourhood:
    return Neighbourhood(name, kind, (x, y), EAST, zip_code, aliases)


NEIGHBOURHOODS: tuple[Neighbourhood, ...] = (
    _west("Downtown", "district", 0.4, 0.2, "10001", "downtown core", "DT", "the city centre", "city center", "el Centro", "Centro", "Centre-ville", "市中心"),
    _west("Midtown", "district", -0.3, 2.3, "10002", "Mid Town", "Midtown Rivermouth", "中城"),
    _west("Uptown", "district", -0.8, 4.2, "10002", "Up Town", "上城"),
    _west("Northgate", "neighbourhood", -0.6, 6.0, "10002", "North Gate", "Puerta Norte", "Porte Nord"),
    _west("Pine Hill", "neighbourhood", -5.0, 5.2, "10003", "Pinehill", "the Hill"),
    _west("University District", "district", -3.5, 2.8, "10003", "U District", "Univ. District", "Distrito Universitario", "Quartier universitaire", "大学区"),
    _west("Greenfield", "neighbourhood", -6.4, 2.0, "10003", "Green Field"),
    _west("Market Quarter", "neighbourhood", -1.8, 1.2, "10001", "the Quarter", "Market District", "Barrio del Mercado", "Quartier du marché"),
    _west("Chinatown", "neighbourhood", -2.0, 0.0, "10001", "C-Town", "China Town", "Barrio Chino", "Quartier chinois", "唐人街", "华埠"),
    _west("Westside", "district", -4.1, -0.4, "10003", "the West Side", "West Side", "West End", "Lado Oeste", "Quartier ouest", "西区"),
    _west("Brookside", "neighbourhood", -6.6, -1.0, "10003", "Brook Side"),
    _west("Mill Creek", "neighbourhood", -6.5, -4.3, "10004", "Millcreek"),
    _west("Southport", "neighbourhood", -3.6, -4.4, "10004", "South Port", "Puerto Sur"),
    _west("Stadium District", "district", -2.5, -2.2, "10004", "Stadium Dist", "the Stadium area", "Distrito del Estadio", "Quartier du stade", "体育场区"),
    _west("Old Town", "neighbourhood", -0.4, -1.4, "10001", "the Old City", "Oldtown", "Casco Antiguo", "Ciudad Vieja", "Vieille ville", "老城"),
    _west("Harbor", "district", -0.4, -3.4, "10004", "the docks", "the waterfront", "Harbour", "the Harbor", "Harbor District", "el Puerto", "le Port", "港口"),
    _east("Lakeview", "neighbourhood", 4.8, 5.8, "10006", "the Lakes", "Lake View", "Vista del Lago"),
    _east("Riverside", "district", 2.4, 3.8, "10006", "River Side", "Ribera", "Quartier de la Rive", "河滨区"),
    _east("Elmwood", "neighbourhood", 4.5, 3.4, "10006", "Elm Wood"),
    _east("Hillcrest", "neighbourhood", 6.6, 2.6, "10006", "Hill Crest"),
    _east("Eastside", "district", 3.6, 0.8, "10005", "the East Side", "East Side", "East End", "Lado Este", "Quartier est", "东区"),
    _east("Ironworks", "neighbourhood", 2.4, -1.7, "10005", "the Works", "the Ironworks", "Iron Works"),
    _east("Orchard Heights", "neighbourhood", 4.3, -2.0, "10005", "the Heights", "Orchard Hts"),
    _east("Ferry Point", "neighbourhood", 2.6, -3.8, "10005", "the Point", "Ferry Pt"),
    _east("Seaview", "neighbourhood", 4.9, -4.3, "10005", "Sea View", "Vista al Mar"),
    _east("Airport District", "district", 6.6, -1.6, "10005", "airport area", "the Airport area", "Distrito del Aeropuerto", "Quartier de l'aéroport", "机场区"),
)  # fmt: skip
BANK_ALIASES = {
    WEST: (
        "Westbank",
        "west of the river",
        "west side of the river",
        "Ribera Oeste",
        "Rive ouest",
        "西岸",
    ),
    EAST: (
        "Eastbank",
        "east of the river",
        "east side of the river",
        "Ribera Este",
        "Rive est",
        "东岸",
    ),
}
RIVER_INSIDE: Point = (2.18, 0.6)
BAY_INSIDE: Point = (0.5, -6.0)

Ring = tuple[LonLat, ...]


def cut() -> list[Polygon]:
    """Cut the board along all arcs into pieces whose shared borders have the same vertices."""
    return list(polygonize([LineString([to_lon_lat(p) for p in arc.drawn()]) for arc in ARCS]))


def piece_at(pieces: Iterable[Polygon], inside: Point) -> Ring:
    """Find the one piece that holds a point, as a ring in its fixed order."""
    point = ShapelyPoint(to_lon_lat(inside))
    (piece,) = [p for p in pieces if p.contains(point)]
    return in_order([(lon, lat) for lon, lat in piece.exterior.coords[:-1]])


def outline(rings: Iterable[Ring]) -> Ring:
    """Walk around rings that touch: the edges that only one of them has."""
    edges = {edge for ring in rings for edge in pairwise(ring)}
    following = {a: b for a, b in edges if (b, a) not in edges}
    first = min(following)
    walked = [first]
    while (step := following[walked[-1]]) != first:
        walked.append(step)
    if len(walked) != len(following):
        raise ValueError("the areas to join do not form one piece without holes")
    return in_order(walked)


def in_order(open_ring: Sequence[LonLat]) -> Ring:
    """Close a ring counter-clockwise (RFC 7946, 3.1.6) from its most western vertex."""
    points = list(open_ring)
    doubled_area = sum(
        a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True)
    )
    if doubled_area < 0:
        points.reverse()
    start = points.index(min(points))
    turned = points[start:] + points[:start]
    return (*turned, turned[0])
