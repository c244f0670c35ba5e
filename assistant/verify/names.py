"""Hold every name in a statement: of the city, of a body, of whatever else has a name."""

from assistant.verify import city_names, proper_names, relations
from assistant.verify.verdict import Checked
from assistant.verify.witness import Court


def check(text: str, court: Court) -> list[Checked]:
    """Find the names in a statement and what relates them, each held or refused once."""
    places = city_names.check(text, court)
    return [*places, *relations.check(text, court), *proper_names.check(text, court, places)]
