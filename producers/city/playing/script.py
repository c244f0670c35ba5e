"""Draw the seam between what a city says and who plays it: `Script`."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, Protocol

from producers.city.happening import Spoken

FOREVER: Final = timedelta(days=36_500)
"""Until when a script is asked where nobody says until when."""


class Script(Protocol):
    """Hold what is said in a city, by instant: a world, a recording, or a show."""

    def states(self, topics: Collection[str], at: datetime) -> Iterable[Spoken]:
        """Return the newest message of each event told before `at`, ended ones too.

        With `feed_status` among the topics, also the newest heartbeat of each source.
        """
        ...

    def spoken(self, topics: Collection[str], since: datetime, until: datetime) -> Iterator[Spoken]:
        """Yield what is said on these topics within `[since, until)`, ordered by time."""
        ...
