"""Say instants in the city's clock and in words, with the day where it is not today."""

from datetime import datetime, timedelta

from assistant.phrases import Formed, Phrases, Words


def clock(phrases: Phrases, local: datetime) -> Words:
    """Say the time of day alone: `2:30 pm`, `6 pm`; it agrees with the hour as it is said.

    Args:
        phrases: the language's catalogue.
        local: the instant in the city's clock.
    """
    named = "midnight" if local.hour == 0 else "noon"
    half = "am" if local.hour < 12 else "pm"
    half = phrases.say(f"time.{half if local.minute or local.hour % 12 else named}")
    hour12 = local.hour % 12 or 12
    said = phrases.say(
        "time.clock" if local.minute else "time.clock_whole", hour=str(local.hour),
        hour12=str(hour12), minute=f"{local.minute:02d}", half=half,
    )  # fmt: skip
    twelve = "hour12" in phrases.slots("time.clock")
    return Words(said, number=hour12 if twelve else local.hour)


def moment(phrases: Phrases, local: datetime, today: datetime) -> Formed:
    """Say an instant, with its day where that is not today.

    Args:
        phrases: the language's catalogue.
        local: the instant in the city's clock.
        today: now, in the same clock.
    """
    said, days = clock(phrases, local), (local.date() - today.date()).days
    if days in (-1, 0, 1):
        return phrases.noun(f"moment.{('yesterday', 'today', 'tomorrow')[days + 1]}", clock=said)
    if 1 < days < 7:
        return phrases.noun("moment.weekday", weekday=phrases.weekday(local), clock=said)
    date = {
        "month": phrases.month(local), "month_number": str(local.month),
        "day": Words(str(local.day), number=local.day),
    }  # fmt: skip
    if local.year == today.year:
        return phrases.noun("moment.date", clock=said, **date)
    return phrases.noun("moment.date_of_year", clock=said, year=str(local.year), **date)


def span(phrases: Phrases, length: timedelta) -> str:
    """Say a length of time in its largest whole unit."""
    seconds = max(0, int(length.total_seconds()))
    for key, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size or (seconds >= size and key == "minutes"):
            return phrases.count(f"time.{key}", seconds // size)
    return phrases.count("time.seconds", seconds)
