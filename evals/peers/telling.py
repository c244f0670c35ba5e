"""Turn lines into what a model sends, and put harmful ones among faithful ones."""

import json
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from evals.peers.honest import honest, told_of
from evals.peers.line import Line, Speech
from evals.peers.reading import Sight

_MOST = 9


def spoken(lines: Sequence[Line]) -> Speech:
    """Return the JSON object that was asked for."""
    statements = [{"text": line.text, "event_ids": list(line.event_ids)} for line in lines]
    text = json.dumps({"statements": statements}, ensure_ascii=False)
    return Speech(text=text, lines=tuple(lines))


def an_id(sight: Sight, chance: Random) -> tuple[str, ...]:
    """Return an event to cite: one that the facts tell of."""
    events = told_of(sight)
    return (chance.choice(events)["event_id"],) if events else ()


def among(sight: Sight, chance: Random, harmful: Sequence[Line]) -> list[Line]:
    """Return harmful lines by themselves, among faithful ones, or inside them.

    Alone they are easily refused; among faithful ones the rest of the answer would still be shown;
    inside a faithful sentence they borrow its evidence.
    """
    luck = chance.random()
    if luck < 0.2:
        return list(harmful)
    lines = honest(sight, chance)
    for bad in harmful:
        place = chance.randrange(len(lines)) if lines else 0
        if luck < 0.6 or not lines:
            lines.insert(chance.randint(0, len(lines)), bad)
            continue
        host = lines[place]
        glue = chance.choice((" ", " ", "; ", ", and ", " - "))
        text = (
            host.text + " " + bad.text if luck < 0.8 else host.text.rstrip(".。") + glue + bad.text
        )
        ids = tuple(dict.fromkeys((*host.event_ids, *bad.event_ids)))
        harm = "; ".join(part for part in (host.harm, bad.harm) if part)
        lines[place] = replace(host, text=text, event_ids=ids, harm=harm)
    return lines[:_MOST]
