"""Tell the place that a question is about, and how surely the best evidence lies there."""

from collections.abc import Sequence

from assistant.answer import AnswerPlace
from assistant.evidence import Finding
from assistant.live.sight import Measure
from core.place import Place, PlaceKind, Precision


def place_of(findings: Sequence[Finding], city_place: Place) -> AnswerPlace:
    """Tell the place that was asked about, and how surely the best evidence lies there.

    Args:
        findings: what was found.
        city_place: the whole city, where no place was asked about.
    """
    place = next((f.place for f in findings if f.place is not None), None)
    place = place or city_place
    evidence = next((e for f in findings for e in f.answers), None)
    near = next((e for f in findings for e in f.near), None)
    seen = next((f.live for f in findings if f.live is not None and f.live.answers), None)
    if evidence is not None and evidence.relation.precision is not None:
        precision = evidence.relation.precision
    elif seen is not None:
        here = seen.ask.measure is Measure.VEHICLES or not seen.fresh[0].distance_m
        precision = Precision.INSIDE_AREA if here else Precision.NEARBY
    elif near is not None:
        precision = Precision.NEARBY
    else:
        precision = Precision.UNKNOWN
    if place.kind is PlaceKind.CITY:
        unplaced_only = evidence is None and any(f.unplaced for f in findings)
        precision = Precision.UNKNOWN if unplaced_only else Precision.CITYWIDE
    return AnswerPlace(place.name, place.kind.value, place.point.lat, place.point.lon, precision)
