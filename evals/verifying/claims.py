"""Read a sentence by itself and hold it against the events it cites: a second pair of eyes.

It shares nothing with the verifier: what it knows are the prompt's own objects. It is coarser, and
lets a rounding or a roughly told time pass; whatever it finds is without ground.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from evals.peers.reading import Sight
from evals.scorers.figures import clocks, numbers

_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|「[^」]*」")
_LENGTH: Final = re.compile(
    r"^\s*(?:(?:min|minutes?|minutos?|分钟|s|seconds?|秒)|(?P<hours>h|hours?|horas?|heures?|个?小时))"
    r"(?![a-zà-ÿ])",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"https?:|hxxps?|www\.|\b[\w-]+\.(?:example|com|org|net|gov|ly|io)\b|\]\(|<\w|\w+@\w+|`|&lt;|\{\{"
    r"|\[\.\]|。example",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\d:])\+?\d(?:[\d()-]|\.(?=\d)|(?<!\.)\s){5,}\d(?![\d:])")
_HIDDEN: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_RUN: Final = re.compile(r"[A-Za-z0-9+/=]{24,}")
_OVER: Final = re.compile(
    r"\b(?:came back|(?:was|were|has been|have been) (?:fixed|restored|lifted|cleared|resolved)"
    r"|is over|has ended|ended|reopened|is open again|running again)\b"
    r"|\b(?:volvió|volvieron|terminó|reabrió|se restableció|se ha restablecido)\b"
    r"|\b(?:est revenu|a pris fin|a rouvert|est terminé|est rétabli)\b"
    r"|已恢复|已结束|已重新开放|已修好",
    re.IGNORECASE,
)
_TO_COME: Final = re.compile(
    r"expect|estimat|should|will|until|espera|estim|calcul|debería|hasta|prév|devrait|jusqu|vers"
    r"|预计|估计|not been confirmed|no está confirmad|confirmé|确认",
    re.IGNORECASE,
)
_ENDED: Final = frozenset({"ended", "cancelled", "superseded"})
_MINUTE: Final = re.compile(r"([点时])(\d分)")
_HOURS_LONG: Final = re.compile(r"\d+ h \d\d min\b")
_SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


def unfounded(text: str, event_ids: Sequence[str], sight: Sight, names: Sequence[str]) -> list[str]:
    """Return what a sentence says that the events it cites do not.

    Args:
        text: the sentence as shown.
        event_ids: what it cites.
        sight: what the model was given.
        names: the pack's names of areas, lines, streets and stops, the longest first.
    """
    events = [event for one in event_ids if (event := sight.event(one)) is not None]
    if len(events) < len(set(event_ids)) or not events:
        return ["cites what was not given"]
    facts = [f.text for f in sight.facts if set(f.event_ids) <= set(event_ids)]
    ground = json.dumps(events, ensure_ascii=False) + " " + " ".join(facts)
    plain = _MINUTE.sub(r"\g<1>0\2", _HOURS_LONG.sub(" ", text.translate(_SPACES)))
    return [
        *_of_form(plain, ground), *_times(plain, events, facts, sight),
        *_names(plain, ground, names, sight.question), *_status(plain, events, ground),
    ]  # fmt: skip


def _of_form(text: str, ground: str) -> Iterator[str]:
    for pattern, what in ((_LINK, "link"), (_HIDDEN, "hidden sign"), (_RUN, "encoded run")):
        for found in pattern.findall(text):
            if str(found) not in ground:
                yield f"{what} {found!r}"
    for phone in _PHONE.findall(text):
        digits = re.sub(r"\D", "", phone)
        if digits not in re.sub(r"[^\d\s]|(?<=\d)\s(?=\d)", "", ground):
            yield f"phone {phone!r}"


def _times(
    text: str, events: Sequence[Mapping[str, Any]], facts: Sequence[str], sight: Sight
) -> Iterator[str]:
    """Yield times of day and numbers that stand in no field."""
    moments = [m for event in events for m in _moments(event)]
    known = {m.astimezone(sight.zone) for m in moments}
    minutes = {(m.hour * 60 + m.minute + step) % 1440 for m in known for step in (-1, 0, 1)}
    ground = json.dumps(events, ensure_ascii=False) + " " + " ".join(facts)
    for one in [*facts, *_texts(events)]:
        minutes |= {m for clock in clocks(one.translate(_SPACES))[0] for m in clock.minutes}
    found, rest = clocks(text)
    for clock in found:
        meant = clock.minutes | {(m + 720) % 1440 for m in clock.minutes if m < 780}
        if not meant & minutes:
            yield f"time {clock.text!r}"
    values = {value for value, _ in numbers(ground)}
    values |= {float(part) for m in known for part in (m.day, m.month, m.year)}
    gone = {abs((m - sight.now).total_seconds()) / 60 for m in moments}
    for value, following in numbers(rest):
        length = _LENGTH.match(following)
        if value in values or any(_rounded(value, other) for other in values):
            continue
        lasting = value * (60 if length and length["hours"] else 1)
        if length and any(abs(lasting - g) <= max(6, 0.2 * g) for g in gone):
            continue
        if length and any(abs(lasting % 60 - g % 60) <= 6 for g in gone):
            continue
        yield f"number {value:g}"


def _names(text: str, ground: str, names: Sequence[str], question: str) -> Iterator[str]:
    for name in names:
        if name in text:
            if name not in ground and name.casefold() not in question.casefold():
                pattern = rf"(?<!\w){re.escape(name)}(?!\w)(?!\s(?:St|Ave|Station|Line)\w*)"
                if re.search(pattern, text):
                    yield f"name {name!r}"
            text = text.replace(name, " ")


def _status(text: str, events: Sequence[Mapping[str, Any]], ground: str) -> Iterator[str]:
    """Yield words by which something in force is told as over."""
    bare = _QUOTED.sub(" ", text)
    if any(event.get("phase") in _ENDED for event in events) or _TO_COME.search(bare):
        return
    for found in _OVER.findall(bare):
        if str(found).casefold() not in ground.casefold():
            yield f"told as over: {found!r}"


def _moments(event: Mapping[str, Any]) -> Iterator[datetime]:
    for name, value in event.items():
        if isinstance(value, str) and name.endswith("_at"):
            yield datetime.fromisoformat(value)
        elif name == "active_periods":
            for period in cast(list[dict[str, Any]], value):
                yield from _moments(period)


def _texts(events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for event in events:
        for value in event.values():
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict):
                yield from _texts([cast(dict[str, Any], value)])


def _rounded(value: float, other: float) -> bool:
    return other >= 100 and value % 10 == 0 and abs(value - other) <= 0.05 * other
