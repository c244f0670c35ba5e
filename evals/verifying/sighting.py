"""Show a brief to a model of ours as its prompt would show it."""

from assistant.brief import Brief
from assistant.evidence_lines import brief_data
from core.city import City
from evals.peers.reading import Sight, read_prompt

_NAMES = {"en": "English", "es": "Spanish", "fr": "French", "zh": "Chinese"}


def sight_of(brief: Brief, city: City) -> Sight:
    """Return what a model reads of a brief's prompt."""
    lead = f'The answer already begins with "{brief.lead}".' if brief.lead else ""
    system = f"Write in {_NAMES[brief.language]}. {lead}"
    return read_prompt(system, brief_data(brief, city, "mark"), brief.now.astimezone(city.timezone))
