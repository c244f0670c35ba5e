"""Name what can be wrong with an answer."""

from dataclasses import dataclass
from enum import StrEnum


class HarmName(StrEnum):
    """The harms, the gravest first."""

    MISSED_DANGER = "MissedDanger"
    FALSE_ALL_CLEAR = "FalseAllClear"
    STALE_ADVICE = "StaleAdvice"
    WRONG_PLACE = "WrongPlace"
    INVENTED_FACT = "InventedFact"
    WRONG_TIME = "WrongTime"
    MISSED_SEVERE = "MissedSevere"
    CONTRADICTION = "Contradiction"
    WRONG_STATUS = "WrongStatus"
    NEEDLESS_REFUSAL = "NeedlessRefusal"
    MISSING_FACT = "MissingFact"
    WRONG_LANGUAGE = "WrongLanguage"
    WRONG_FORM = "WrongForm"


@dataclass(frozen=True, slots=True)
class Harm:
    """Hold one thing wrong with an answer, and why."""

    name: str
    why: str
