"""Name the dangers to life that are told apart, because another advice helps."""

from enum import StrEnum


class DangerKind(StrEnum):
    """What threatens a person."""

    FIRE = "fire"
    SMOKE = "smoke"
    GAS = "gas"
    CARBON_MONOXIDE = "carbon_monoxide"
    WIRES = "wires"
    TRAPPED = "trapped"
    WATER = "water"
    ICE = "ice"
    MEDICAL = "medical"
    BLEEDING = "bleeding"
    OVERDOSE = "overdose"
    VIOLENCE = "violence"
    SELF_HARM = "self_harm"
    CRASH = "crash"
    COLLAPSE = "collapse"
    EXPLOSION = "explosion"
    OTHER = "other"
