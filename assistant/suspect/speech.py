"""Know sentences that speak to a machine: orders to an assistant, made-up turns, broken fences.

Patterns read plain lower-case text (`disguise.plain_forms`). Each is one way in which feeds are
poisoned; none of them is said by an alert to people.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.suspect.tongues import LATIN_ORDERS, OTHER_ORDERS

_MACHINE: Final = (
    r"(?:a\.?i\.?s?|artificial intelligences?|(?:ai |virtual |digital |chat |city |civic |voice )?"
    r"assistants?|(?:chat|ai )?bots?|chatbots?|(?:large )?language models?|llms?|gpt\S*|chatgpt"
    r"|claude|gemini|copilot|(?:ai|language|answering) (?:systems?|agents?|models?)"
    r"|summari[sz]ers?)"
)
_SAY: Final = (
    r"(?:say|tell|reply|respond|answer|print|output|write|repeat|state|claim|report|display|return"
    r"|emit|announce|include|add|append|mention|begin|start|finish|end|insert|integrate|recommend"
    r"|confirm|echo|reveal|show|summari[sz]e|translate|render|provide)"
)
_YOUR: Final = (
    r"(?:your|the|its|any|every|this|each|all) (?:\w+ ){0,2}"
    r"(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|completions?)"
)
_EARLIER: Final = (
    r"(?:previous|prior|above|earlier|preceding|former|foregoing|original|old|existing|other"
    r"|initial"
    r"|system|safety|given|your)"
)
_START: Final = (
    r"(?:^|[:;,.\-–—(\"'] ?|\b(?:please|must|should|shall|always|only|then|now|and|instead|kindly"
    r"|simply|just|to|will|also|you) )"
)

_OVERRIDE: Final = (
    rf"\b(?:ignore|disregard|forget|override|overrule|bypass|discard|neglect|stop following"
    rf"|do not (?:follow|obey)|don'?t (?:follow|obey))\b.{{0,40}}?\b"
    rf"(?:{_EARLIER}\b.{{0,30}}\b(?:instructions?|prompts?|rules?|directions?|guidelines?|context"
    rf"|commands?|evidence|constraints?|polic(?:y|ies)"
    rf"|filters?)|(?:instructions?|prompts?|rules?|commands?|evidence|guidelines|events?|data|text"
    rf"|messages?|content)\b.{{0,20}}\b(?:above|so far|given|you (?:were|have|got|received))"
    rf"|everything (?:above"
    rf"|before|else|you|so far|prior)|(?:all|any) (?:of )?(?:the )?(?:above|instructions|prompts"
    rf"|rules"
    rf"|evidence|guidelines)|what (?:you|was|came))",
    r"\b(?:system prompt|system message|initial prompt|developer mode|jailbr[eo]ak|prompt injection"
    r"|do anything now|dan mode|god mode|debug mode|admin mode|maintenance mode enabled|hidden"
    r" prompt)",
    r"\b(?:new|updated|revised|real|actual|secret|following|additional|overriding) (?:system )?"
    r"(?:instructions?|prompt|task|objective|directive)s? (?:for|to) (?:you|the (?:model"
    r"|assistant))",
    r"\byour (?:new|real|actual|only|next|true|current) (?:task|instructions?|role|job|goal|purpose"
    r"|objective|persona|directive)\b",
    r"\byour (?:system|hidden|secret|initial|original|full|own) (?:prompt|instructions|rules"
    r"|message)",
    r"\byou are now (?:an? |the |in )?(?:dan\b|unrestricted|free (?:of|from)|developer|debug|admin"
    r"|root"
    r"|jailbroken|unfiltered|evil|helpful|different|new|pirate|ai|assistant|bot|poet|chat)",
    r"\b(?:pretend|imagine|suppose|roleplay|role-play)\b.{0,20}\b(?:(?:you are|you're) (?:an? |the"
    r" |now |my )|to be|that you|there (?:is|are) no)",
    rf"{_START}act as (?:an?|my|the|if you) ",
    r"\b(?:reveal|leak|expose|exfiltrate|disclose|print|dump|repeat)\b.{0,30}\b(?:prompt"
    r"|instructions"
    r"|conversation|api key|context|other (?:users?|sessions?|people))",
    r"\bother (?:users?'?|sessions?'?|citizens'|people's) (?:questions?|conversations?|messages?"
    r"|data)",
    r"\b(?:this|the following) (?:message|text|notice|event|alert) (?:overrides|supersedes"
    r"|replaces|"
    r"takes precedence over) (?:all |any |every )?(?:of )?(?:your |the |other |previous |prior "
    r"|earlier )*(?:instructions|rules|prompts|evidence|events|context)\b",
    r"\bfrom (?:now on|this point(?: on)?|here on)\b.{0,40}\b(?:you|answer|reply|respond|say|speak"
    r"|only)",
)
_AUTHORITY: Final = (
    rf"\b(?:attention|notice|note|memo|message|instructions?|important|warning|order|directive"
    rf"|alert"
    rf"|announcement|dear|hey|hello|hi|to) ?[:,\-]?(?: (?:for|to|all|any|every|the|this))*"
    rf" {_MACHINE}\b"
    rf"(?! (?:manager|chief|director|superintendent|principal|secretary|commissioner|professor"
    rf"|is\b|for"
    rf" people|services?|dogs?|living|was\b))",
    r"\b(?:all|any|every|each) (?:ai )?(?:(?:ai|virtual|chat|automated) )?(?:assistants?"
    r"|chatbots?|bots?"
    r"|language models|llms|ai (?:systems?|models?|agents?)|ais)\b",
    rf"\b(?<!care )(?<!medical )(?<!dental )(?<!teaching )(?<!shop )(?<!personal )(?:the |this "
    rf"|an? )?{_MACHINE} (?:must|should|shall|may only|has to|have to|(?:is|are)"
    rf" (?:to|now"
    rf"|required|instructed|ordered|hereby|authori[sz]ed|obliged))\b",
    rf"\b(?:if|when|since|because|unless|in case) (?:you|the reader|this|whoever|it)\b.{{0,25}}?\b"
    rf"(?:an? |the |any |by )?(?:{_MACHINE}|machine|automated system)\b(?!-)",
    rf"\bas (?:an? )(?:ai|{_MACHINE})\b(?! (?:chief|manager))",
    r"\b(?:your|the) (?:developers?|creators?|programmers?|administrators?"
    r"|operators?)\b.{0,25}\b(?:instruct|order|authori[sz]e|require|want|tell|command)(?:s|ed|d)?"
    r" (?:that )?(?:you\b|all (?:ai|assist|bots))",
    r"\b(?:openai|anthropic)\b|\blangchain\b",
)
_DIRECTED: Final = (
    rf"{_START}{_SAY}\b.{{0,80}}\b(?:in|to|of|with|from|into|at the end of|for) {_YOUR}\b",
    r"\b(?:in|to|of|with|from|throughout) your (?:\w+ )?(?:answers?|repl(?:y|ies)|output|summary"
    r"|completion)\b",
    r"^in your (?:answer|reply|response|output|message|summary),",
    r"\b(?:in|of|from|to|using|for) your (?:responses?|answers?|messages?)(?:'s|\b)(?! (?:plan"
    r"|team|crew"
    r"|time|unit|kit|box|app|service))",
    r"\b(?:modify|enhance|augment|rewrite|rephrase|format|render|change|adapt|edit|replace|convert"
    r"|encode"
    r"|scramble|jumble|provide|deliver|phrase|finish|end|begin|start|wrap|shorten|limit|prefix"
    r"|make|write"
    r"|give) your (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|outputs?|messages?|sentences?)\b",
    rf"{_START}(?:respond|reply|answer) (?:only|solely|exactly|strictly|in (?:json|french|spanish"
    rf"|chinese"
    rf"|german|russian|english|base64|rot13|hex|caps|all caps|rhyme|verse|emoji|morse|leet|reverse"
    rf"|the"
    rf" style)|with (?:only|exactly|just|the|a|an|one|json|['\"“{{\[]|\w+ only)|as (?:if|though"
    rf"|follows|an?"
    rf"\b)|that|to (?:every|all|any|each)|(?:\w+ )?['\"“])",
    rf"{_START}(?:tell|inform|assure|convince|advise|reassure|notify) (?:the |all |any |every "
    rf"|each )?"
    rf"(?:user|asker|person asking|human|questioner|citizen|reader|caller|people who ask|whoever"
    rf" asks"
    rf"|anyone who asks|everyone who asks|them)s?\b.{{0,20}}\b(?:that|to|there|it|all|every)",
    r"\b(?:do not|don'?t|never|must not|avoid|without) (?:ever )?(?:mention|cite|citing|mentioning"
    r"|quote"
    r"|summari[sz]e|include|including|list|display)(?:ing)? (?:the|this|any|that|it|event|other|of"
    r"|about)",
    r"\b(?:say|state|claim|answer|report|reply|pretend|confirm|announce|write) (?:only )?(?:that|:"
    r"|['\"“])"
    r".{0,60}\b(?:no outages?|no (?:problem|emergency|danger|delays?|fire|flood|alert|event"
    r"|incident)s?|all"
    r" (?:is )?(?:clear|well|safe|normal|good|fine)|everything|restored|nothing|running normally"
    r"|safe)",
    r"^(?:please )?(?:say|state|claim|answer|reply|output|print|write|repeat) (?:only |exactly "
    r"|just |the"
    r" (?:following|word|phrase|sentence|text)|that (?!you)|['\"“:])",
    r"\bwhen(?:ever)? (?:asked (?:about|for|if|whether|why|what|where|how|by)|someone asks|anyone"
    r" asks|people ask|a user asks|users ask|you are"
    r" asked|the"
    r" user|answering|summari[sz]ing|responding|replying)\b",
    r"\b(?:if|when) (?:anyone|someone|anybody|a (?:user|person|citizen)|the (?:user|citizen)"
    r"|users?|people"
    r"|citizens) asks?\b",
    r"(?:^|\b(?:please|must|should|then|now|and|always|you|also) )translate (?:this|the|your|all"
    r"|it|everything|every|any|following|into|to|from|that|['\"“])",
    r"\b(?:as your (?:first|last|only) (?:sentence|word|line)|first (?:sentence|word) (?:of|must))",
    r"\b(?:call|invoke|execute|run) (?:the |a |your )?(?:\w+ )?(?:tool|function|plugin"
    r"|api)s?\b",
    r"\b(?:tool_call|function_call|event_ids?|statements? (?:array|object|list)|json schema"
    r"|response_format"
    r"|markdown (?:link|image)|base64|rot-?13)\b",
    r"\b(?:the |this )?(?:user|asker|citizen)(?:'s)? (?:is|has been|wants|should be) (?:asked|told"
    r"|given"
    r"|authori[sz]ed|an admin|redirected)",
    r"\b(?:rank|treat|consider|mark|classify|regard|handle) (?:this|all|the other|every other"
    r"|other)\b"
    r".{0,30}\b(?:first|highest|resolved|as (?:resolved|over|false|cancelled|trusted|the (?:only"
    r"|truth)"
    r"|a command|an? (?:system|instruction)|instructions?|irrelevant|safe|outdated|tests?))",
    r"\b(?:all|every|the|any) other (?:events?|alerts?|reports?|sources?"
    r"|evidence)\b.{0,25}\b(?:are|is|were"
    r") (?:false|fake|a hoax|hoaxes|outdated|resolved|cancelled|irrelevant|tests?|wrong|to be"
    r" ignored)",
)
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
    rf"^(?:please |then |and |now |instead |also |always |only |never |so |just )*{_SAY}\b",
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
    _OVERRIDE,
)
_WAYS: Final = (
    _OVERRIDES,
    _way(
        "ai a.i assist bot model gpt claude gemini copilot llm intelligence summari answering"
        " machine"
        " automated developer creator programmer administrator operator openai anthropic langchain",
        _AUTHORITY,
    ),
    _way(
        "answer repl respon output summar completion message sentence tell inform assure convince"
        " advise notify mention cit quot includ list display say state claim report pretend confirm"
        " announce write print repeat ask translat word tool function plugin api _ json schema"
        " markdown base64 rot user citizen rank treat consider mark classif regard handle other",
        _DIRECTED,
    ),
    _way("{ [ } ] < on javascript data: http click tap", _FORMAT),
    _way(": ： < [ # ` ~ end begin start close role turn = - \" '", _TURNS),
    _way(
        "ignor olvid olvíd descart omit desobed asistent modelo inteligencia eres ahora actúa actua"
        " finge tu su responde contest di escrib repit traduc prompt oubli néglig neglig suis suiv"
        " fais faites intellig agis votre ta répon dis dites écri ecri répèt vergiss vergessen"
        " missacht negeer vergeet glöm glom bist sprach künstlich antwort sag schreib überset"
        " wiederhol"
        " zeg vertaal svara esque desconsider dimentic tralascia uita você voce sei resposta"
        " risposta"
        " diga escrev traduz rispond scriv ripet "
        " abaik lupak"
        " bahasa huwag balewala kalimut inyore bliye",
        LATIN_ORDERS,
    ),
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
    return _OVERRIDES(plain) or (not plain.isascii() and _FOREIGN(plain))


def directs(sentence: str) -> bool:
    """Say whether a sentence, beside one to a machine, reads as the same order going on."""
    return _DIRECTS.search(sentence.casefold()) is not None
