"""In a statement of several events, each figure has to be of the event that it is told of."""

from assistant.verify.binding import bound
from assistant.verify.verdict import Checked, Claim, ClaimKind

CITED = frozenset({"A", "B"})


def held(kind: ClaimKind, text: str, start: int, *events: str) -> Checked:
    return Checked(Claim(kind, text, start, start + len(text)), ("x",), frozenset(events))


def refused(*checked: Checked, cited: frozenset[str] = CITED, text: str = "") -> list[str]:
    return [one.claim.text for one in bound(checked, cited, text) if not one.held]


def test_numbers_that_change_places_are_refused():
    eastside = held(ClaimKind.PLACE, "Eastside", 0, "A")
    harbor = held(ClaimKind.PLACE, "Harbor", 40, "B")
    own = held(ClaimKind.NUMBER, "4,300", 20, "A")
    other = held(ClaimKind.NUMBER, "120", 60, "B")
    assert refused(eastside, own, harbor, other) == []
    swapped = held(ClaimKind.NUMBER, "120", 20, "B"), held(ClaimKind.NUMBER, "4,300", 60, "A")
    assert refused(eastside, harbor, *swapped) == ["120", "4,300"]


def test_a_name_behind_counts_where_none_stands_before():
    number = held(ClaimKind.NUMBER, "120", 0, "B")
    assert refused(number, held(ClaimKind.PLACE, "Eastside", 20, "A")) == ["120"]
    assert refused(number, held(ClaimKind.PLACE, "Harbor", 20, "B")) == []


def test_a_name_of_all_tells_nothing_apart():
    city = held(ClaimKind.PLACE, "Rivermouth", 0, "A", "B")
    assert refused(city, held(ClaimKind.NUMBER, "120", 20, "B")) == []


def test_one_event_needs_no_binding():
    place = held(ClaimKind.PLACE, "Eastside", 0, "A")
    number = held(ClaimKind.NUMBER, "4,300", 20, "A")
    assert refused(place, number, cited=frozenset({"A"})) == []


def test_a_name_of_the_next_sentence_is_not_told_of():
    text = "It began 25 minutes ago. Bay Road is closed."
    length = held(ClaimKind.DURATION, "25 minutes", 9, "A")
    road = held(ClaimKind.ROAD, "Bay Road", 25, "B")
    assert refused(length, road, text=text) == []
    assert refused(length, road, text=text.replace(". ", ", ")) == ["25 minutes"]


def test_a_sentence_with_a_name_of_all_is_not_told_of_the_one_before():
    text = "Bay Road is dark. Old Town is closed."
    road = held(ClaimKind.ROAD, "Bay Road", 0, "A")
    area = held(ClaimKind.PLACE, "Old Town", 18, "A", "B")
    assert refused(road, area, held(ClaimKind.STATUS, "closed", 30, "B"), text=text) == []
