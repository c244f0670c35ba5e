"""Write features as GeoJSON, one to a line, so that one changed place is one changed line."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

Feature = dict[str, object]


def feature(
    name: str, kind: str, aliases: Sequence[str], geometry: Feature, id_: str = ""
) -> Feature:
    """Make one feature; its id is the name in lower case with hyphens unless given."""
    properties = {"id": id_ or slug(name), "name": name, "aliases": list(aliases), "kind": kind}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geometry(kind: str, coordinates: object) -> Feature:
    """Make a GeoJSON geometry (RFC 7946)."""
    return {"type": kind, "coordinates": coordinates}


def collection(features: Iterable[Feature]) -> str:
    """Format a FeatureCollection with one feature to a line."""
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def slug(name: str) -> str:
    """Make an id of a name: "U.S. Post Office" becomes "us-post-office"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", plain)).strip("-")
