"""The landmarks: the river and the bay, and the buildings and parks that people name."""

# ruff: noqa: E501 (one line of the table is one landmark)

from dataclasses import dataclass

from cities.rivermouth.drawing.plane import Point, curve


@dataclass(frozen=True)
class Landmark:
    """A place with a name: one point of the board, or the corners of its grounds."""

    name: str
    kind: str
    points: tuple[Point, ...]
    aliases: tuple[str, ...] = ()

    def ring(self) -> list[Point]:
        """Draw the grounds as an open ring; parks and lakes have round edges."""
        if self.kind in {"park", "lake"}:
            first, second, last = self.points[0], self.points[1], self.points[-1]
            around = curve((last, *self.points, first, second), 0.15)
            start = around.index(first)
            return around[start : around.index(first, start + 1)]
        return list(self.points)


def _at(kind: str, name: str, x: float, y: float, *aliases: str) -> Landmark:
    return Landmark(name, kind, ((x, y),), aliases)


def _grounds(kind: str, name: str, *points: Point, aliases: tuple[str, ...] = ()) -> Landmark:
    return Landmark(name, kind, points, aliases)


RIVER_NAME, RIVER_ALIASES = (
    "Alder River",
    ("the river", "the Alder", "el río", "la rivière", "奥尔德河"),
)
BAY_NAME, BAY_ALIASES = "Rivermouth Bay", ("the bay", "la bahía", "la baie", "海湾")

