"""Where room is short an answer says less: whole sentences, and what people need stays."""

from datetime import timedelta

import pytest

from assistant.question import Channel
from core.event import Event
from core.store import IndexedEvent
from tests.assistant.readings import joined
from tests.assistant.town import NOW, Town, ago, event, index

LATE = event("infrastructure", "P-1", "power_outage", source="city-power", area="Uptown",
             timestamp=ago(133), affected_customers=900, estimated_restoration=ago(30))  # fmt: skip
STOP = event("transit", "S-1", "stop_closure", source="metro-transit", stops=["Uptown"])
SIGN = event("infrastructure", "R-1", "road_closure", source="city-roads", road="Oak Street",
             ends_at=NOW + timedelta(hours=7))  # fmt: skip
ENDED = index(
    event("infrastructure", "P-2", "power_outage", source="city-power", area="Eastside",
          status="restored", timestamp=ago(40)),
    event("infrastructure", "P-2", "power_outage", source="city-power", area="Eastside",
          timestamp=ago(120)),
)  # fmt: skip
DARK = event("anomaly", "C-2", "report_cluster", source="civicsense", area="Eastside",
             status="measured", subject="power_outage/9", observed=6, timestamp=ago(1),
             starts_at=ago(12), expires_at=NOW + timedelta(minutes=14))  # fmt: skip
SMOKE, BLAZE = (
    event("emergency", f"E-{kind}", kind, source="emergency-management", area="Eastside",
          severity="critical", headline=f"A grave {kind} in all of Eastside",
          instructions=["Close the windows", "Do not go out"])
    for kind in ("health_advisory", "fire")
)  # fmt: skip
LEAK = event("infrastructure", "G-1", "gas_leak", source="city-gas", area="Midtown",
             instructions=["Keep off Elm Street"])  # fmt: skip

STRUCK = event("infrastructure", "P-9", "power_outage", source="city-power", area="Southport",
               starts_at=ago(40), affected_customers=1710,
               estimated_restoration=NOW + timedelta(minutes=8))  # fmt: skip
THUNDER = event("emergency", "W-1", "weather_alert", source="weather-service", severity="critical",
                area="Rivermouth", headline="Severe thunderstorm warning for Rivermouth",
                ends_at=NOW + timedelta(minutes=50),
                instructions=["Stay indoors and away from windows."])  # fmt: skip

TEXTED: list[tuple[str, str, tuple[Event | IndexedEvent, ...], list[str]]] = [
    ("en", "is the power out in uptown", (LATE,), ["Uptown", "8:52 am", "10:35 am", "not confirmed",
                                                  "City Power & Light"]),
    ("es", "¿hay luz en Uptown?", (LATE,), ["Uptown", "10:35", "sin confirmar"]),
    ("fr", "y a-t-il du courant à Uptown ?", (LATE,), ["Uptown", "pas encore confirm"]),
    ("zh", "Uptown停电了吗", (LATE,), ["Uptown", "10:35", "尚未确认"]),
    ("en", "is the uptown stop closed", (STOP,), ["The Uptown stop", "10:32 am"]),
    ("fr", "la rue Oak Street est fermée ?", (SIGN,), ["Jusqu'à 18"]),
    ("en", "is the power restored in eastside", (ENDED, SMOKE, BLAZE), ["Eastside", "ended"]),
    ("en", "is the power back in eastside", (ENDED, DARK), ["ended", "6 residents", "not"]),
    ("en", "what do they say we should do in midtown about the gas leak", (LEAK,), ["Elm Street"]),
    ("fr", "comment payer mes impôts", (), ["311"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "question", "known", "said"), TEXTED)
def test_a_text_message_keeps_what_matters(
    language: str, question: str, known: tuple[Event | IndexedEvent, ...], said: list[str]
):
    answer = Town(*known).ask(question, channel=Channel.SMS, language=language)
    assert len(answer.text) <= 160
    for words in said:
        assert words in answer.text, answer.text


@pytest.mark.parametrize("language", ["en", "es", "fr", "zh"])
@pytest.mark.parametrize("silent", [("city-power",), ("city-power", "city-water", "city-gas")])
def test_who_is_silent_fits_a_text_message_whole(language: str, silent: tuple[str, ...]):
    question = "is the power out in uptown" if len(silent) == 1 else "what is going on in uptown"
    town = Town(silent=silent, since=ago(44))
    answer = town.ask(question, channel=Channel.SMS, language=language)
    assert answer.status.value == "cannot_tell"
    assert len(answer.text) <= 160
    assert "City Power & Light" in answer.text
    assert "…" not in answer.text


@pytest.mark.parametrize("room", range(160, 400, 24))
def test_an_end_is_told_with_how_sure_it_is_or_not_at_all(room: int):
    answer = Town(LATE).ask("is the power out in uptown", max_chars=room)
    assert len(answer.text) <= room
    assert "10:35 am" in answer.text
    assert "confirm" in answer.text
    assert answer.text.endswith(".")


def test_what_is_grave_is_told_with_what_to_do():
    flood = event("emergency", "E-9", "evacuation", source="emergency-management", area="Uptown",
                  severity="critical", instructions=["Walk to the high school"])  # fmt: skip
    answer = Town(flood).ask("any delays at the uptown stop?")
    assert "Walk to the high school" in answer.text
    texted = Town(flood).ask("any delays at the uptown stop?", channel=Channel.SMS)
    assert texted.text.startswith("Uptown: evacuation notice")
    assert len(texted.text) <= 160


def test_what_two_silent_sources_would_know_is_said_not_to_be_known_once():
    town = Town(silent=("city-power", "city-water"), since=ago(44))
    answer = town.ask("is the power or the water out in uptown", language="en")
    assert answer.text.count("I can't tell") == 1
    assert "an outage or a water problem in Uptown" in answer.text
    assert "City Power & Light" in answer.text
    assert "City Water" in answer.text


@pytest.mark.parametrize("room", [160, 200, 300])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_grave_stays_where_it_is_only_named_as_a_cause(language: str, room: int):
    town = Town(STRUCK, THUNDER, joined=joined(STRUCK, THUNDER, "weather"))
    asked = {"en": "is the power fixed in Southport?", "fr": "le courant est réparé à Southport ?"}
    answer = town.ask(asked[language], language=language, max_chars=room)
    assert [hit.event.event.event_id for hit in answer.cited] == ["W-1", "P-9"], answer.text


@pytest.mark.parametrize("room", [160, 200, 300])
def test_what_is_grave_stays_where_the_conversation_has_heard_of_it(room: int):
    town = Town(STRUCK, THUNDER)
    town.ask("qu'est-ce qui se passe à Southport ?", language="fr")
    again = town.ask("le courant est réparé à Southport ?", language="fr", max_chars=room)
    assert "Toujours en vigueur" in again.text
