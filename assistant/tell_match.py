"""Tell how an event's place answers the place asked about: inside, in part, or by name only."""

from typing import Final

from assistant.answer import Statement
from assistant.evidence import Evidence
from assistant.folding import is_measured
from assistant.saying import Saying
from assistant.wording import Wording
from core.event import EventType
from core.footprint import Basis
from core.place import Place, PlaceKind, Precision
from core.relation import Covers

_AREAS: Final = frozenset(
    {PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK, PlaceKind.REGION, PlaceKind.LANDMARK}
)
_OF_SPOTS: Final = frozenset(
    {EventType.ROAD_CLOSURE, EventType.ROAD_WORK, EventType.SIGNAL_OUTAGE,
     EventType.STOP_CLOSURE, EventType.ACCESSIBILITY, EventType.CROWDING}
)  # fmt: skip
"""What lies on a street or at a stop: that it covers part of a district says nothing."""


class MatchTeller:
    """Tell places of events in one language."""

    def __init__(self, saying: Saying, wording: Wording) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._wording = wording

    def match(self, evidence: Evidence, place: Place | None) -> Statement | None:
        """Tell how exactly the event's place answers the place asked about."""
        relation, indexed = evidence.relation, evidence.hit.event
        if place is None or place.kind is PlaceKind.CITY or is_measured(evidence):
            return None
        if relation.maybe:
            text = self._say("match.maybe")
        elif place.kind is PlaceKind.STREET and place.id in indexed.footprint.street_ids:
            if relation.precision is not Precision.SAME_AREA:
                return None
            street = place.said[1] if place.said else place.name  # of a block, the street
            text = self._say("match.same_street", street=street)
        elif relation.precision is Precision.SAME_AREA:
            area = self._wording.area_words(indexed.event) or self._wording.area_names(evidence)
            if not area:
                return None
            text = self._say("match.same_area", area=area)
        elif place.kind is PlaceKind.POINT and relation.precision is Precision.INSIDE_AREA:
            text = self._say("match.inside")
        elif relation.precision is Precision.NEARBY:
            if not relation.part_names:
                return None
            text = self._say(
                "match.served", place=place.name, stop=relation.part_names[0],
                distance=self._saying.distance(relation.distance_m or 0.0),
            )  # fmt: skip
        elif relation.covers is Covers.PART and place.kind in _AREAS:
            name, noun = place.name, self._wording.noun(indexed.event)
            parts = [part for part in relation.part_names[:3] if part != name]
            if parts:
                text = self._say(
                    "match.part", place=name, parts=self._saying.phrases.join(parts), noun=noun
                )
            elif indexed.event.type in _OF_SPOTS:
                return None
            elif relation.part_side:
                side = self._say(f"side.{relation.part_side}")
                text = self._say("match.part_side", place=name, side=side, noun=noun)
            else:
                text = self._say("match.part_unnamed", place=name, noun=noun)
        elif (
            relation.precision is Precision.INSIDE_AREA
            and indexed.footprint.basis is Basis.GEOMETRY
            and place.name not in self._wording.area_words(indexed.event)
        ):
            text = self._say("match.inside_named", place=place.name)
        else:
            return None
        by_name = relation.precision is Precision.SAME_AREA
        worth = 2 if by_name else 4
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=worth, fixed=True)
