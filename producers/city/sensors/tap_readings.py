"""Write how many riders each stop's gates counted, each way, every half minute to minute."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from core.telemetry import RiderTaps, TapDirection
from producers.city.figures import luck_of, millis, numbers
from producers.city.plan import Plan
from producers.city.sensors.riders import Gate
from producers.city.sensors.silences import spoken_at
from producers.city.vehicles.vehicle_readings import EPOCH

_LAG_MS: Final = 900


def tap_readings(
    gates: Sequence[Gate], plan: Plan, since_s: float, until_s: float
) -> Iterator[tuple[int, str, RiderTaps]]:
    """Yield what gates publish within `[since, until)`, stop by stop.

    Yields:
        The instant of publishing in milliseconds since 1970, the key, and the reading. A count of
        riders going out is left out where it is 0.
    """
    for gate in gates:
        published = spoken_at(since_s, until_s, gate.interval_s, gate.phase_s, ())
        if not len(published):
            continue
        rates = gate.rates(published - gate.interval_s / 2, plan)
        luck = luck_of(plan.seed, "taps", gate.stop.id, int(published[0]))
        minutes = gate.interval_s / 60
        going_in, going_out = (numbers(luck.poisson(rate * minutes)) for rate in rates)
        whens = millis(published)
        stop, line = gate.stop.id, gate.line
        for when, entered, left in zip(whens, going_in, going_out, strict=True):
            at = EPOCH + timedelta(milliseconds=when - _LAG_MS)
            yield when, stop, RiderTaps(
                stop_id=stop, line=line, direction=TapDirection.IN, count=entered,
                timestamp=at,
            )  # fmt: skip
            if left:
                yield when, stop, RiderTaps(
                    stop_id=stop, line=line, direction=TapDirection.OUT, count=left,
                    timestamp=at,
                )  # fmt: skip
