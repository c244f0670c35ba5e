"""Whoever asks about smoke hears of the air, and of the fire that it may come from."""

import pytest

from assistant.answer import Status
from tests.assistant.town import Town, ago, event

FIRE = event("emergency", "F-1", "fire", source="emergency-management", area="Harbor",
             severity="moderate", timestamp=ago(20), headline="Warehouse fire")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("how bad is the smoke", "A fire is reported in Harbor since 10:45 am"),
        ("how bad is the smoke in harbor?", "A fire is reported in Harbor since 10:45 am"),
        ("is there smoke in the air in harbor", "A fire is reported in Harbor since 10:45 am"),
        ("¿qué tan fuerte es el humo en Harbor?", "Se reporta un incendio en Harbor"),
        ("la fumée est-elle forte à Harbor ?", "Un incendie est signalé dans le secteur Harbor"),
        ("Harbor的烟雾严重吗？", "Harbor自10:45起出现火情"),
    ],
)
def test_smoke_is_told_with_the_fire_in_force(text: str, told: str):
    answer = Town(FIRE).ask(text)
    assert answer.status is Status.REPORTED
    first = answer.text.split(answer.writing.stop)[0]
    assert told in first
    assert [hit.event.event.event_id for hit in answer.cited] == ["F-1"]


def test_smoke_without_a_fire_is_a_matter_of_the_air():
    answer = Town().ask("how bad is the smoke in harbor?")
    assert answer.status is Status.NOTHING_REPORTED
    assert "fire" not in answer.text


def test_a_fire_elsewhere_is_not_told_of_smoke_here():
    assert "F-1" not in Town(FIRE).ask("how bad is the smoke in lakeview?").text


def test_the_fire_is_told_beside_bad_air():
    bad = event("emergency", "A-1", "air_quality", source="air-quality", area="Harbor",
                timestamp=ago(10))  # fmt: skip
    told = [h.event.event.event_id for h in Town(FIRE, bad).ask("is it smoky in harbor?").cited]
    assert "F-1" in told
