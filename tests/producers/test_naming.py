"""An event keeps its id where its feed does not, and never takes another's."""

from typing import Any

from tests.producers.stage import Stage, at, document
from tests.producers.transit_feed import alert, feed, metro


def told(**headlines: str) -> bytes:
    """Return a document: the feed's ids and what stands under them."""
    events: dict[str, Any] = {native: {"headline": text} for native, text in headlines.items()}
    return document(**events)


def ids(stage: Stage) -> list[tuple[str, str]]:
    """Return (id, headline or how it ended) of all that was published."""
    return [(e.event_id.removeprefix("metro:"), e.status or e.headline) for e in stage.events()]


async def test_the_same_content_under_a_new_id_is_the_same_event():
    stage = Stage()
    await stage.poll(0, told(n1="Delays", n2="Works"))
    for poll in range(1, 6):
        await stage.poll(30 * poll, told(**{f"n{poll}7": "Delays", f"n{poll}8": "Works"}))
    assert ids(stage) == [("n1", "Delays"), ("n2", "Works")]


async def test_a_feed_that_numbers_anew_swaps_no_events():
    stage = Stage()
    await stage.poll(0, told(n1="Delays", n2="Works", n3="Strike"))
    await stage.poll(30, told(n1="Works", n2="Strike"))
    await stage.poll(60, told(n1="Works", n2="Strike"))
    assert ids(stage)[3:] == [("n1", "vanished")]


async def test_what_is_new_under_an_id_that_is_taken_gets_one_of_its_own():
    stage = Stage()
    await stage.poll(0, told(n1="Delays", n2="Works"))
    await stage.poll(30, told(n1="Works", n2="Strike"))
    new_id, headline = ids(stage)[-1]
    assert headline == "Strike"
    assert new_id.startswith("n2~")
    await stage.poll(60, told(n1="Works", n2="Strike"))
    assert ids(stage)[3:] == [("n1", "vanished")]
    await stage.poll(90, told(n1="Works", n2="Strike of all buses"))
    assert ids(stage)[-1] == (new_id, "Strike of all buses")


async def test_a_renamed_event_goes_on_under_its_first_id_when_its_text_changes():
    stage = Stage()
    await stage.poll(0, told(n1="Delays"))
    await stage.poll(30, told(n9="Delays"))
    await stage.poll(60, told(n9="Long delays"))
    await stage.poll(90, told(n9="Long delays"))
    assert ids(stage) == [("n1", "Delays"), ("n1", "Long delays")]


async def test_a_restart_recognises_a_renamed_event_by_its_content():
    before = Stage()
    await before.poll(0, told(n1="Delays"))
    after = Stage(streams=before.streams)
    await after.runner.recall()
    await after.poll(30, told(n9="Delays"))
    await after.poll(60, told(n9="Delays"))
    assert ids(after) == [("n1", "Delays")]


async def test_an_alert_that_begins_as_its_feed_is_made_is_not_told_again_after_a_restart():
    body = feed(alert("a1", "Delays", periods=[(0, 9000)]), header=at(0))
    before = Stage(metro())
    await before.poll(0, body)
    after = Stage(metro(), streams=before.streams)
    await after.runner.recall()
    await after.poll(30, feed(alert("a1", "Delays", periods=[(0, 9000)]), header=at(30)))
    assert len(after.events()) == 1
