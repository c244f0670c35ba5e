"""Put another name of the city in the place of a held one: the lie that reads best is refused."""

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from assistant.verify import names
from assistant.verify.binding import bound
from assistant.verify.verdict import ClaimKind
from tests.assistant.town import city
from tests.assistant.verify.names_court import court, hit, why_not

HELD = {
    "p1": "Power is out in {Eastside} between {Oak Street} and {the river}.",
    "p2": "An outage is reported in {Harbor}.",
    "t1": "The {Blue Line} is suspended between {Central Station} and {Harbor}.",
    "t2": "{Bus 12} is 20 minutes late.",
    "r1": "{Main Street} is closed; take {Pine Street} instead.",
    "f1": "A warehouse is on fire near {Dock Street} in {Old Town}.",
    "w1": "A Flood Warning is in force for {Harbor}, as far as {the river path}.",
}


@cache
def others(event_id: str) -> list[str]:
    """Return names of the city that an event has nothing to do with."""
    print_of, event = hit(event_id).event.footprint, hit(event_id).event.event
    said = f"{event.message} {event.headline} {' '.join(event.areas)}".casefold()
    own = {*print_of.area_ids, *print_of.stop_ids, *print_of.street_ids, *print_of.line_ids}
    found: list[str] = []
    for one in (*city().areas, *city().streets, *city().stops, *city().lines, *city().landmarks):
        known = {one.id, *getattr(one, "aliases", ()), one.name}
        if one.id not in own and not any(name.casefold() in said for name in known):
            found.append(one.name)
    return found


def slots(event_id: str) -> Iterator[tuple[str, str]]:
    """Yield the statement before and behind each of its names."""
    pieces = HELD[event_id].replace("{", "|").replace("}", "|").split("|")
    for index in range(1, len(pieces), 2):
        yield "".join(pieces[:index]), "".join(pieces[index + 1 :])


@pytest.mark.parametrize("event_id", HELD)
def test_the_statements_hold_as_they_are(event_id: str):
    assert why_not(HELD[event_id].replace("{", "").replace("}", ""), event_id) in ("", NEAR)


NEAR = "place 'near': where it is from there is not said"


@seed(5)
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_another_name_in_the_place_of_a_true_one_is_refused(data: st.DataObject):
    event_id = data.draw(st.sampled_from(sorted(HELD)))
    before, behind = data.draw(st.sampled_from(list(slots(event_id))))
    name = data.draw(st.sampled_from(others(event_id)))
    text = f"{before}{name}{behind}"
    assert why_not(text, event_id) not in ("", NEAR), text


def test_a_name_says_which_of_two_events_bears_it():
    text = "Eastside has 4,300 out, Harbor 120."
    checked = names.check(text, court("p1", "p2"))
    assert [(one.claim.text, one.events) for one in checked] == [
        ("Eastside", frozenset({"p1"})),
        ("Harbor", frozenset({"p2"})),
    ]
    assert all(one.held for one in bound(checked, frozenset({"p1", "p2"}), text))


def test_a_name_tells_the_fields_that_bear_it_out():
    (place,) = names.check("Power is out in Eastside.", court("p1"))
    assert (place.claim.kind, place.by) == (ClaimKind.PLACE, ("p1.areas", "p1.message"))


def test_what_our_own_words_say_of_an_event_bears_out_a_name():
    ours = [("p2", "The outage is 600 m away, across the river from Oak Street.")]
    told = court("p2", ours=ours)
    assert all(one.held for one in names.check("It is across the river from Oak Street.", told))
    assert not all(one.held for one in names.check("It is across the river.", court("p2")))
