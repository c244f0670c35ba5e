"""Hold what sources say: one table for each sort of source, `SAYINGS` for all of them."""

from typing import Final

from producers.city.telling.sayings.dangers import DANGERS
from producers.city.telling.sayings.networks import NETWORKS
from producers.city.telling.sayings.saying import Saying
from producers.city.telling.sayings.skies import SKIES
from producers.city.telling.sayings.streets import STREETS
from producers.city.telling.sayings.transit import TRANSIT

SAYINGS: Final[dict[str, Saying]] = {**NETWORKS, **STREETS, **TRANSIT, **DANGERS, **SKIES}
"""How each kind of happening is worded; what is not here no source tells of."""