LANDMARKS: tuple[Landmark, ...] = (
    # Public buildings.
    _at("city_hall", "City Hall", 0.02, 0.98, "Rivermouth City Hall", "Ayuntamiento", "Hôtel de ville", "市政厅"),
    _at("courthouse", "County Courthouse", 0.42, 1.02, "the courthouse"),
    _at("library", "Central Library", 0.55, 0.42, "Public Library", "Rivermouth Public Library", "Downtown Library"),
    _at("library", "Eastside Library", 3.45, 0.62, "Public Library", "Eastside Branch Library"),
    _at("fire_station", "Fire Station 1", -0.62, -0.62, "Firehouse 1", "Engine 1"),
    _at("fire_station", "Fire Station 7", 4.22, 0.42, "Firehouse 7", "Engine 7"),
    _at("fire_station", "Fire Station 12", -5.72, 4.62, "Firehouse 12", "Engine 12"),
    _at("police_station", "Central Police Station", -0.95, 0.05, "Police Headquarters"),
    _at("post_office", "Main Post Office", 0.92, -0.42, "the post office"),
    _at("convention_center", "Rivermouth Convention Center", 1.22, 0.72, "Convention Center"),
    # Hospitals and shelters.
    _at("hospital", "Rivermouth General Hospital", -1.42, 2.62, "General Hospital", "the General", "Rivermouth General", "Hospital General"),
    _at("hospital", "St. Brendan Hospital", 4.12, 1.42, "Saint Brendan Hospital", "St Brendan's"),
    _at("hospital", "Southport Clinic", -3.22, -4.42, "Clínica Southport"),
    _at("shelter", "Westside Community Center", -4.42, 0.32, "Westside Shelter"),
    _at("shelter", "Hillcrest Recreation Center", 6.72, 3.02, "Hillcrest Rec Center", "Hillcrest Shelter"),
    # Schools.
    _at("school", "Jefferson High School", 5.02, 3.82, "Jefferson High", "the high school"),
    _at("school", "Mill Creek High School", -6.92, -3.62, "Mill Creek High", "the high school"),
    _at("school", "Oak Street Elementary School", -2.42, 0.92, "Oak Street Elementary"),
    _at("school", "Greenfield Middle School", -6.42, 1.52, "Greenfield Middle"),
    _at("school", "Seaview Elementary School", 4.92, -4.22, "Seaview Elementary"),
    # Stadiums, stations, the airport, piers.
    _grounds("stadium", "Union Stadium", (-2.52, -1.58), (-2.18, -1.66), (-2.05, -1.90), (-2.13, -2.12), (-2.46, -2.05), (-2.62, -1.82), aliases=("the stadium", "the ballpark", "Estadio Union", "Stade Union", "联合体育场")),
    _at("stadium", "Ferry Point Arena", 2.92, -4.12, "the Arena"),
    _grounds("station", "Central Station", (-0.42, 0.12), (-0.14, 0.06), (-0.10, 0.26), (-0.38, 0.32), aliases=("Rivermouth Central", "the main station", "Estación Central", "Gare centrale", "中央车站")),
    _grounds("airport", "Rivermouth International Airport", (6.75, -0.95), (7.65, -0.60), (7.78, -2.20), (7.72, -3.80), (7.05, -3.95), (6.78, -2.60), aliases=("the airport", "RMX", "Rivermouth Airport", "el aeropuerto", "l'aéroport", "机场")),
    _at("ferry_terminal", "Harbor Ferry Terminal", 0.62, -4.28, "the ferry terminal", "Ferry Landing"),
    _at("pier", "Pier 9", -0.32, -4.52, "Pier Nine", "Muelle 9"),
    _at("pier", "Fishermen's Pier", -3.02, -5.12, "the fishing pier"),
    _at("port", "Container Terminal", -1.12, -4.52, "the container port"),
    # University, museums, theatres, markets, malls.
    _grounds("university", "Rivermouth University", (-4.10, 2.72), (-3.20, 2.86), (-2.92, 3.22), (-3.50, 3.40), (-4.02, 3.20), aliases=("the university", "campus", "Universidad de Rivermouth", "Université de Rivermouth", "河口大学")),
    _at("museum", "Maritime Museum", -0.52, -3.92, "Museo Marítimo"),
    _at("museum", "Museum of Art", 0.22, 2.62, "Art Museum", "Museo de Arte", "Musée d'art", "美术馆"),
    _at("museum", "Ironworks Museum", 2.62, -1.32, "the Foundry Museum"),
    _at("theater", "Orpheum Theater", 0.72, -0.12, "the Orpheum"),
    _at("market", "Quarter Market Hall", -1.52, 1.12, "Market Hall", "the covered market"),
    _at("market", "Fish Market", 0.22, -3.42, "the fish market"),
    _at("mall", "Lakeview Mall", 5.42, 5.22, "Lakeview Shopping Center"),
    _at("mall", "Greenfield Plaza", -5.62, 1.92, "Greenfield Mall"),
    _at("power_plant", "Ironworks Power Station", 1.82, -2.12, "the power plant"),
    _at("water_works", "Pine Hill Reservoir", -4.42, 5.52, "the reservoir"),
    _at("lighthouse", "Seaview Lighthouse", 5.62, -5.12, "the lighthouse"),
    _at("zoo", "Brookside Zoo", -7.02, -1.22, "the zoo"),
    _at("temple", "Jade Gate", -1.92, -0.22, "Chinatown Gate", "玉门"),
    _at("plaza", "Founders Square", -0.42, -1.12, "the Square", "Plaza de los Fundadores"),
    # Parks and the lake.
    _grounds("park", "Springfield Park", (-7.10, 0.10), (-6.62, 0.06), (-6.48, -0.35), (-6.62, -0.72), (-7.12, -0.82), (-7.42, -0.32), aliases=("Parque Springfield",)),
    _grounds("park", "Riverfront Park", (1.56, 1.20), (1.66, 0.82), (1.70, 0.38), (1.56, 0.32), (1.48, 0.80), (1.42, 1.18), aliases=("the river path", "River Park", "Parque del Río")),
    _grounds("park", "Grand Park", (-1.40, 3.92), (-0.60, 3.78), (-0.48, 4.12), (-0.66, 4.40), (-1.36, 4.46), aliases=("Gran Parque", "Grand Parc")),
    _grounds("park", "Elmwood Park", (4.95, 3.42), (5.32, 3.40), (5.28, 2.92), (4.92, 2.86), aliases=("Elm Park",)),
    _grounds("park", "Orchard Park", (3.95, -2.92), (4.38, -2.84), (4.42, -2.30), (4.02, -2.22), aliases=("the Orchard",)),
    _grounds("park", "Pine Hill Preserve", (-6.72, 5.10), (-6.00, 5.20), (-5.72, 4.60), (-6.10, 4.22), (-6.72, 4.40), aliases=("the Preserve",)),
    _at("beach", "Southport Beach", -4.22, -5.52, "the beach", "Playa Southport"),
    _grounds("lake", "Mirror Lake", (4.10, 6.62), (4.72, 6.58), (5.00, 6.44), (4.62, 6.34), (4.05, 6.38), aliases=("the lake", "Lago Espejo")),
)  # fmt: skip
