"""Conversations: what is kept from one message to the next, and what a reply takes up."""

from datetime import timedelta

import msgspec
import pytest

from assistant.understand.dialogue import Memory, PlaceMemory, pack, unpack
from core.event import Event
from core.store import IndexedEvent
from tests.assistant.stories import (
    BLUE_LATE,
    BOIL,
    FLOOD,
    MAIN_CLOSED,
    OUTAGE,
    PLANNED,
    RED_OVER,
)
from tests.assistant.town import NOW, Town, ago, event, index

YESTERDAY = index(
    event("infrastructure", "Y-1", "power_outage", source="city-power", area="Harbor",
          status="restored", timestamp=ago(18 * 60)),
    event("infrastructure", "Y-1", "power_outage", source="city-power", area="Harbor",
          timestamp=ago(21 * 60)),
)  # fmt: skip
DAYS_AGO = index(
    event("infrastructure", "O-1", "power_outage", source="city-power", area="Westside",
          status="restored", timestamp=ago(60 * 24 * 5)),
    event("infrastructure", "O-1", "power_outage", source="city-power", area="Westside",
          timestamp=ago(60 * 24 * 5 + 90)),
)  # fmt: skip

REPORTED, NOTHING, CANNOT = "reported", "nothing_reported", "cannot_tell"
NEEDS, SCOPE = "needs_place", "out_of_scope"
Turn = tuple[str, str, str]
Known = tuple[Event | IndexedEvent, ...]

