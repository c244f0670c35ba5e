"""Tell in which language a short question is written, by its script and its plain words.

Most of a question may be an English name ("agua ok para bebes en Main Street"), so English words
that names are made of weigh nothing, and where the words do not decide, nothing is said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.understand.glossary import ENGLISH, glossaries, glossary
from assistant.understand.glossary.notation import Token, tokens_of
from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import STREET_TYPES

CHINESE: Final = "zh"
_FUNCTION_TEXT: Final = """
the is are was were am be been there their they this that these those what when where which who
why how i you we he she it my your our his her its can could should would will did does do have
has had not any some and or but if for from with without to at by of off about still yet just
been going get got near around out down up back in on an so as than then too here now today tonight
tomorrow yesterday him them us whats wheres isnt dont
"""
_FUNCTION: Final = frozenset(_FUNCTION_TEXT.split())
"""Words that no name is made of and that no other of the languages has."""
_IN_NAMES_TEXT: Final = """
park bridge station library school hospital stadium square market center plaza mall museum pier
airport river lake hill bay beach harbor city county district town village north south east west
upper lower old new great grand main first second third fourth fifth union general central
public middle high elementary college university court hall gate point port island heights green
red blue orange yellow purple white black line ferry terminal arena zoo theater tower garden
chinatown downtown uptown midtown ok okay hotel no zip code
"""
_IN_NAMES: Final = STREET_TYPES | frozenset(_IN_NAMES_TEXT.split())
"""Words that weigh nothing: names have them, or several of the languages."""
_OWN_SIGNS: Final = {"es": frozenset("ñ¿¡áíóú"), "fr": frozenset("çœæêëèàùûîï")}
_WEIGHT_HAN: Final = 0.5
_SURE_TOKENS: Final = 3
_LEAST: Final = 0.4
_LEAD: Final = 0.3


@dataclass(frozen=True, slots=True)
class Guess:
    """Hold what a text's words say about its language.

    Attributes:
        language: the one that they speak for; None where they do not decide.
        tokens: how many words, or Chinese signs, speak for it.
    """

    language: str | None
    tokens: int = 0

    @property
    def sure(self) -> bool:
        """Say whether enough words decide for a person to have changed the language."""
        return self.language is not None and self.tokens >= _SURE_TOKENS


def language_of(text: str, supported: Sequence[str]) -> str | None:
    """Return the language of a short text; None where it cannot be told.

    Args:
        text: the message as typed.
        supported: the languages to choose from, as BCP 47 primary tags.
    """
    return guess_language(text, supported).language


def guess_language(text: str, supported: Sequence[str]) -> Guess:
    """Return the language of a short text, and how many of its words say so."""
    tokens = tokens_of(text)
    foreign = tuple(t for t in supported if t in glossaries() and t not in (ENGLISH, CHINESE))
    weights: defaultdict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    han = sum(token.kind == "han" for token in tokens)
    if han and CHINESE in supported:
        weights[CHINESE], counts[CHINESE] = han * _WEIGHT_HAN, han
    words = [token for token in tokens if token.kind == "word"]
    shouted = sum(word.raw[0].isupper() for word in words) * 2 > len(words)
    for index, word in enumerate(words):
        named = word.raw[0].isupper() and index > 0 and not shouted
        for language, weight in _votes(word, foreign, named=named):
            if language in supported:
                weights[language] += weight
                counts[language] += 1
    for language in foreign:
        signs = sum(sign in _OWN_SIGNS.get(language, ()) for sign in text.lower())
        weights[language] += min(signs, 2) * 0.6
    if not any(weights.values()):
        for language in foreign:
            near = sum(
                glossary(language).knows(word.key)
                for word in words
                if len(word.key) > 1 and word.key not in _IN_NAMES
            )
            weights[language], counts[language] = near * 0.5, near
    if counts[ENGLISH] * 3 < len(words) and weights[ENGLISH] < 1:
        weights[ENGLISH] = 0.0  # a "bus" among words that nobody knows
    return _decided(weights, counts)


def _votes(word: Token, foreign: Sequence[str], *, named: bool) -> Iterator[tuple[str, float]]:
    """Give the languages that a word speaks for, each with its weight."""
    if word.key in _IN_NAMES or len(word.key) < 2:
        return
    known = [language for language in foreign if word.key in glossary(language).words]
    function = word.key in _FUNCTION
    english = function or (not named and len(word.key) > 2 and is_ordinary(word.key))
    if english:
        yield ENGLISH, (1.0 if function else 0.5) / (2 if known else 1)
    for language in known:
        yield language, 1.0 / len(known) / (4 if english else 1)


def _decided(weights: Mapping[str, float], counts: Counter[str]) -> Guess:
    ranked = sorted(weights.items(), key=lambda pair: -pair[1])[:2]
    if not ranked:
        return Guess(None)
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if most < _LEAST or most - second < _LEAD:
        return Guess(None)
    return Guess(best, counts[best])
