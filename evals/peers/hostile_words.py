"""Read what hostile models say that is true of no event (`hostile.yaml`)."""

from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict


class HostileWords(BaseModel):
    """Hold sentences of hostile models, by language where it matters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gossip: dict[str, list[str]]
    denials: dict[str, list[str]]
    all_clear: dict[str, list[str]]
    causes: list[str]
    advice: list[str]
    languages: list[str]
    links: list[str]
    markup: list[str]
    commands: list[tuple[str, str]]


_FILE: Final = Path(__file__).with_name("hostile.yaml")
WORDS: Final = HostileWords.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))
