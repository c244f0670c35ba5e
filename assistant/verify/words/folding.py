"""Write words so that they compare: in lower case, without accents."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=32_768)
def fold(word: str) -> str:
    """Return a word in lower case and without accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.lower())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
