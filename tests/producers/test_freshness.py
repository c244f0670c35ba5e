"""A feed that repeats itself, lags or has a wrong clock is told apart from one that speaks."""

from tests.producers.stage import Stage, WordsSource, at, document


def stage_of_ten_minutes() -> Stage:
    return Stage(WordsSource(stale_after_s=600))


async def test_the_same_bytes_for_an_hour_are_stale_after_ten_minutes():
    stage = stage_of_ten_minutes()
    errors: list[str | None] = []
    for poll in range(120):
        await stage.poll(30 * poll, document("fire", header=at(0)))
        errors.append(stage.beat()["error"])
    assert errors == [None] * 20 + ["stale_content"] * 100
    assert stage.beat()["last_ok_at"] == "2025-12-25T15:09:30Z"
    await stage.poll(3600, document("fire", header=at(3600)))
    assert stage.beat()["state"] == "ok"
    assert stage.news() == [("fire", "on")]


async def test_a_quiet_feed_whose_header_moves_is_well():
    stage = stage_of_ten_minutes()
    for second in range(0, 3600, 300):
        await stage.poll(second, document("fire", header=at(second)))
        assert stage.beat()["state"] == "ok"


async def test_a_stale_document_tells_its_news_and_ends_nothing():
    stage = stage_of_ten_minutes()
    await stage.poll(0, document("fire", "flood", header=at(0)))
    stage.news()
    for second in (700, 730, 760, 790):
        await stage.poll(
            second,
            document("fire", "storm", header=at(10), over={"status": "resolved"}),
        )
        assert stage.beat()["error"] == "stale_content"
    assert stage.news() == [("storm", "on")]


async def test_a_header_an_hour_ahead_is_judged_by_what_we_see():
    stage = stage_of_ten_minutes()
    for second in (0, 300, 600):
        await stage.poll(second, document("fire", header=at(second + 3600)))
        assert stage.beat()["state"] == "ok"
    for second, error in ((900, None), (1199, None), (1200, "stale_content")):
        await stage.poll(second, document("fire", header=at(4200)))
        assert stage.beat()["error"] == error


async def test_a_header_at_the_beginning_of_time_is_stale():
    stage = stage_of_ten_minutes()
    await stage.poll(0, document("fire", header=at(-(10**9))))
    assert stage.beat()["error"] == "stale_content"
    assert stage.beat()["last_ok_at"] is None


async def test_a_feed_without_a_header_is_stale_when_its_bytes_stand_still():
    stage = stage_of_ten_minutes()
    for second, error in ((0, None), (570, None), (600, "stale_content")):
        await stage.poll(second, document("fire"))
        assert stage.beat()["error"] == error
    await stage.poll(630, document("fire", "flood"))
    assert stage.beat()["state"] == "ok"


async def test_a_cache_that_lags_behind_brings_nothing_back_and_ends_nothing():
    stage = stage_of_ten_minutes()
    await stage.poll(0, document("fire", header=at(0)))
    await stage.poll(30, document("fire", "flood", header=at(30)))
    stage.news()
    for second in (60, 90):
        await stage.poll(second, document("fire", header=at(0)))
        assert stage.beat()["error"] == "stale_content"
    await stage.poll(120, document("fire", "flood", header=at(120)))
    assert stage.news() == []
    assert stage.beat()["state"] == "ok"


async def test_an_older_document_does_not_bring_older_words_back():
    source = WordsSource(stale_after_s=600)
    old = document(fire={"headline": "Fire"}, header=at(0))
    stage = Stage(source)
    await stage.poll(0, old)
    await stage.poll(30, document(fire={"headline": "Fire, spreading"}, header=at(30)))
    assert stage.news() == [("fire", "on")] * 2
    await stage.poll(60, old)
    assert stage.news() == []
    after = Stage(source, streams=stage.streams)
    after.clock.set(at(90))
    await after.runner.recall()
    await after.poll(90, document(fire={"headline": "Fire"}, header=at(10)))
    assert [e.headline for e in after.events()] == ["Fire", "Fire, spreading"]


async def test_a_clock_put_right_is_believed_at_once():
    stage = stage_of_ten_minutes()
    await stage.poll(0, document("fire", header=at(3600)))
    await stage.poll(30, document("fire", "flood", header=at(30)))
    assert stage.beat()["state"] == "ok"
    assert stage.news() == [("fire", "on"), ("flood", "on")]