DIALOGUES: dict[str, tuple[Known, tuple[Turn, ...]]] = {
    "a new topic keeps the place": ((OUTAGE, BOIL), (
        ("is the power out in harbor?", NOTHING, "No power outage is reported for Harbor"),
        ("and water?", REPORTED, "A boil-water notice is in force in Harbor"),
    )),
    "a new place keeps the topic": ((OUTAGE,), (
        ("is the power out in harbor?", NOTHING, "for Harbor"),
        ("what about Eastside?", REPORTED, "A power outage is reported in Eastside"),
    )),
    "a new place keeps what was asked": ((OUTAGE,), (
        ("when will the power be back in harbor?", NOTHING, "for Harbor"),
        ("and eastside?", REPORTED, "City Power & Light expects it back by 2:30 pm"),
    )),
    "why is asked of what was told": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("why?", REPORTED, 'The cause given is "Failed transformer"'),
    )),
    "since when": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("since when?", REPORTED, "has lasted 33 minutes so far, since 10:32 am"),
    )),
    "how many": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("how many?", REPORTED, "4,300 customers are affected"),
    )),
    "what should i do": ((BOIL,), (
        ("is the water safe in harbor?", REPORTED, "No."),
        ("what should i do?", REPORTED, "Boil water for one minute"),
    )),
    "and now": ((YESTERDAY, DAYS_AGO), (
        ("was there an outage yesterday in harbor?", REPORTED, "Yes."),
        ("and now?", NOTHING, "No power outage is reported for Harbor"),
    )),
    "and tomorrow keeps topic and place": ((PLANNED,), (
        ("is the power out in westside?", NOTHING, "No power outage is reported for Westside"),
        ("and tomorrow?", REPORTED, "A power outage is announced in Westside from tomorrow"),
    )),
    "tomorrow is kept for the next place": ((PLANNED,), (
        ("will there be an outage tomorrow in harbor?", NOTHING, "announced for Harbor tomorrow"),
        ("and in westside?", REPORTED, "announced in Westside from tomorrow"),
    )),
    "tomorrow is kept for the next topic": ((PLANNED,), (
        ("will the power be out tomorrow in westside?", REPORTED, "from tomorrow"),
        ("and water?", NOTHING, "announced for Westside tomorrow"),
    )),
    "a question of its own is about now again": ((PLANNED,), (
        ("will the power be out tomorrow in westside?", REPORTED, "from tomorrow"),
        ("is the water safe in harbor?", NOTHING, "is reported for Harbor as of"),
    )),
    "and tonight": ((PLANNED,), (
        ("will the power be out tomorrow in westside?", REPORTED, "from tomorrow"),
        ("and tonight?", NOTHING, "announced for Westside tonight"),
    )),
    "yesterday is kept": ((YESTERDAY, DAYS_AGO), (
        ("was there an outage yesterday in harbor?", REPORTED, "Yes."),
        ("how long did it last?", REPORTED, "lasted 3 hours"),
        ("and in eastside?", NOTHING, "My record shows no power outage for Eastside yesterday"),
    )),
    "yes asks what was offered": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("yes", REPORTED, "City Power & Light expects it back by 2:30 pm"),
    )),
    "yes please": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("yes please!", REPORTED, "City Power & Light expects it back by 2:30 pm"),
    )),
    "the second one": ((BOIL,), (
        ("is the water safe in harbor?", REPORTED, "No."),
        ("the second one", REPORTED, "City Water's advice"),
    )),
    "a number of what was offered": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("2", REPORTED, "City Power & Light's advice"),
    )),
    "yes takes the one area that is affected": ((OUTAGE,), (
        ("is the power out?", NEEDS, "Which part of the city?"),
        ("yes", REPORTED, "A power outage is reported in Eastside"),
    )),
    "the whole city": ((OUTAGE,), (
        ("is the power out?", NEEDS, "Which part of the city?"),
        ("whole city", REPORTED, "A power outage is reported in Eastside"),
        ("ok and when's it back", REPORTED, "City Power & Light expects it back by 2:30 pm"),
    )),
    "everywhere": ((OUTAGE,), (
        ("is the power out?", NEEDS, "Which part of the city?"),
        ("everywhere", REPORTED, "Eastside"),
    )),
    "the first of two places": ((OUTAGE,), (
        ("is the power out in springfield?", NEEDS, "Springfield Park or Springfield Avenue"),
        ("the first one", NOTHING, "No power outage is reported for Springfield Park"),
    )),
    "two places by number": ((OUTAGE,), (
        ("is the power out in springfield?", NEEDS, "Springfield Park or Springfield Avenue"),
        ("1", NOTHING, "No power outage is reported for Springfield Park"),
    )),
    "both places": ((OUTAGE,), (
        ("is the power out in springfield?", NEEDS, "Springfield Park or Springfield Avenue"),
        ("all of them", REPORTED, "No power outage is reported for Springfield Park"),
    )),
    "a bare name answers which part": ((OUTAGE,), (
        ("when will the power be back?", NEEDS, "Which part of the city?"),
        ("eastside", REPORTED, "City Power & Light expects it back by 2:30 pm"),
    )),
    "a zip code answers which part": ((OUTAGE,), (
        ("is the power out?", NEEDS, "Which part of the city?"),
        ("10003", NOTHING, "10003"),
    )),
    "no ends it kindly": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("no thanks", SCOPE, "All right."),
        ("and water?", NOTHING, "for Eastside"),
    )),
    "never mind forgets": ((OUTAGE, BOIL), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("never mind", SCOPE, "I have forgotten"),
        ("and water?", NEEDS, "Which part of the city?"),
    )),
    "forget it": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("forget it.", SCOPE, "I have forgotten"),
        ("why?", SCOPE, ""),
    )),
    "same for another line": ((BLUE_LATE,), (
        ("is the 12 late?", NOTHING, "bus 12"),
        ("same for the 7", NOTHING, "bus 7"),
        ("and the blue line?", REPORTED, "The Blue Line has been delayed by 15 minutes"),
        ("why?", REPORTED, "Signal problems"),
    )),
    "the red one": ((BLUE_LATE,), (
        ("is the blue line late?", REPORTED, "Yes. The Blue Line"),
        ("what about the red one?", NOTHING, "No problem is reported on the Red Line"),
    )),
    "over by then": ((FLOOD,), (
        ("will the flood warning in downtown be over by 5?", REPORTED,
         "It is to last until 6:05 pm"),
    )),
    "still": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("still?", REPORTED, "Yes. A power outage"),
        ("it ended an hour ago, didn't it?", REPORTED, "No. A power outage"),
        ("i heard it was fixed", REPORTED, "No. A power outage"),
    )),
    "there is where we spoke of": ((BLUE_LATE, MAIN_CLOSED, BOIL), (
        ("is the power out in harbor?", NOTHING, "for Harbor"),
        ("is the water safe there?", REPORTED, "boil-water notice is in force in Harbor"),
    )),
    "a street and then tomorrow": ((MAIN_CLOSED,), (
        ("is main street open?", REPORTED, "No. Main Street has been closed"),
        ("and tomorrow?", REPORTED, "Main Street has been closed"),
    )),
    "a new question replaces topic and place": ((OUTAGE, BOIL), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("is the water safe in harbor?", REPORTED, "No."),
        ("when will it be lifted?", REPORTED, "City Water gives no end time"),
    )),
    "thanks changes nothing": ((OUTAGE,), (
        ("is the power out in eastside?", REPORTED, "Yes."),
        ("thanks", SCOPE, "welcome"),
        ("why?", REPORTED, "Failed transformer"),
    )),
    "the boil notice was lifted, right?": ((BOIL,), (
        ("the boil notice in harbor was lifted, right?", REPORTED, "No. A boil-water notice"),
    )),
    "so the power's back": ((OUTAGE,), (
        ("so the power's back in eastside", REPORTED, "No. A power outage is reported"),
    )),
    "it is on, isn't it?": ((OUTAGE,), (
        ("the power in eastside is on, isn't it?", REPORTED, "No. A power outage is reported"),
    )),
    "so there's no outage": ((OUTAGE,), (
        ("so there's no outage in eastside", REPORTED, "No. A power outage is reported"),
    )),
    "it isn't out, right?": ((OUTAGE,), (
        ("the power isn't out in eastside, right?", REPORTED, "No. A power outage is reported"),
    )),
    "back, correct?": ((OUTAGE,), (
        ("power is back in eastside, correct?", REPORTED, "No. A power outage is reported"),
    )),
    "the warning is over, i think": ((FLOOD,), (
        ("the flood warning in downtown is over i think", REPORTED, "No. A weather alert"),
    )),
    "since the blue line is suspended": ((RED_OVER,), (
        ("since the blue line is suspended, is there a bus?", NOTHING,
         "No problem is reported on the Blue Line"),
    )),
    "the fire at the stadium, is it out": ((OUTAGE,), (
        ("the fire at the stadium, is it out", NOTHING, "No fire is reported for Union Stadium"),
    )),
    "still suspended, right?": ((RED_OVER,), (
        ("the red line is still suspended, right?", NOTHING, "ended at 9:48 am"),
    )),
    "one that is over": ((RED_OVER,), (
        ("is the red line running again?", REPORTED, "Yes. The suspension of service"),
    )),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_conversation_goes_as_people_expect(name: str):
    known, turns = DIALOGUES[name]
    town = Town(*known)
    for question, status, said in turns:
        answer = town.ask(question)
        assert (answer.status.value, said in answer.text) == (status, True), answer.text


