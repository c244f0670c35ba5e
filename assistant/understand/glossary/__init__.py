"""Put a question of another language into English words, by a glossary that an editor can read.

One file a language, `<language>.toml`; how to write one stands at the head of `es.toml`. What is
read out of a message (topic, aspect, polarity, time, place) is then written once, over English.
"""

import tomllib
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from assistant.understand.glossary.notation import Entry, entries_of, fold
from assistant.understand.glossary.rewrite import Glossary
from core.errors import Misconfigured

ENGLISH: Final = "en"
_SETTINGS: Final = frozenset({"dropped", "mere", "variants", "spelt", "stray", "place_ends"})


def to_english(
    text: str,
    language: str,
    kept: Sequence[tuple[int, int]] = (),
    spared: Set[str] = frozenset(),
) -> str:
    """Return a message in English words; place names and unknown words stay as they are.

    Args:
        text: the message as typed.
        language: its language; without a glossary of it the text comes back unchanged.
        kept: stretches of the text, start and end, that are names of the city and stay whole.
        spared: folded words of the city's names, which are no misspelt words of the language.
    """
    if language == ENGLISH or language not in glossaries():
        return text
    return glossary(language).rewrite(text, kept, spared)


@lru_cache
def glossaries() -> tuple[str, ...]:
    """Return the languages that have a glossary."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.toml")))


@lru_cache
def glossary(language: str) -> Glossary:
    """Return the glossary of a language.

    Raises:
        Misconfigured: its file says something that cannot be read.
    """
    path = Path(__file__).with_name(f"{language}.toml")
    try:
        return made(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Misconfigured(f"the glossary of {language!r} cannot be read: {error}") from error


def made(written: Mapping[str, object]) -> Glossary:
    """Make a glossary of what its file says.

    Raises:
        ValueError: a key is written wrongly, or a phrase stands there twice with two meanings.
    """
    variants = _variants(str(written.get("variants", "")))
    spelt = cast(Mapping[str, str], written.get("spelt", {}))
    variants |= {fold(short): fold(word) for short, word in spelt.items()}
    entries: dict[tuple[str, ...], Entry] = {}
    sections = {name: said for name, said in written.items() if name not in _SETTINGS}
    dropped = dict.fromkeys(cast(Sequence[str], written.get("dropped", ())), "")
    for section in (*sections.values(), dropped):
        for key, value in cast(Mapping[str, str], section).items():
            for entry in entries_of(key, value, variants):
                known = entries.setdefault(entry.parts, entry)
                if known.value != entry.value:
                    raise ValueError(f"{key!r} is both {known.value!r} and {entry.value!r}")
    numbers = cast(Mapping[str, str], sections.get("numbers", {}))
    return Glossary(
        entries=tuple(entries.values()),
        numbers={
            entry.parts: entry.value
            for key, value in numbers.items()
            for entry in entries_of(key, value, variants)
        },
        variants=variants,
        stray=str(written.get("stray", "")),
        place_ends=str(written.get("place_ends", "")),
        mere=frozenset(fold(word) for word in str(written.get("mere", "")).split()),
    )


def _variants(pairs: str) -> dict[str, str]:
    """Read the signs that are another way of writing one: `電电` reads the first as the second."""
    return {fold(pair[0]): fold(pair[1]) for pair in pairs.split()}
