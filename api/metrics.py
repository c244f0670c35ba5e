"""Count and time what goes through the doors, for Prometheus."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.explaining import shown_of
from assistant.answer import Answer
from assistant.model.port import Fault
from assistant.model.spent import Usage
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
        self.fallbacks = Counter(
            "civic_fallbacks_total",
            "Composed answers shown because the model's could not be",
            ("reason",),
            registry=self.registry,
        )
        self.statements = Counter(
            "civic_model_statements_total",
            "Statements that a model wrote, by what became of them",
            ("outcome",),
            registry=self.registry,
        )
        self.model = ModelMeter(self.registry)
        self._ready = self._gauge("civic_view_ready", "1 once the first complete load is done")
        self._seq = self._gauge("civic_view_seq", "Number of the last change applied")
        self._lag = self._gauge(
            "civic_view_lag_seconds", "Age of the instant up to which everything is applied"
        )
        self._sources = Gauge(
            "civic_sources", "Sources of the city by state", ("state",), registry=self.registry
        )

    def answered(self, answer: Answer) -> None:
        """Count one answer, and what became of a model's statements for it."""
        self.answers.labels(answer.status.value, answer.mode).inc()
        if answer.fallback_reason is not None:
            self.fallbacks.labels(answer.fallback_reason).inc()
        if answer.judged:
            shown = sum(shown_of(answer, verdict) for verdict in answer.judged)
            self.statements.labels("shown").inc(shown)
            self.statements.labels("dropped").inc(len(answer.judged) - shown)

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


class ModelMeter:
    """Count what asking a model costs; it is the `Meter` that the model is opened with."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "civic_model_requests_total",
            "Requests sent to the model's server",
            ("model",),
            registry=registry,
        )
        self._tokens = Counter(
            "civic_model_tokens_total",
            "Tokens put in (in) and written (out)",
            ("model", "direction"),
            registry=registry,
        )
        self._cost = Counter(
            "civic_model_cost_total",
            "What the tokens cost, at the prices set",
            ("model",),
            registry=registry,
        )
        self._faults = Counter(
            "civic_model_faults_total",
            "Times that the model gave nothing, or was not asked, by reason",
            ("model", "reason"),
            registry=registry,
        )

    def asked(self, model: str) -> None:
        """Count one request."""
        self._requests.labels(model).inc()

    def spent(self, model: str, usage: Usage, cost: float) -> None:
        """Count tokens, and what they cost."""
        self._tokens.labels(model, "in").inc(usage.tokens_in)
        self._tokens.labels(model, "out").inc(usage.tokens_out)
        self._cost.labels(model).inc(cost)

    def failed(self, model: str, fault: Fault) -> None:
        """Count one answer that did not come."""
        self._faults.labels(model, fault.value).inc()
