"""Take the endings off words, so that "restored" and "restores" are one word."""

from functools import cache, lru_cache
from typing import Final, Protocol, cast

import snowballstemmer

_NAMES: Final = {"en": "english", "es": "spanish", "fr": "french"}


class _Stemmer(Protocol):
    """See of the untyped library what is used."""

    def stemWord(self, word: str) -> str:  # noqa: N802 the library's name
        """Return the stem of a lower-case word."""
        ...


@lru_cache(maxsize=16384)
def stem(word: str, language: str) -> str:
    """Return a lower-case word without its ending; unchanged where the language has no stems."""
    return _stemmer(language).stemWord(word) if language in _NAMES else word


@cache
def _stemmer(language: str) -> _Stemmer:
    make = cast("dict[str, object]", vars(snowballstemmer))["stemmer"]
    return cast(_Stemmer, make(_NAMES[language]))  # type: ignore[operator]
