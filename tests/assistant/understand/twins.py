"""Read a question, to compare it with its English twin, which must mean the same."""

from datetime import UTC
from pathlib import Path

from assistant.question import Question
from assistant.understand.dialogue import Memory
from assistant.understand.pivot import Pivot
from assistant.understand.reading import Reader
from tests.assistant.town import NOW, city, gazetteer

_PIVOT = Pivot(city(), gazetteer())
_READER = Reader(city(), gazetteer())


def understood(text: str, language: str) -> dict[str, object]:
    """Return all that a question means as a whole, as far as its twin must mean the same."""
    english = _PIVOT.read(Question(text=text), language)
    read = _READER.read(english, Memory(), NOW.astimezone(UTC))
    return {
        "topics": tuple(sorted(topic.name for topic in read.topics)),
        "aspect": read.aspect,
        "polarity": read.polarity,
        "places": tuple(place.name for place in read.where.places),
        "state": read.where.state,
        "words": read.where.words,
        "when": (read.when.tense, read.when.span),
        "small_talk": read.small_talk,
        "in_scope": read.in_scope,
    }


def questions(language: str) -> list[tuple[str, str]]:
    """Return many questions of a language, each with its English twin: `questions_<tag>.tsv`."""
    written = Path(__file__).with_name(f"questions_{language}.tsv").read_text(encoding="utf-8")
    return [(asked, twin) for asked, _, twin in (s.partition("\t") for s in written.splitlines())]
