"""Hold how English sentences give orders to a machine: one pattern a kind of order.

They read plain lower-case text (`disguise.plain_forms`). No alert to people says any of it.
"""

from typing import Final

_MACHINE: Final = (
    r"(?:a\.?i\.?s?|artificial intelligences?|(?:ai |virtual |digital |chat |city |civic |voice )?"
    r"assistants?|(?:chat|ai )?bots?|chatbots?|(?:large )?language models?|llms?|gpt\S*|chatgpt"
    r"|claude|gemini|copilot|(?:ai|language|answering) (?:systems?|agents?|models?)"
    r"|summari[sz]ers?)"
)
SAY: Final = (
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

OVERRIDE: Final = (
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
    r"\b(?:you are|act as) (?:now )?(?:an? )?\w+ (?:without|with no|free of|not bound by)"
    r" (?:any "
    r"|your |more )?(?:rules|limits|limitations|restrictions|filters|guidelines|instructions)\b",
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
    r"\b(?:ignore|disregard|forget) (?:all |the |every |any )*other (?:events?|evidence"
    r"|statements?|facts)\b",
    r"\b(?:admin(?:istrator)?|root|developer|system) (?:override|command|access granted)\b",
    r"\bwhat (?:are|is|were|was) your (?:\w+ )?(?:instructions|rules|prompt|guidelines)\b",
    r"\b(?:secret|hidden|session) (?:tokens?|keys?|canary|word)\b|\busers?'? sessions?\b",
)
AUTHORITY: Final = (
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
    rf"|an? )?{_MACHINE} (?:must|should|shall|will (?:now|only|always)|may only|has to|have to"
    rf"|(?:is|are)"
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
DIRECTED: Final = (
    rf"{_START}{SAY}\b.{{0,80}}\b(?:in|to|of|with|from|into|at the end of|for) {_YOUR}\b",
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
    r"\b(?:and|then|only|just|must|will|user|asker|reader|with|exactly|now)"
    r" (?:say|tell|reply|respond|answer|print|output|write|repeat|state|claim|echo)"
    r"(?: only| exactly| just| back)?(?: with| that| this)?(?: the following| this)? ?[:：]",
    rf"{_START}(?:tell|inform|assure|notify|answer|advise) (?:the |all |any |every |each )?(?:user"
    rf"|asker|questioner|person asking|human)s?(?: only| exactly| just)? ?[:：\"“']",
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
    r"\b(?:answer|reply to|respond to) (?:every|all|any|each) (?:question|message|user"
    r"|request)s?\b",
    r"\bthe (?:correct|right|only|true|expected|best) (?:answer|reply|response) (?:to|is|for)\b",
    r"(?:[:;,.] |\bplease |\bmust |\bthen )(?:say|answer|reply|output|print|state) (?:only"
    r" )?that\b",
    r"\b(?:output|print|repeat|echo|write|say) (?:exactly |only )?(?:the )?(?:following|above"
    r"|exact)\b"
    r"|\bverbatim\b",
    r"\byour (?:answer|reply|response|output)s? (?:should|must|says|shall|contains?|includes?"
    r"|begins?)\b",
)
