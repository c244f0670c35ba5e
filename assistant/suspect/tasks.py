"""Know questions and tasks that no alert puts to people: for a poem, a capital, a line of code."""

import re
from collections.abc import Iterator
from typing import Final

_WORK: Final = (
    r"(?:poems?|sonnets?|haikus?|limericks?|essays?|stor(?:y|ies)|novels?|songs?|lyrics|jokes?"
    r"|riddles?"
    r"|speech(?:es)?|letters?|blog|tweets?|scripts?|screenplays?|dialogues?|recipes?|slogans?"
    r"|introductions?"
    r"|paragraphs?|summar(?:y|ies)|reviews?|articles?|cover letters?|code|functions?|programs?"
    r"|quer(?:y|ies)"
    r"|algorithms?|translations?|lists? of \w+|tables? of|outline|pitch|biograph(?:y|ies)"
    r"|eulog(?:y|ies)"
    r"|headlines?|examples? of (?:a|an|how))"
)
_SUBJECT: Final = (
    r"(?:theor(?:y|ies)|concepts?|process|principles?|difference|differences|history|meaning"
    r"|lifecycle|life"
    r" cycle|plot|function|functions|structure|benefits of|steps|rules of|purpose|significance"
    r"|philosophy"
    r"|formula|recursion|anatomy|origins?|evolution|basics|importance of)"
)
_LANGUAGES: Final = (
    r"(?:english|spanish|french|german|italian|portuguese|russian|chinese|mandarin|japanese|korean"
    r"|arabic"
    r"|hindi|latin|greek|dutch|swedish|polish|turkish|hebrew|klingon|emoji|morse(?: code)?|pig"
    r" latin)"
)
_CODE: Final = (
    r"\b(?:python|javascript|java|php|sql|mysql|c\+\+|html|css|regex|typescript|ruby|golang|bash"
    r" script"
    r"|shell command|excel formula)\b"
)
_TASKS: Final = (
    rf"^(?:please |can you |could you |now |then |first,? )*(?:write|compose|draft|develop|create"
    rf"|generate"
    rf"|craft|provide|produce|give me|tell me|make up|make|prepare|design|outline|sing|recite)"
    rf"\b(?: (?:me|us))?(?: (?:a|an|the|some|one|two|three))?(?: [\w'-]+){{0,3}}? {_WORK}\b(?!"
    rf" (?:at|below"
    rf"|above|to the office))",
    rf"^(?:please |can you |could you )*(?:explain|describe|define|discuss|elaborate on|break down"
    rf"|analy[sz]e"
    rf"|compare|contrast|illustrate|teach|demonstrate|summari[sz]e|paraphrase|evaluate)\b(?!"
    rf" to\b).{{0,40}}"
    rf"(?:\b{_SUBJECT}\b|\bhow\b|\bwhy\b|\bin (?:simple|your own|plain|\w+) (?:terms|words)|\bin"
    rf" detail\b)",
    r"^(?:summari[sz]e|paraphrase|rewrite|rephrase|proofread|translate|transliterate|convert"
    r" (?:the|this|all"
    r"|vowels|letters)|count (?:the )?(?:words|letters|to)|list (?:the|all|five|ten|three|some)"
    r" (?:\w+ )?(?:"
    r"presidents|countries|planets|ingredients|synonyms|steps in|words)|calculate|compute|solve"
    r" (?:the|for|this))"
    r"\b",
    r"^(?:what|what's|which|who|who's|when|where|why|how)\b.{0,60}\b(?:capital (?:city )?of"
    r"|largest (?:country|ocean"
    r"|planet|city)|president of|inventor|invent(?:ed|or)|discover(?:ed)?|author of|wrote|painted"
    r"|composed|directed"
    r"|starred|play '|novel|book '|movie|film '|population of|square root|chemical (?:symbol"
    r"|formula)|speed of"
    r" light|world war|meaning of life|photosynthesis|relativity|quadratic|equations?|solar"
    r" panels?|black holes?"
    r"|stock market|bitcoin|tallest|longest river|currency of|boiling point of)",
    r"^what(?:'s| is| are| were| was) (?:the )?(?:main|primary|key|major|principal|basic|most"
    r" common|biggest|some"
    r"|three|five|best)? ?(?:causes?|functions?|differences?|advantages?|disadvantages?|features?"
    r"|ingredients?"
    r"|definition|meaning|synonyms?|pros and cons|components?|types|steps|recipe|formula|role|plot"
    r"|theme) (?:of|"
    r"between|for|in)\b(?!.{0,40}\b(?:outage|closure|delay|disruption|this)\b)",
    rf"^(?:what(?:'s| is| does| are)|how (?:do|would|can|to|does) (?:you|i|we|one)? ?(?:say|spell"
    rf"|write"
    rf"|pronounce|translate)).{{0,80}}\bin {_LANGUAGES}\b",
    rf"\b(?:equivalent|translation|word|phrase|term) (?:for|of)\b.{{0,60}}['\"“‘]|\b{_LANGUAGES}"
    rf" (?:equivalent|"
    rf"translation|word|phrase) (?:for|of)\b|\b(?:following (?:sentence|text|phrase|paragraph)"
    rf"|this (?:sentence|"
    rf"phrase|paragraph)) (?:to|into|in) {_LANGUAGES}\b",
    r"^how (?:do|does|did|can|could|would|should) (?:i|you|we|one|a|an|the|\w+)(?: [\w-]+){0,2}"
    r" (?:solve|work|bake|cook"
    r"|program|code|compute|calculate|differentiate|integrate|implement|learn|invest|hack|build"
    r"|make (?:a|an)|write"
    r"|tie|draw|lose weight|become)\b(?!.{0,40}\b(?:alert|system|program|service|refund)\b)",
    rf"{_CODE}.{{0,80}}(?:\?$|\b(?:function|example|code|database|difference))|\b(?:function"
    rf"|example|code"
    rf"|script|program|connect|difference)\b.{{0,80}}{_CODE}",
    r"^(?:replace|substitute|swap|scramble|jumble|rearrange|reverse|shuffle|anagram|misspell"
    r"|capitali[sz]e|encode"
    r"|group|combine|remove|randomi[sz]e|introduce|insert|convert|use)\b.{0,40}\b(?:letters?"
    r"|vowels?|consonants?"
    r"|anagrams?|every (?:third|other|fourth|second|fifth|\w+) (?:word|letter|character)"
    r"|homophon\w+|spaces"
    r"|punctuation|typos|misspellings|cipher|numbers for|emojis?|symbols for|leetspeak|words of)\b",
    r"\b(?:alphanumeric|homophonic) substitution\b|\banagrams?\b|\bintentional misspellings\b"
    r"|\brandom typos\b",
    r"\b(?:you won'?t believe|one weird trick|get rich|make money (?:fast|online)|free (?:iphone"
    r"|gift card|bitcoin)"
    r"|celebrity scandal|cracked version|boost your computer|download this tool)\b",
    r"^(?:let'?s|shall we) (?:play|pretend|imagine|talk about)\b|^once upon a time\b|^roses are"
    r" red\b",
    r"^(?:vote|donate|subscribe|buy|invest|download|install)\b.{0,40}\b(?:candidate|bitcoin|crypto"
    r"|tokens?|app at"
    r"|now at (?:https?|www)|channel)\b",
)
_SEARCH: Final = re.compile("|".join(f"(?:{task})" for task in _TASKS))
_WITHIN: Final = re.compile(
    r"(?<=[\w)%\"'’”] )(?:What|Who|Which|When|Where|How|Why|Explain|Write|Draft|Develop"
    r"|Replace|Create"
    r"|Compose|Describe|Translate|Summari[sz]e|Generate|Convert|Calculate|Tell|Give|Provide|Define"
    r"|Discuss|Rewrite|Paraphrase|Use|Swap|Substitute|Scramble|Reverse|Introduce|Insert)\b"
)
"""A capital letter within a sentence, with which a task may begin that was put into it."""


def is_a_task(plain: str) -> bool:
    """Say whether a sentence, in its plain form, asks its reader for what no alert asks for."""
    return _SEARCH.search(plain) is not None


def begin_within(sentence: str) -> Iterator[str]:
    """Yield the ends of a sentence that begin as a task does, put in behind words that do not."""
    for found in _WITHIN.finditer(sentence):
        yield sentence[found.start() :]
