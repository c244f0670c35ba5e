"""Write Chinese."""

from datetime import datetime
from random import Random
from typing import Final

from evals.peers.voices.voice import Voice, days_between, five, is_bus, rounded, to_hours

_DIGITS: Final = "零一二三四五六七八九"
_COLOURS: Final = {"Red Line": "红线", "Blue Line": "蓝线", "Green Line": "绿线"}


class Mandarin(Voice):
    """Write slots in Chinese."""

    def clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return `8:32`, `上午8:32`, `早上8点32分`, `昨天20:32`."""
        days = days_between(at, now)
        return f"{_day(at, days, chance) if days else ''}{_time(at, chance)}"

    def at_clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return the same: Chinese puts nothing before it."""
        return self.clock(at, now, chance)

    def length(self, minutes: int, chance: Random) -> str:
        """Return `大约两小时`, `约20分钟`, `半小时左右`."""
        if 28 <= minutes <= 32:
            return chance.choice(("半小时左右", "大约30分钟"))
        hours = to_hours(minutes)
        if hours == 1.5:
            return "大约一个半小时"
        if hours is not None and hours == int(hours) and hours <= 20:
            number = int(hours)
            word = "两" if number == 2 else _word(number)
            return chance.choice((f"大约{word}小时", f"约{number}小时", f"{word}个小时左右"))
        if minutes > 75:
            return f"大约{minutes // 60}小时{five(minutes % 60)}分钟"
        near = five(minutes) if minutes >= 20 else minutes
        return chance.choice((f"大约{near}分钟", f"约{near}分钟", f"{near}分钟左右"))

    def minutes(self, number: int, chance: Random) -> str:
        """Return `16分钟`, `十六分钟`, `一小时`."""
        if number == 60:
            return chance.choice(("60分钟", "一小时", "1小时"))
        word = _word(number) if 3 <= number <= 20 and chance.random() < 0.4 else str(number)
        return f"{word}分钟"

    def count(self, number: int, chance: Random) -> str:
        """Return `4,980`, `4980`, `约5000`, `近5000`, `十二`."""
        near, luck = rounded(number), chance.random()
        if 3 <= number <= 20 and luck < 0.5:
            return _word(number)
        if near is not None and luck < 0.4:
            word = chance.choice(("近" if near > number else "超过", "约", "大约"))
            return f"{word}{near}"
        return f"{number:,}" if luck < 0.7 else str(number)

    def line(self, name: str, chance: Random) -> str:
        """Return `Blue Line`, `蓝线`, `55路公交`."""
        number = is_bus(name)
        if number:
            return chance.choice((name, f"{number}路公交车", f"{number}路公交"))
        return _COLOURS[name] if name in _COLOURS and chance.random() < 0.35 else name

    def stop(self, name: str) -> str:
        """Return `Riverfront站`."""
        return f"{name}站"

    def joined(self, names: list[str]) -> str:
        """Return `甲、乙和丙`."""
        return "和".join(["、".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _time(at: datetime, chance: Random) -> str:
    if (at.hour, at.minute) == (12, 0) and chance.random() < 0.5:
        return "中午12点"
    half = "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"
    hour, luck = at.hour if at.hour <= 12 else at.hour - 12, chance.random()
    if luck < 0.4:
        return f"{at.hour}:{at.minute:02}"
    if luck < 0.7:
        return f"{half}{hour}:{at.minute:02}"
    minute = f"{at.minute}分" if at.minute else ""
    return f"{half}{hour}点{minute}" if luck < 0.9 else f"{at.hour}点{minute}"


def _day(at: datetime, days: int, chance: Random) -> str:
    near = {-1: "昨天", 1: "明天"}.get(days)
    dated = f"{at.month}月{at.day}日"
    weekday = f"星期{'一二三四五六日'[at.weekday()]}" if abs(days) < 7 else dated
    return chance.choice((near or weekday, near or weekday, weekday, dated))


def _word(number: int) -> str:
    """Return a number up to twenty in characters."""
    tens, ones = divmod(number, 10)
    lead = {0: "", 1: "十", 2: "二十"}[tens]
    return lead + (_DIGITS[ones] if ones or not tens else "")