TONGUES: dict[str, tuple[tuple[str, str], ...]] = {
    "es": (
        ("¿Hubo un apagón ayer en Harbor?", REPORTED), ("¿cuánto duró?", REPORTED),
        ("¿y en Eastside?", NOTHING), ("¿y ahora?", REPORTED), ("sí", REPORTED),
        ("olvídalo", SCOPE),
    ),
    "fr": (
        ("Y a-t-il eu une panne de courant hier à Harbor ?", REPORTED),
        ("et maintenant ?", NOTHING), ("et à Eastside ?", REPORTED), ("oui", REPORTED),
        ("laisse tomber", SCOPE),
    ),
    "zh": (
        ("昨天Harbor停电了吗？", REPORTED), ("现在呢？", NOTHING), ("Eastside停电了吗？", REPORTED),
        ("这周有几次停电？", REPORTED), ("算了", SCOPE),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", TONGUES)
def test_a_conversation_is_followed_in_another_language(language: str):
    town = Town(OUTAGE, YESTERDAY, DAYS_AGO)
    for question, status in TONGUES[language]:
        assert (question, town.ask(question).status.value) == (question, status)


def test_whether_it_will_be_over_by_then_is_answered_by_its_end():
    answer = Town(FLOOD).ask("will the flood warning in downtown be over by 5?")
    assert answer.text.startswith("It is to last until 6:05 pm")


def test_a_premise_cannot_be_denied_where_nobody_can_know():
    town = Town(silent=["emergency-management"], since=ago(40))
    answer = town.ask("the fire at the stadium, is it out")
    assert answer.status.value == CANNOT


def test_tomorrow_stays_the_same_day_when_midnight_passes():
    town = Town(PLANNED)
    town.clock.set(NOW.replace(hour=23, minute=50))
    town.ask("will the power be out tomorrow in harbor?")
    town.clock.set(NOW.replace(hour=23, minute=50) + timedelta(minutes=20))
    answer = town.ask("and in westside?")
    assert [hit.event.event.event_id for hit in answer.cited] == ["P-2"]


def test_a_conversation_knows_nothing_of_another():
    town = Town(OUTAGE)
    town.ask("is the power out in eastside?")
    town.session_id = None
    assert town.ask("why?").status.value == SCOPE


def test_a_shared_point_is_kept_for_its_session():
    town = Town(OUTAGE, BOIL)
    first = town.ask("is the power out here?", at=(40.7199, -73.9849))
    second = town.ask("and water?")
    assert first.place is not None
    assert second.place is not None
    assert (second.place.kind, second.place.lat) == ("point", first.place.lat)


@pytest.mark.parametrize(
    "stored",
    [
        b"", b"garbage", b"[]", b"null", b'{"topics": 3}', b'{"when": {"tense": "soon"}}',
        b'{"when": {"tense": "past", "start": "2026-03-04T10:00:00"}}', b"\xff\xfe", b"[" * 9000,
        b'{"places": [{"kind": "moon", "id": "x"}]}',
    ],
)  # fmt: skip
def test_a_memory_of_another_shape_is_an_empty_one(stored: bytes):
    assert unpack(stored) == Memory()


def test_a_memory_comes_back_as_it_was_kept():
    town = Town(OUTAGE)
    town.ask("was there an outage yesterday in eastside?")
    assert town.session_id is not None
    kept = unpack(town.sessions.kept[town.session_id])
    assert kept.when is not None
    assert unpack(pack(kept)) == kept


def test_nothing_that_a_person_typed_is_kept():
    town = Town(OUTAGE, BOIL)
    town.ask("my name is Zebulon and the power is out in eastside, is it?")
    town.ask("is it out where Quillfeather lives?")
    assert town.session_id is not None
    kept = town.sessions.kept[town.session_id].decode()
    assert "Zebulon" not in kept
    assert "Quillfeather" not in kept


def test_a_place_that_the_pack_no_longer_has_is_forgotten():
    town = Town(OUTAGE)
    town.ask("hello")
    town.ask("is the power out in eastside?")
    assert town.session_id is not None
    kept = unpack(town.sessions.kept[town.session_id])
    gone = msgspec.structs.replace(kept, places=(PlaceMemory(kept.places[0].kind, "no-such"),))
    town.sessions.kept[town.session_id] = pack(gone)
    assert town.ask("and water?").status.value == NOTHING
