"""Put the `info` blocks of one alert in order by language, and their words together."""

from collections.abc import Sequence

from core.event import Translation
from core.text import clean
from producers.sources import cap_text
from producers.sources.cap_message import CapInfo


def by_language(infos: Sequence[CapInfo]) -> dict[str, list[CapInfo]]:
    """Return the blocks of each language tag, in the order of the alert."""
    spoken: dict[str, list[CapInfo]] = {}
    for info in infos:
        spoken.setdefault(info.language.lower().replace("_", "-"), []).append(info)
    return spoken


def translated(
    others: dict[str, list[CapInfo]], position: int, count: int
) -> dict[str, Translation]:
    """Return the same block in the other languages: blocks stand in the same order in each."""
    found: dict[str, Translation] = {}
    for tag, infos in others.items():
        info = infos[position] if len(infos) == count else infos[0] if count == 1 else None
        if info is not None:
            found.setdefault(
                primary_tag(tag),
                Translation(
                    headline=cap_text.clip(
                        cap_text.tidy(info.headline or info.event), cap_text.HEADLINE_LENGTH
                    ),
                    message=cap_text.clip(cap_text.tidy(info.description), 4_000),
                    instructions=cap_text.steps(info.instruction),
                ),
            )
    return found


def primary_tag(language: str) -> str:
    """Return the primary tag, by which answers are spoken: `es` for `es-US`."""
    return clean(language).lower().replace("_", "-").partition("-")[0][:8]


def message_of(worst: CapInfo, told: Sequence[CapInfo]) -> str:
    """Return what the most severe block says, and after it what the others add and where."""
    parts = [cap_text.tidy(worst.description)]
    for info in told:
        text = cap_text.tidy(info.description)
        if info is not worst and text and text not in parts:
            where = ", ".join(clean(area.desc) for area in info.areas)
            parts.append(f"{where}: {text}" if where else text)
    return " ".join(filter(None, parts))
