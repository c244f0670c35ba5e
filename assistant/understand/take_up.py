"""Take up what the last answer left: an offered question, one of several places, or nothing more.

A message such as "yes", "the second one" or "all of them" means what was offered; its words are
replaced by that, and read as if they had been typed.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from msgspec import structs

from assistant.question import Question
from assistant.understand.dialogue import Memory
from assistant.understand.topics import TRANSIT


class Reply(StrEnum):
    """What a message says of the conversation itself."""

    FORGET = "forget"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Hold what a message means in the light of what was offered.

    Attributes:
        question: the message, or with the text that it takes up.
        offered: whether its text is what the last answer offered, in that one's language.
        reply: set where it says something of the conversation itself.
    """

    question: Question
    offered: bool = False
    reply: Reply | None = None


_YES: Final = re.compile(
    r"(?:yes|yeah|yep|yup|ya|sure|ok yes|okay yes|yes please|please|please do|sure thing"
    r"|of course|go ahead|tell me|do it|correct|right|that one|exactly)(?: please)?"
)
_NO: Final = re.compile(
    r"(?:no|nope|nah|no thanks?|no thank you|not really|not now|no that is all|that is all"
    r"|nothing else|no more|ok|okay|k|kk|got it|i see|all right|alright|understood|good to know)"
)
_FORGET: Final = re.compile(
    r"(?:ok |okay |oh |no )?(?:never ?mind|forget (?:it|that|this|about (?:it|that)|everything)"
    r"|start (?:over|again)|reset|clear(?: (?:that|everything|history|chat))?|cancel(?: that)?"
    r"|scratch that|delete (?:this|that|everything))"
)
_ORDINALS: Final = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "last": 0, "former": 1, "latter": 2,
}  # fmt: skip
_ORDINAL: Final = re.compile(
    rf"(?:the )?({'|'.join(_ORDINALS)})(?: (?:one|option|choice|of them))?(?: please)?"
)
_NUMBER: Final = re.compile(r"(?:(?:number|option|choice|no|#) ?)?([1-9])(?: please)?")
_ALL: Final = re.compile(
    r"(?:in |for |across |the )*(?:city|town|all(?: of (?:them|it))?|both(?: of them)?|everywhere"
    r"|anywhere"
    r"|any(?: of them)?|everything|whole (?:city|town)|entire (?:city|town)|city ?wide|all over"
    r"(?: town| the city)?|all areas|every area|every neighbou?rhood|no matter)(?: please)?"
)
_SAME: Final = re.compile(
    r"^(?:and |ok |okay |now )*(?:the )?same(?: thing| question)?(?: again)?\b\s*(?:but )?"
    r"(?:for|in|at|on|with)?\s+"
)


def take_up(question: Question, memory: Memory, city_name: str) -> TakenUp:
    """Replace a message that only takes up what was offered by what that is.

    Args:
        question: the message, in English words.
        memory: what was spoken of before.
        city_name: what the whole city is called.
    """
    text = question.text
    bare = re.sub(r"[^\w# ]+", " ", text.lower().replace("'s", " is"))
    bare = re.sub(r"\s+", " ", bare).strip()
    if _FORGET.fullmatch(bare):
        return TakenUp(question, reply=Reply.FORGET)
    if _ALL.fullmatch(bare) and memory.asked_back:
        whole = " and ".join(memory.offered) if memory.choosing else city_name
        return TakenUp(replace(question, text=whole), offered=memory.choosing)
    chosen = _chosen(bare, memory)
    if chosen:
        return TakenUp(replace(question, text=chosen), offered=True)
    if _NO.fullmatch(bare):
        return TakenUp(question, reply=Reply.DECLINE)
    same = _SAME.match(text.lower())
    if same is not None and memory.topics:
        return TakenUp(replace(question, text=f"what about {text[same.end() :]}"))
    return TakenUp(question)


def after_reply(memory: Memory, reply: Reply) -> Memory:
    """Return what is still remembered: the language; after a no, all but what was offered."""
    if reply is Reply.FORGET:
        return Memory(language=memory.language, language_chosen=memory.language_chosen)
    return structs.replace(memory, offered=(), choosing=False, asked_back=False)


def _chosen(bare: str, memory: Memory) -> str:
    """Return what is taken up of what was offered; empty for nothing."""
    offered = memory.offered
    if not offered:
        return ""
    said = bare.removeprefix("the ").removesuffix(" one").split()
    fitting = [name for name in offered if said and set(said) <= set(name.lower().split())]
    if memory.choosing and len(fitting) == 1:
        return fitting[0]  # "the park" of Springfield Park and Springfield Avenue
    if _YES.fullmatch(bare):
        one = not memory.asked_back or len(offered) == 1
        return offered[0] if one else ""
    ordinal, number = _ORDINAL.fullmatch(bare), _NUMBER.fullmatch(bare)
    if ordinal is not None:
        rank = _ORDINALS[ordinal[1]]
    elif number is not None and (memory.choosing or TRANSIT.name not in memory.topics):
        rank = int(number[1])
    else:
        return ""
    return offered[rank - 1] if rank <= len(offered) else ""
