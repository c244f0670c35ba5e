"""Know sentences that speak to a machine: orders to an assistant, made-up turns, broken fences.

Patterns read plain lower-case text (`disguise.plain_forms`). Each is one way in which feeds are
poisoned; none of them is said by an alert to people.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.suspect.english import AUTHORITY, DIRECTED, OVERRIDE, SAY
from assistant.suspect.tongues import LATIN_ORDERS, OTHER_ORDERS

_FORMAT: Final = (
    r"[{\[] ?\\?[\"'](?:statements?|text|event_?ids?|role|content|answer|response|tool|name|system"
    r"|status"
    r"|instructions?|messages?|function|arguments|question)\\?[\"'] ?:",
    r"[\"'] ?[}\]] ?[,}\]] ?[{\[]?|\"\}\]\}|\]\}\}",
    r"!\[[^\]]{0,200}\]\(|\]\( ?(?:https?:|javascript:|data:|//|www)|<(?:script|iframe|svg|object"
    r"|embed"
    r"|style|link|meta|form|video|audio|base)\b|<img\b[^>]{0,300}(?:https?:|['\"]//|data:"
    r"|=['\"]?\S*\?)|\bon(?:error|load|click) ?=|javascript:|data:text/"
    r"|\{\{.{0,60}\}\}|\$\{.{0,60}\}",
    r"https?://\S{0,120}[?&][\w.]{1,30}=(?:\{|%7b|<|\[|\$)",
    r"\b(?:click|tap) (?:here|this link|the link)\b.{0,40}\b(?:to (?:claim|win|verify|confirm your"
    r"|unlock)"
    r"|prize|reward|refund)",
)
_TURNS: Final = (
    r"^(?:[#*>\-=\[(<|{ ]*)(?:system|assistant|ai|user|human|developer|model|bot|chatbot|gpt|tool"
    r"|function"
    r"|instructions? (?:to|for) (?:the )?(?:ai|assistant|model))(?: (?:message|prompt|note"
    r"|override|turn"
    r"|update))?[\])>|}* ]*[:：](?: |$)",
    r"<\|.{0,40}\|?>|\[/?inst\]|<</?sys>>|\[/?(?:system|assistant|user|end of|context)\]"
    r"|###\s?(?:system"
    r"|instruction|response|user|assistant|human|input|new|end)",
    r"</?(?:system|assistant|user|evidence|context|data|document|instructions?|prompt|untrusted"
    r"|events?"
    r"|question|answer|admin|feed|input|message|facts|composed|important|s|inst)\b[^>]{0,40}>",
    r"(?:^|\s)(?:```|~~~|\"\"\"|'''|<<<|>>>|={4,}|-{4,}|#{4,}|\*{4,})\s*(?:/?(?:end|begin|start"
    r"|close|new"
    r"|system|evidence|json|instruction|question|data|user|assistant)\b)",
    r"```|(?:end|close|begin|start) of (?:the )?(?:evidence|data|context|document|prompt|input"
    r"|untrusted"
    r"|user input|events?|feed)(?: (?:block|section|data))?\b|\b(?:begin|end)[ _](?:evidence|data"
    r"|system"
    r"|prompt|instructions?|context|question)\b",
    r"^(?:role|turn) ?[:=] ?(?:system|assistant|user)",
)
_GOES_ON: Final = (
    rf"^(?:please |then |and |now |instead |also |always |only |never |so |just )*{SAY}\b",
    r"^(?:now )?(?:follow (?:these|the following|my)|speak|behave|act|obey)\b",
    r"^(?:you (?:must|should|shall|are|will|have|may|can|need)|your|do not|don'?t|never|always"
    r"|instead"
    r"|from now|this is (?:an? )?(?:order|instruction|authori[sz]ed|official|test|override"
    r"|mandatory)"
    r"|these instructions|failure to|it is (?:very )?important|comply|obey|remember|thank you)\b",
    r"^(?:there (?:is|are|was|were) (?:no|nothing|not)|nothing\b|no (?:outages?|problems?|alerts?"
    r"|events?"
    r"|emergenc|danger|delays?)|everything|all (?:is|are|clear|services?|lines?|roads?|clear"
    r"|systems)"
    r"|the (?:outage|alert|advisory|warning|road|line|service|water) (?:is|are|was|has|have)"
    r" (?:over|safe|"
    r"fixed|not|no|been|running|restored|open|lifted|cancelled|resolved|back|fully|completely"
    r"|now))",
    r"^(?:all |the )?(?:power|water|gas|service|services|trains|buses|lines|roads|everything) "
    r"(?:is|are|was|were|has been|have been) (?:now |fully |all )*(?:back|restored|safe|normal"
    r"|open|fine|on)\b",
    r"https?://|www\.|\b\S+@\S+\.\w+",
    r"^(?:di|dis|diga|dites|responde|réponds|répondez|responda|sag|sage|antworte|说|回答|请|告诉)",
)


@dataclass(frozen=True, slots=True)
class _Way:
    """Hold one way of speaking to a machine.

    Attributes:
        needles: pieces of which a sentence holds one at least; looked for first, for they are fast.
        patterns: what is then looked for.
    """

    needles: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    def __call__(self, plain: str) -> bool:
        if self.needles and not any(needle in plain for needle in self.needles):
            return False
        return any(pattern.search(plain) for pattern in self.patterns)


def _way(needles: str, patterns: Sequence[str]) -> _Way:
    return _Way(tuple(needles.split()), tuple(re.compile(pattern) for pattern in patterns))


_OVERRIDES: Final = _way(
    "ignor disregard forget overr bypass discard drop skip neglect follow obey use trust prompt"
    " mode"
    " jailbr system task instructi objective your you pretend imagine suppose role act reveal leak"
    " expose exfil disclose print dump repeat other supersede replace precedence anything message",
    OVERRIDE,
)
_LATIN: Final = _way(
    "ignor olvid olvíd descart omit desobed asistent modelo inteligencia eres ahora actúa actua"
    " finge tu su responde contest di escrib repit traduc prompt oubli néglig neglig suis suiv"
    " fais faites intellig agis votre ta répon dis dites écri ecri répèt vergiss vergessen"
    " missacht negeer vergeet glöm glom bist sprach künstlich antwort sag schreib überset"
    " wiederhol"
    " zeg vertaal svara esque desconsider dimentic tralascia uita você voce sei resposta"
    " risposta"
    " diga escrev traduz rispond scriv ripet "
    " abaik lupak cuál cual quién quien explic cuénta cuenta quelle qui racont qual"
    " bahasa huwag balewala kalimut inyore bliye assist modell mod bot ki sag teile sin sans"
    " ohne",
    LATIN_ORDERS,
)
_WAYS: Final = (
    _OVERRIDES,
    _way(
        "ai a.i assist bot model gpt claude gemini copilot llm intelligence summari answering"
        " machine"
        " automated developer creator programmer administrator operator openai anthropic langchain",
        AUTHORITY,
    ),
    _way(
        "answer repl respon output summar completion message sentence tell inform assure convince"
        " advise notify mention cit quot includ list display say state claim report pretend confirm"
        " announce write print repeat ask translat word tool function plugin api _ json schema"
        " markdown base64 rot user citizen rank treat consider mark classif regard handle other",
        DIRECTED,
    ),
    _way("{ [ } ] < on javascript data: http click tap", _FORMAT),
    _way(": ： < [ # ` ~ end begin start close role turn = - \" '", _TURNS),
    _LATIN,
)
_FOREIGN: Final = _way("", OTHER_ORDERS)
_DIRECTS: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _GOES_ON))


def speaks_to_machine(plain: str) -> bool:
    """Say whether a sentence, in its plain form, is said to a machine and not to people."""
    if any(way(plain) for way in _WAYS):
        return True
    return not plain.isascii() and _FOREIGN(plain)


def overrides(plain: str) -> bool:
    """Say whether a sentence, in its plain form, calls off what a machine was told before."""
    return _OVERRIDES(plain) or _LATIN(plain) or (not plain.isascii() and _FOREIGN(plain))


def directs(sentence: str) -> bool:
    """Say whether a sentence, beside one to a machine, reads as the same order going on."""
    return _DIRECTS.search(sentence.casefold()) is not None
