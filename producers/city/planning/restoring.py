"""Say when the power is back at a place inside an outage."""

from datetime import datetime, timedelta

from core.geo import LonLat, contains
from producers.city.happening import Happening


def lit_again(outage: Happening, point: LonLat, least: timedelta) -> datetime:
    """Return when the first step leaves a point outside of what is dark; never before `least`."""
    for step in outage.steps[1:]:
        if step.shape is not None and not contains(step.shape, point):
            return max(step.at, outage.span.start + least)
    return outage.ends
