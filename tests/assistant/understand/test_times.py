"""When a question is about: words and clocks, at several nows, over midnight and clock changes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.understand.times import Tense, read_when

NEW_YORK = ZoneInfo("America/New_York")
KOLKATA = ZoneInfo("Asia/Kolkata")
AUCKLAND = ZoneInfo("Pacific/Auckland")
WEDNESDAY = datetime(2026, 3, 4, 11, 5, tzinfo=NEW_YORK)
"""Five past eleven in the morning, four days before the clocks go forward."""

FROM_WEDNESDAY = [
    # words, tense, from, to (month-day hour:minute in the city), key
    ("is the power out", Tense.NOW, "", "", ""),
    ("is the power out right now", Tense.NOW, "", "", ""),
    ("is the 12 late today", Tense.NOW, "", "", ""),
    ("how many people are affected", Tense.NOW, "", "", ""),
    ("is bus 12 at central station", Tense.NOW, "", "", ""),
    ("anything at 24th and valencia", Tense.NOW, "", "", ""),
    ("are there 5 buses", Tense.NOW, "", "", ""),
    ("any delays this morning", Tense.NOW, "", "", ""),
    ("did anyone else report it", Tense.NOW, "", "", ""),
    ("why did they block off the avenue", Tense.NOW, "", "", ""),
    ("what happened to the water here", Tense.NOW, "", "", ""),
    ("did the ground just shake", Tense.NOW, "", "", ""),
    ("was that an explosion", Tense.NOW, "", "", ""),
    ("why did they shut it yesterday", Tense.PAST, "03-03 00:00", "03-04 00:00", "yesterday"),
    ("is it open 24/7", Tense.NOW, "", "", ""),
    ("will the power be out tonight", Tense.AHEAD, "03-04 18:00", "03-05 06:00", "tonight"),
    ("power out tonite?", Tense.AHEAD, "03-04 18:00", "03-05 06:00", "tonight"),
    ("overnight closures", Tense.AHEAD, "03-04 18:00", "03-05 06:00", "overnight"),
    ("was it out overnight", Tense.PAST, "03-03 18:00", "03-04 06:00", "overnight"),
    ("this afternoon", Tense.AHEAD, "03-04 12:00", "03-04 18:00", "this_afternoon"),
    ("this evening", Tense.AHEAD, "03-04 18:00", "03-05 00:00", "this_evening"),
    ("was it late this morning", Tense.PAST, "03-04 05:00", "03-04 12:00", "this_morning"),
    ("later today", Tense.AHEAD, "03-04 11:05", "03-05 00:00", "later_today"),
    ("will it rain today", Tense.AHEAD, "03-04 11:05", "03-05 00:00", "later_today"),
    ("tomorrow", Tense.AHEAD, "03-05 00:00", "03-06 00:00", "tomorrow"),
    ("tmrw morning", Tense.AHEAD, "03-05 05:00", "03-05 12:00", "tomorrow_morning"),
    ("tommorow afternoon", Tense.AHEAD, "03-05 12:00", "03-05 18:00", "tomorrow_afternoon"),
    ("tomorrow evening", Tense.AHEAD, "03-05 18:00", "03-06 00:00", "tomorrow_evening"),
    ("tomorrow night", Tense.AHEAD, "03-05 18:00", "03-06 06:00", "tomorrow_night"),
    ("tomorrow night at 2", Tense.AHEAD, "03-06 02:00", "03-06 02:01", "at"),
    ("tomorrow at 3", Tense.AHEAD, "03-05 15:00", "03-05 15:01", "at"),
    ("tomorrow at 9", Tense.AHEAD, "03-05 09:00", "03-05 09:01", "at"),
    ("tomorrow morning at 5", Tense.AHEAD, "03-05 05:00", "03-05 05:01", "at"),
    ("5 tomorrow", Tense.AHEAD, "03-05 00:00", "03-06 00:00", "tomorrow"),
    ("was there an outage yesterday", Tense.PAST, "03-03 00:00", "03-04 00:00", "yesterday"),
    ("yesterdy morning", Tense.PAST, "03-03 05:00", "03-03 12:00", "yesterday_morning"),
    ("yesterday afternoon", Tense.PAST, "03-03 12:00", "03-03 18:00", "yesterday_afternoon"),
    ("yesterday evening", Tense.PAST, "03-03 18:00", "03-04 00:00", "yesterday_evening"),
    ("yesterday night", Tense.PAST, "03-03 18:00", "03-04 06:00", "last_night"),
    ("what happened last night", Tense.PAST, "03-03 18:00", "03-04 06:00", "last_night"),
    ("yesterday at 5", Tense.PAST, "03-03 17:00", "03-03 17:01", "at"),
    ("yesterday at 7", Tense.PAST, "03-03 07:00", "03-03 07:01", "at"),
    ("yesterday between 2 and 4", Tense.PAST, "03-03 14:00", "03-03 16:00", "between"),
    ("on friday", Tense.AHEAD, "03-06 00:00", "03-07 00:00", "day"),
    ("on fri", Tense.AHEAD, "03-06 00:00", "03-07 00:00", "day"),
    ("was the bus late on friday", Tense.PAST, "02-27 00:00", "02-28 00:00", "day"),
    ("last friday", Tense.PAST, "02-27 00:00", "02-28 00:00", "day"),
    ("friday night", Tense.AHEAD, "03-06 18:00", "03-07 06:00", "day"),
    ("on saturday morning", Tense.AHEAD, "03-07 05:00", "03-07 12:00", "day"),
    ("next monday", Tense.AHEAD, "03-09 00:00", "03-10 00:00", "day"),
    ("next wednesday", Tense.AHEAD, "03-11 00:00", "03-12 00:00", "day"),
    ("on wednesday", Tense.AHEAD, "03-04 00:00", "03-05 00:00", "today"),
    ("was it out on wednesday", Tense.PAST, "02-25 00:00", "02-26 00:00", "day"),
    ("by monday", Tense.AHEAD, "03-04 11:05", "03-09 00:00", "until"),
    ("until friday", Tense.AHEAD, "03-04 11:05", "03-06 00:00", "until"),
    ("since monday", Tense.PAST, "03-02 00:00", "03-04 11:05", "since"),
    ("after friday", Tense.AHEAD, "03-07 00:00", "", "after"),
    ("march 5", Tense.AHEAD, "03-05 00:00", "03-06 00:00", "day"),
    ("on the 5th of march", Tense.AHEAD, "03-05 00:00", "03-06 00:00", "day"),
    ("5 march", Tense.AHEAD, "03-05 00:00", "03-06 00:00", "day"),
    ("mar 12th", Tense.AHEAD, "03-12 00:00", "03-13 00:00", "day"),
    ("was there a fire on march 1", Tense.PAST, "03-01 00:00", "03-02 00:00", "day"),
    ("on the 5th", Tense.AHEAD, "03-05 00:00", "03-06 00:00", "day"),
    ("was it out on the 2nd", Tense.PAST, "03-02 00:00", "03-03 00:00", "day"),
    ("on 5/3", Tense.AHEAD, "05-03 00:00", "05-04 00:00", "day"),
    ("on 13/3", Tense.AHEAD, "03-13 00:00", "03-14 00:00", "day"),
    ("2026-03-02", Tense.PAST, "03-02 00:00", "03-03 00:00", "day"),
    ("on february 31", Tense.NOW, "", "", ""),
    ("at 5", Tense.AHEAD, "03-04 17:00", "03-04 17:01", "at"),
    ("at five", Tense.AHEAD, "03-04 17:00", "03-04 17:01", "at"),
    ("was it out at 5", Tense.PAST, "03-04 05:00", "03-04 05:01", "at"),
    ("will it be out at 11", Tense.AHEAD, "03-04 23:00", "03-04 23:01", "at"),
    ("5pm", Tense.AHEAD, "03-04 17:00", "03-04 17:01", "at"),
    ("5 p.m.", Tense.AHEAD, "03-04 17:00", "03-04 17:01", "at"),
    ("at 9 am", Tense.AHEAD, "03-05 09:00", "03-05 09:01", "at"),
    ("was it out at 9 am", Tense.PAST, "03-04 09:00", "03-04 09:01", "at"),
    ("17:30", Tense.AHEAD, "03-04 17:30", "03-04 17:31", "at"),
    ("17h30", Tense.AHEAD, "03-04 17:30", "03-04 17:31", "at"),
    ("at 5 o'clock", Tense.AHEAD, "03-04 17:00", "03-04 17:01", "at"),
    ("half past 6", Tense.AHEAD, "03-04 18:30", "03-04 18:31", "at"),
    ("quarter to 7", Tense.AHEAD, "03-04 18:45", "03-04 18:46", "at"),
    ("at noon", Tense.AHEAD, "03-04 12:00", "03-04 12:01", "at"),
    ("at midnight", Tense.AHEAD, "03-05 00:00", "03-05 00:01", "at"),
    ("around noon", Tense.AHEAD, "03-04 11:30", "03-04 12:30", "around"),
    ("will the bridge open by 6", Tense.AHEAD, "03-04 11:05", "03-04 18:00", "until"),
    ("before 10 tonight", Tense.AHEAD, "03-04 11:05", "03-04 22:00", "before"),
    ("was it late before 10", Tense.PAST, "03-04 00:00", "03-04 10:00", "before"),
    ("after 6", Tense.AHEAD, "03-04 18:00", "", "after"),
    ("since 8", Tense.PAST, "03-04 08:00", "03-04 11:05", "since"),
    ("since yesterday", Tense.PAST, "03-03 00:00", "03-04 11:05", "since"),
    ("since yesterday at 6", Tense.PAST, "03-03 18:00", "03-04 11:05", "since"),
    ("since last night", Tense.PAST, "03-03 18:00", "03-04 11:05", "since"),
    ("between 5 and 7", Tense.AHEAD, "03-04 17:00", "03-04 19:00", "between"),
    ("between 5 and 7 pm", Tense.AHEAD, "03-04 17:00", "03-04 19:00", "between"),
    ("was it delayed between 7 and 9", Tense.PAST, "03-04 07:00", "03-04 09:00", "between"),
    ("from 9 to 5 tomorrow", Tense.AHEAD, "03-05 09:00", "03-05 17:00", "between"),
    ("in the last hour", Tense.PAST, "03-04 10:05", "03-04 11:05", "in_last"),
    ("in the last two hours", Tense.PAST, "03-04 09:05", "03-04 11:05", "in_last"),
    ("over the past 30 minutes", Tense.PAST, "03-04 10:35", "03-04 11:05", "in_last"),
    ("in the last few days", Tense.PAST, "03-01 11:05", "03-04 11:05", "in_last"),
    ("in the last week", Tense.PAST, "02-25 11:05", "03-04 11:05", "in_last"),
    ("in an hour", Tense.AHEAD, "03-04 12:05", "03-04 12:06", "in_span"),
    ("in half an hour", Tense.AHEAD, "03-04 11:35", "03-04 11:36", "in_span"),
    ("in the next two hours", Tense.AHEAD, "03-04 11:05", "03-04 13:05", "in_next"),
    ("in two days", Tense.AHEAD, "03-06 00:00", "03-07 00:00", "day"),
    ("two days ago", Tense.PAST, "03-02 00:00", "03-03 00:00", "day"),
    ("how many outages this week", Tense.PAST, "03-02 00:00", "03-04 11:05", "this_week"),
    ("any road work this week", Tense.AHEAD, "03-04 11:05", "03-09 00:00", "this_week"),
    ("next week", Tense.AHEAD, "03-09 00:00", "03-16 00:00", "next_week"),
    ("last week", Tense.PAST, "02-23 00:00", "03-02 00:00", "last_week"),
    ("this weekend", Tense.AHEAD, "03-07 00:00", "03-09 00:00", "this_weekend"),
    ("next weekend", Tense.AHEAD, "03-14 00:00", "03-16 00:00", "next_weekend"),
    ("last weekend", Tense.PAST, "02-28 00:00", "03-02 00:00", "last_weekend"),
    ("what happened over the weekend", Tense.PAST, "02-28 00:00", "03-02 00:00", "last_weekend"),
    ("how often was it late this month", Tense.PAST, "03-01 00:00", "03-04 11:05", "this_month"),
    ("last month", Tense.PAST, "02-01 00:00", "03-01 00:00", "last_month"),
    ("earlier today", Tense.PAST, "03-04 00:00", "03-04 11:05", "earlier_today"),
    ("was there an outage", Tense.PAST, "03-04 00:00", "03-04 11:05", "earlier_today"),
    ("any outages recently", Tense.PAST, "03-03 11:05", "03-04 11:05", "in_last"),
    ("anything planned", Tense.AHEAD, "03-04 11:05", "", "ahead"),
    ("rush hour", Tense.AHEAD, "03-04 16:00", "03-04 19:00", "between"),
    ("rush hour tomorrow morning", Tense.AHEAD, "03-05 07:00", "03-05 10:00", "between"),
    ("was it late in the morning rush", Tense.PAST, "03-04 07:00", "03-04 10:00", "between"),
]  # fmt: skip


def assert_read(zone: ZoneInfo, now: datetime, words: str, expected: tuple[str, ...]) -> None:
    when = read_when(words, now.astimezone(UTC), zone)

    def local(instant: datetime | None) -> str:
        return instant.astimezone(zone).strftime("%m-%d %H:%M") if instant else ""

    start = local(when.span.start) if when.span else ""
    end = local(when.span.end) if when.span else ""
    assert (when.tense, start, end, when.key) == expected


@pytest.mark.parametrize(("words", "tense", "start", "end", "key"), FROM_WEDNESDAY)
def test_times_are_read_from_a_wednesday_morning(
    words: str, tense: Tense, start: str, end: str, key: str
):
    assert_read(NEW_YORK, WEDNESDAY, words, (tense, start, end, key))


OTHER_NOWS = [
    # zone, now, words, tense, from, to
    (NEW_YORK, (3, 5, 0, 30), "tonight", Tense.AHEAD, "03-04 18:00", "03-05 06:00"),
    (NEW_YORK, (3, 5, 0, 10), "was it out yesterday", Tense.PAST, "03-04 00:00", "03-05 00:00"),
    (NEW_YORK, (3, 4, 23, 55), "tomorrow", Tense.AHEAD, "03-05 00:00", "03-06 00:00"),
    (NEW_YORK, (3, 5, 0, 5), "tomorrow", Tense.AHEAD, "03-06 00:00", "03-07 00:00"),
    (NEW_YORK, (3, 5, 0, 10), "was there an outage", Tense.PAST, "03-04 00:10", "03-05 00:10"),
    (NEW_YORK, (3, 5, 7, 0), "last night", Tense.PAST, "03-04 18:00", "03-05 06:00"),
    (NEW_YORK, (3, 4, 16, 0), "this morning", Tense.PAST, "03-04 05:00", "03-04 12:00"),
    (NEW_YORK, (3, 4, 20, 0), "at 5", Tense.AHEAD, "03-05 05:00", "03-05 05:01"),
    (NEW_YORK, (3, 4, 20, 0), "was it late at 5", Tense.PAST, "03-04 17:00", "03-04 17:01"),
    (NEW_YORK, (3, 7, 10, 0), "this weekend", Tense.AHEAD, "03-07 10:00", "03-09 00:00"),
    (NEW_YORK, (3, 8, 10, 0), "was it shut this weekend", Tense.PAST, "03-07 00:00", "03-08 10:00"),
    (NEW_YORK, (3, 9, 10, 0), "last weekend", Tense.PAST, "03-07 00:00", "03-09 00:00"),
    (NEW_YORK, (12, 31, 12, 0), "january 2", Tense.AHEAD, "01-02 00:00", "01-03 00:00"),
    (NEW_YORK, (1, 2, 12, 0), "was it out on dec 31", Tense.PAST, "12-31 00:00", "01-01 00:00"),
    (NEW_YORK, (12, 5, 12, 0), "next month", Tense.AHEAD, "01-01 00:00", "02-01 00:00"),
    # the clocks go forward on 8 March at 2:00, and back on 1 November at 2:00
    (NEW_YORK, (3, 7, 12, 0), "tomorrow at 2:30 am", Tense.AHEAD, "03-08 03:30", "03-08 03:31"),
    (NEW_YORK, (10, 31, 12, 0), "tomorrow at 1:30 am", Tense.AHEAD, "11-01 01:30", "11-01 01:31"),
    (NEW_YORK, (3, 8, 4, 0), "in the last two hours", Tense.PAST, "03-08 01:00", "03-08 04:00"),
    (NEW_YORK, (11, 1, 4, 0), "in the last four hours", Tense.PAST, "11-01 01:00", "11-01 04:00"),
    (NEW_YORK, (3, 9, 12, 0), "yesterday", Tense.PAST, "03-08 00:00", "03-09 00:00"),
    # east of UTC the day is already another
    (KOLKATA, (3, 5, 0, 10), "yesterday", Tense.PAST, "03-04 00:00", "03-05 00:00"),
    (KOLKATA, (3, 5, 2, 0), "tomorrow", Tense.AHEAD, "03-06 00:00", "03-07 00:00"),
    (KOLKATA, (3, 4, 11, 5), "on 5/3", Tense.AHEAD, "03-05 00:00", "03-06 00:00"),
    (KOLKATA, (3, 4, 23, 0), "at 5", Tense.AHEAD, "03-05 05:00", "03-05 05:01"),
    (AUCKLAND, (4, 5, 12, 0), "today was it out", Tense.PAST, "04-05 00:00", "04-05 12:00"),
    (AUCKLAND, (4, 5, 12, 0), "in the last 10 hours", Tense.PAST, "04-05 02:00", "04-05 12:00"),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "now", "words", "tense", "start", "end"), OTHER_NOWS)
def test_times_are_read_right_over_midnight_and_clock_changes(
    zone: ZoneInfo, now: tuple[int, int, int, int], words: str, tense: Tense, start: str, end: str
):
    month, day, hour, minute = now
    at = datetime(2026, month, day, hour, minute, tzinfo=zone)
    key = read_when(words, at.astimezone(UTC), zone).key
    assert_read(zone, at, words, (tense, start, end, key))


def hours_of(words: str, month: int, day: int) -> float:
    at = datetime(2026, month, day, 12, tzinfo=NEW_YORK)
    span = read_when(words, at.astimezone(UTC), NEW_YORK).span
    assert span is not None
    assert span.end is not None
    return (span.end - span.start).total_seconds() / 3600


def test_a_day_has_as_many_hours_as_the_clocks_give_it():
    assert hours_of("yesterday", 3, 9) == 23
    assert hours_of("yesterday", 11, 2) == 25
    assert hours_of("yesterday", 3, 5) == 24


def test_a_time_that_comes_twice_is_the_earlier():
    at = datetime(2026, 10, 31, 12, tzinfo=NEW_YORK)
    span = read_when("tomorrow at 1:30 am", at.astimezone(UTC), NEW_YORK).span
    assert span is not None
    assert span.start == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_every_instant_is_utc_so_that_spans_compare_over_clock_changes():
    for words, *_ in FROM_WEDNESDAY:
        span = read_when(words, WEDNESDAY.astimezone(UTC), NEW_YORK).span
        assert span is None or span.start.tzinfo is UTC
        assert span is None or span.end is None or span.end.tzinfo is UTC
