"""Count and time what goes through the doors, for Prometheus."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from core.coverage import SourceState
from core.store import EventReader

_LATENCIES_S = (0.001, 0.002, 0.004, 0.008, 0.012, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 8)


class Metrics:
    """Hold the measures of one application, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "http_requests_total",
            "Requests answered",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.latency = Histogram(
            "http_request_duration_seconds",
            "Time from a request's head to the end of its answer",
            ("route",),
            buckets=_LATENCIES_S,
            registry=self.registry,
        )
        self.answers = Counter(
            "civic_answers_total",
            "Questions answered",
            ("status", "mode"),
            registry=self.registry,
        )
        self._ready = self._gauge("civic_view_ready", "1 once the first complete load is done")
        self._seq = self._gauge("civic_view_seq", "Number of the last change applied")
        self._lag = self._gauge(
            "civic_view_lag_seconds", "Age of the instant up to which everything is applied"
        )
        self._sources = Gauge(
            "civic_sources", "Sources of the city by state", ("state",), registry=self.registry
        )

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self.registry)

    def write(self, reader: EventReader, now: datetime) -> bytes:
        """Write all measures in Prometheus' text form, the view's as it stands at `now`."""
        caught = reader.caught_up()
        self._ready.set(reader.ready)
        self._seq.set(reader.seq)
        lag = (now - caught.as_of).total_seconds() if caught.as_of else float("inf")
        self._lag.set(lag)
        states = [coverage.state for coverage in reader.coverage(now)]
        for state in SourceState:
            self._sources.labels(state.value).set(states.count(state))
        return generate_latest(self.registry)
