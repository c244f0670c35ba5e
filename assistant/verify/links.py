"""Hold links, hosts, mail addresses, phone numbers, handles and tags.

They count only from an event's `url`, `contact`, `instructions` and `message`, exactly, and a link
only where its host is the event's own. The emergency number and the help line are ours to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court, Witness

_TLD: Final = r"(?:[a-z]{2,24}|xn--[a-z0-9-]+)"
_LINK: Final = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{1,15}}://|www\.|mailto:|tel:|sms:|javascript:"
    rf"|data:)[^\s\"'<>，。；）】」]+"
    rf"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|(?<![\w@.])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+{_TLD}(?![\w-]"
    rf"|\.\w)(?:/[^\s\"'<>，。；）】」]*)?"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b(?::\d+)?(?:/\S*)?",
    re.IGNORECASE,
)
_SPELT: Final = re.compile(
    r"\b[\w-]+\s*[\[({]?\s*(?:dot|punto|point|点)\s*[\])}]?\s*(?:com|org|net|gov|io|info|co|us|edu"
    r"|app)\b"
    r"|\bh(?:tt|xx)ps?\b|\[\.\]|\(\.\)",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"(?<![\w@.])[@＠]\w[\w.]*|(?<![\w&])[#＃](?!\d{1,3}\b)\w+")
_PHONE: Final = re.compile(
    r"(?<![\w(])\(\d{2,4}\)[\s.-]?\d{3,4}(?:[\s.\-–·]\d{2,4}){0,4}(?![\d:/-]|[.,]\d)"
    r"|(?<![\d.,:/-])(?:\+\d{1,3}[\s.-]?|1[\s.-](?=\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}))?(?:\(\d{2,4}\)[\s.-]?)?\d{2,4}(?:[\s.\-–·]\d{2,4}){1,4}(?![\d:/-]|[.,]\d)"
    r"|(?<![\d.,:/-])\+?\d{7,15}(?![\d:/-]|[.,]\d)|\b\d?[-.\s]?\(?\d{3}\)?[-.\s][A-Z]{3,}[-A-Z]*\b"
)
_CALL: Final = re.compile(
    r"(?:\b(?:call|dial|phone|ring|text|telephone|hotline|line|contact|via|sms|tty|number|at|to|on"
    r"|llam[aeo]\w*|marqu?e"
    r"|marcar|teléfono|tel|número|al|appel\w*|composez|téléphone|numéro|le|au)\b[\s:.(#]*|(?:拨打"
    r"|致电|拨|电话|热线|打|联系)[\s:：]*)"
    r"(\d{2,6})(?!\d|[-.:,]?\d|\s*%|\))",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"\s*(?:bus|line|trains?|tram|route|ferry|[ap]\.?m\b|[ap]m\b|h\b|hrs?\b|:|km|m\b|min|点|时|分|户|人)",
    re.IGNORECASE,
)
_CALLING: Final = re.compile(
    r"call|dial|phone|ring|text|hotline|contact|sms|tty|number|llam|mar[cq]|tel|númer|appel|compos"
    r"|numér|拨|致电|电话|热线|打|联系", re.IGNORECASE,
)  # fmt: skip
_ABBREVIATED: Final = frozenset(
    {"a.m", "p.m", "e.g", "i.e", "u.s", "p.ej", "d.c", "n.y", "o.k", "vs"}
)
_FROM: Final = ("contact", "instructions", "message")
_NO_LINK: Final = "no cited event gives this link"
_NO_PHONE: Final = "no cited event gives this number"


def check(text: str, court: Court) -> list[Checked]:
    """Find links and numbers to call in a statement, and hold each to be a cited event's own."""
    checked: list[Checked] = []
    taken: list[tuple[int, int]] = []
    for start, end, kind in _found(text, court):
        if any(s < end and start < e for s, e in taken):
            continue
        taken.append((start, end))
        checked.append(_held(Claim(kind, text[start:end], start, end), court))
    return checked


def _found(text: str, court: Court) -> Iterator[tuple[int, int, ClaimKind]]:
    for found in _LINK.finditer(text):
        bare = found.group().rstrip(".,;:!?)")
        if bare.casefold() not in _ABBREVIATED and not _is_number(bare):
            yield found.start(), found.start() + len(bare), ClaimKind.LINK
    for pattern in (_SPELT, _HANDLE):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), ClaimKind.LINK
    for found in _PHONE.finditer(text):
        if _is_phone(found.group()):
            yield found.start(), found.end(), ClaimKind.PHONE
    for found in _CALL.finditer(text):
        if _is_called(text, found, court):
            yield found.start(1), found.end(1), ClaimKind.PHONE


