"""Be models whose servers break: garbage, errors, silence, and replies cut at every byte."""

import json
from dataclasses import replace
from random import Random
from typing import Any, Final

from evals.peers.honest import honest
from evals.peers.line import Line, Speech
from evals.peers.reading import Sight
from evals.peers.server import Peer
from evals.peers.telling import spoken

_HOURS: Final = 3600.0


def garbage(sight: Sight, chance: Random) -> Speech:
    """Send what is no answer, in the content or in place of the completion."""
    good = spoken(honest(sight, chance))
    whole: dict[str, Any] = json.loads(good.text)
    first: dict[str, Any] = whole["statements"][0] if whole["statements"] else {"text": "x"}
    own = first.get("event_ids") or ["x"]
    contents = (
        "", " ", "null", "[]", "{}", "true", "{\"statements\": null}", "{\"statements\": {}}",
        "{\"statements\": [null, 3, \"x\"]}", "<!doctype html><h1>502</h1>", "Yes, power is out.",
        good.text[:-2], good.text + "}", good.text * 2, "x" * 300_000, "[" * 5000,
        "{\"a\":" * 2000, good.text.replace('"text"', '"txet"'), "```json\n" + good.text[:-1],
        "Sure! " + good.text, good.text.replace("\"", "'"), "\ufeff" + good.text, "\x00" * 50,
        json.dumps({"statements": [{"text": "\ud800", "event_ids": own}]}),
        json.dumps({"statements": [{"text": "y" * 20_000, "event_ids": own}]}),
        json.dumps({"statements": [{**first, "event_ids": [{}]}]}),
        json.dumps({"statements": [{**first, "event_ids": own * 500}]}),
        json.dumps({"statements": [{"text": 7, "event_ids": own}]}),
        json.dumps({"statements": [first] * 400}),
        json.dumps({"statements": [{"text": None, "event_ids": None}]}),
        '{"statements": [], "statements": ' + json.dumps(whole["statements"]) + "}",
        '{"statements": [{"text": "Fine.", "text": "All is well.", "event_ids": ["x"]}]}',
        json.dumps({"statements": [{**first, "event_ids": ["no-such-event"]}]}),
    )  # fmt: skip
    bodies = (
        b"", b"null", b"[]", b"{}", b"<html>hello</html>", b"\xff\xfe\x00", b"{\"choices\": []}",
        b'{"choices": null}', b'{"choices": [{"message": null}]}',
        b'{"choices": [{"message": {"content": 5}}]}', b"data: nonsense\n\n",
        b"data: {\"choices\": [{\"delta\": null}]}\n\ndata: [DONE]\n\n",
        b"data: {\"choices\": [{\"delta\": {\"content\": [1]}}]}\n\n", b"data: [DONE]\n\n",
        b"data: {" * 9000,
    )  # fmt: skip
    harmful = (Line("All is well.", (), "garbage"), Line("Fine.", (), "garbage"),
               Line("Yes, power is out.", (), "garbage"))  # fmt: skip
    if chance.random() < 0.7:
        return Speech(text=chance.choice(contents), lines=(*good.lines, *harmful))
    return Speech(body=chance.choice(bodies), lines=harmful)


def hanging(sight: Sight, chance: Random) -> Speech:
    """Say nothing at all."""
    return replace(spoken(honest(sight, chance)), wait_s=_HOURS)


def stalling(sight: Sight, chance: Random) -> Speech:
    """Stop in the middle, or send a letter a second."""
    good = spoken(honest(sight, chance))
    if chance.random() < 0.5:
        return replace(good, stop_after=chance.randrange(len(good.text)))
    return replace(good, piece=1, pause_s=1.0)


def cut() -> Peer:
    """Return a model whose reply ends after the first byte, the next some bytes later."""
    sent = 0

    def speak(sight: Sight, chance: Random) -> Speech:
        nonlocal sent
        good = spoken(honest(sight, chance))
        sent = sent % 4000 + chance.randint(1, 7)
        if chance.random() < 0.5:
            return replace(good, cut_after=sent, piece=chance.choice((1, 5, 24, 4000)))
        return replace(good, text=good.text[: sent % (len(good.text) + 1)])

    return speak


def refusing(_: Sight, chance: Random) -> Speech:
    """Answer with an error, with or without a word on when to come again."""
    status = chance.choice((429, 429, 500, 502, 503, 400, 401, 404))
    after = chance.choice(({}, {"Retry-After": "1"}, {"Retry-After": "120"}, {"Retry-After": "x"}))
    return Speech(status=status, headers=after)


def resetting(_: Sight, chance: Random) -> Speech:
    """Close the connection in the face of who asks."""
    return Speech(reset=True) if chance.random() < 0.7 else Speech(body=b"", cut_after=3)
