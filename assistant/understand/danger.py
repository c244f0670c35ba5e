"""Recognise a person who describes a danger to life, apart from one who asks about an event.

Patterns only: this runs before anything that could fail, in microseconds. The rule is that of the
contract: *describing* a danger is an emergency, *asking about* one is an ordinary question.
"""

import re
from typing import Final

from assistant.understand.words import plain


def _any(*words: str) -> str:
    """Return a pattern for any of the words."""
    return f"(?:{'|'.join(words)})"


_MINE: Final = _any("my", "our", "the", "this", "a")
_SPOT: Final = _any(
    "house", "home", "apartment", "flat", "building", "hallway", "kitchen", "basement", "bedroom",
    "room", "car", "truck", "garage", "office", "stairwell", "stairs", "floor", "roof", "yard",
    "neighbou?r'?s?", "house next door", "porch", "elevator", "wall", "attic", "oven", "stove",
    "bus", "train",
)  # fmt: skip
_HERE: Final = rf"{_any('my', 'our', 'the', 'this')} (?:\w+ )?{_SPOT}"
_SOMEONE: Final = _any(
    "i", "we", "they", "he", "she", "someone", "somebody", "people", r"my \w+", "child", "kids?",
    "man", "woman", "baby", "person",
)  # fmt: skip
_IS: Final = _any("is", "are", "am", "was", "were", "got", "has been", "have been", "is now")
_HURT: Final = _any(
    "trapped", "stuck under", "bleeding", "unconscious", "not breathing", "choking", "drowning",
    "dying", "badly hurt", "badly injured", "badly burned", "seriously hurt", "seriously injured",
    "shot", "stabbed", "electrocuted", "overdosing", "having a heart attack", "having a seizure",
    "having a stroke", "collapsed", "hit by a car",
)  # fmt: skip
_SMELL: Final = _any("gas", "smoke", "burning", "something burning")
_RUSHING: Final = _any(
    "coming", "pouring", "rising", "rushing", "filling", "spreading", "leaking", "everywhere",
)  # fmt: skip
_BURNING: Final = _any(
    "on fire", "burning", "burning down", "in flames", "caught fire", "filling up", "flooding",
    "collapsing", "collapsed", "full of smoke", "full of gas", "exploded",
)  # fmt: skip
_WIRE: Final = r"(?:power ?)?(?:wires?|lines?|cables?)"
_FALLEN: Final = _any(
    "down", "fallen", "fell", "sparking", "arcing", "live", "lying", "hanging", "touching",
    "landed",
)  # fmt: skip
_ON_WHAT: Final = _any(
    "car", "truck", "van", "bus", "house", "roof", "people", "person", "kid", "child", "street",
    "road", "sidewalk", "driveway", "yard", "lawn",
)  # fmt: skip
_ALARM: Final = _any("going off", "beeping", "went off", "gone off", "sounding", "ringing")

_ALWAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_SOMEONE} (?:{_IS} )?{_HURT}\b",
        r"\b(?:can ?not|ca not|cant|hard to|trouble|difficulty) breath(?:e|ing)?\b",
        r"\b(?:no pulse|heart attack|stopped breathing|is not breathing)\b",
        r"\b(?:help me|please help|send help|need help now|(?:need|call) (?:an )?ambulance)\b",
        rf"\b(?:i|we) (?:can |keep |am |are |just )?smell(?:ed|ing)? (?:\w+ ){{0,2}}{_SMELL}\b",
        rf"\bsmell(?:s|ing)? (?:like |of )?{_SMELL}\b.*\b(?:in|inside) {_HERE}",
        rf"(?<!\bno )\b(?:smoke|fire|flames|gas|sparks) (?:is |are |{_RUSHING} )*"
        rf"(?:in|into|inside|from|out of|through|under) {_HERE}",
        rf"\bwater (?:is |{_RUSHING} )*{_RUSHING} (?:in|into|inside|up|through|under) {_HERE}",
        rf"\b{_HERE} (?:is |is now |just |has |are )*{_BURNING}\b",
        rf"\b{_SPOT} (?:is )?(?:on fire|in flames)\b",
        r"\b(?:i am|we are) (?:in danger|trapped|on fire|drowning|surrounded by \w+)\b",
        rf"\b{_WIRE} (?:is |are |have |has |came |fell |just )*{_FALLEN}\b.*"
        rf"\b(?:on|onto|over|across|in front of|near|by) {_MINE} (?:\w+ )?{_ON_WHAT}\b",
        rf"\b(?:downed|live|sparking) {_WIRE} (?:on|in front|near|across|over|next to)\b",
        rf"\b(?:carbon monoxide|co) (?:alarm|detector) (?:is |keeps |just |has )*{_ALARM}\b",
        rf"\b(?:smoke|fire) (?:alarm|detector) (?:is |keeps |just )*{_ALARM}\b.*"
        r"\b(?:smoke|fire|smell)\b",
        r"\b(?:someone|somebody|a man|a guy|he|she|they) (?:is |has |has got |have |with )*(?:a )?"
        r"(?:gun|knife|shooting|shooter|attacking|breaking in|broke in)\b",
        r"\b(?:there is|i (?:can )?see|i hear|we (?:can )?(?:see|hear)) (?:an? )?"
        r"(?:active shooter|shooter|gunshots?|shots? fired|explosion)\b",
        r"\b(?:kill|hurt|harm) myself\b|\bsuicid(?:e|al)\b|\bwant to die\b|\bend my life\b",
        r"\b(?:trapped|stuck) (?:in|inside|under|on) (?:a |the |my |our )?(?:\w+ )?"
        r"(?:elevator|rubble|debris|car|house|building|roof|attic|basement|fire|flood|smoke)\b",
    )
)
_UNLESS_ASKED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bthere (?:is|are) (?:a |an )?(?:fire|smoke|flames|gas leak|explosion) "
        rf"(?:in|at|inside|next to|right next to|behind|outside) {_HERE}",
        rf"\b{_SMELL} smell (?:in|inside) {_HERE}",
        r"\b(?:on fire|flames|explosion)\b.*\b(?:next door|outside my|across from (?:me|us)|"
        r"in front of (?:me|us))\b",
        r"\bwater (?:is )?(?:rising|coming up) (?:fast|quickly|to)\b",
        r"\b(?:car|truck|bus|person|child|kid|man|woman|somebody|someone) (?:is |are )?"
        r"(?:in|under|fell (?:in|into)) the (?:river|water|ice)\b",
    )
)
_ASKS_ABOUT: Final = re.compile(
    r"^(?:so |and |hi |hello |hey |please )*(?:is|are|was|were|any|did|does|do|what|where|which|"
    r"when|how (?:long|many|bad|far)|has|have|can you tell|could you tell|tell me|i heard|heard)\b"
)
_PAST_OR_ELSEWHERE: Final = re.compile(
    r"\b(?:yesterday|last (?:night|week|month|year)|years? ago|in the news|movie|was there|"
    r"were there|still burning by|drill|training)\b"
)
_FIRST_PERSON: Final = re.compile(r"\b(?:my|our|i am|we are|me|us)\b")


def describes_danger(text: str) -> bool:
    """Say whether the person describes a danger to life, here and now.

    Args:
        text: the message as typed.
    """
    low = re.sub(r"[^a-z0-9']+", " ", plain(text)).strip()
    if _PAST_OR_ELSEWHERE.search(low):
        return False
    asks = _ASKS_ABOUT.match(low) is not None
    if any(pattern.search(low) for pattern in _ALWAYS):
        return not asks or _FIRST_PERSON.search(low) is not None
    return not asks and any(pattern.search(low) for pattern in _UNLESS_ASKED)