def _is_number(bare: str) -> bool:
    return not any(sign.isalpha() for sign in bare) and bare.count(".") < 3


def _is_phone(run: str) -> bool:
    """Say whether groups of digits are long enough to be called, and no thousands or dates."""
    digits = _digits(run)
    if any(sign.isalpha() for sign in run):
        return True
    if re.fullmatch(r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+", run) or re.fullmatch(
        r"(?:19|20)\d\d[-–](?:0?\d|1[0-2])(?:[-–]\d{1,2})?|\d{1,2}[-–.]\d{1,2}[-–.](?:19"
        r"|20)?\d\d",
        run,
    ):
        return False
    return len(digits) >= 7


def _is_called(text: str, found: re.Match[str], court: Court) -> bool:
    """Say whether a short number is one to call: by its verb, or as the city's known one."""
    if _COUNTED.match(text, found.end()):
        return False
    if _CALLING.search(found.group()):
        return True
    return found[1] in (court.city.emergency_number, court.city.help_line)


@dataclass(frozen=True, slots=True)
class _Given:
    """Hold what one event gives to be called or visited."""

    links: frozenset[str]
    numbers: frozenset[str]
    hosts: frozenset[str]
    fields: tuple[tuple[str, str], ...]


def _held(claim: Claim, court: Court) -> Checked:
    by: list[str] = []
    events: set[str] = set()
    for witness in court.witnesses:
        given = _given(_texts(witness), witness.hit.event.event.url)
        field = _field(claim, given)
        if field:
            by.append(f"{witness.event_id}.{field}")
            events.add(witness.event_id)
    if events:
        return Checked(claim, tuple(by), frozenset(events))
    return Checked(claim, why=_NO_PHONE if claim.kind is ClaimKind.PHONE else _NO_LINK)


def _field(claim: Claim, given: _Given) -> str:
    """Return the field of an event that gives what is claimed; empty for none."""
    if claim.kind is ClaimKind.PHONE:
        digits = _digits(claim.text)
        if digits not in given.numbers:
            return ""
        return next((f for f, text in given.fields if digits in _numbers(text)), "contact")
    plain = _plain(claim.text)
    host = _host(claim.text)
    if plain not in given.links or (host and host not in given.hosts):
        return ""
    return next((f for f, text in given.fields if plain in _links(text)), "url")


def _texts(witness: Witness) -> tuple[tuple[str, str], ...]:
    found = [("url", witness.hit.event.event.url)]
    found += [(s.field, s.text) for s in witness.said if s.field.rsplit(".", 1)[-1] in _FROM]
    return tuple(found)


@lru_cache(maxsize=4096)
def _given(fields: tuple[tuple[str, str], ...], url: str) -> _Given:
    links = {_plain(url)} if url else set[str]()
    numbers: set[str] = set()
    hosts = {_host(url)} - {""}
    for field, text in fields:
        links |= _links(text)
        numbers |= _numbers(text)
        if field == "contact":
            hosts |= {_host(link) for link in _links(text)} - {""}
    links |= hosts
    wider = {host.removeprefix("www.") for host in hosts} | {f"www.{host}" for host in hosts}
    return _Given(frozenset(links), frozenset(numbers), frozenset(hosts | wider), fields)


@lru_cache(maxsize=4096)
def _links(text: str) -> frozenset[str]:
    found = {_plain(one.group()) for one in _LINK.finditer(text)}
    return frozenset(found | {_plain(one.group()) for one in _HANDLE.finditer(text)})


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[str]:
    found = {_digits(one.group()) for one in _PHONE.finditer(text) if _is_phone(one.group())}
    return frozenset(found | {one[1] for one in _CALL.finditer(text)})


def _plain(link: str) -> str:
    """Return a link as it compares: without scheme, case of the host, and a stroke at its end."""
    bare = link.strip().rstrip(".,;:!?)/")
    bare = re.sub(r"^(?:https?://)", "", bare, flags=re.IGNORECASE)
    host, stroke, path = bare.partition("/")
    return f"{host.casefold()}{stroke}{path}"


def _host(link: str) -> str:
    """Return the host of a link or of a mail address; empty for a handle."""
    bare = link.strip().rstrip(".,;:!?)")
    if bare[:1] in "@#＠＃":
        return ""
    if "@" in bare and "://" not in bare:
        return bare.rsplit("@", 1)[-1].casefold()
    try:
        return (urlsplit(bare if "://" in bare else f"//{bare}").hostname or "").casefold()
    except ValueError:
        return bare.casefold()


_LETTERS: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def _digits(number: str) -> str:
    """Return the digits of a number, letters as on a phone's keys, without a country's 1."""
    digits = "".join(sign for sign in number.upper().translate(_LETTERS) if sign.isdigit())
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
