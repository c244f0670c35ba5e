"""Trace what a model is asked, by OpenTelemetry's conventions for generative AI; off by default.

The conventions are in development: their names stand here and nowhere else. No text of a question,
a prompt or an answer is ever an attribute.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, TracerProvider, get_tracer

from assistant.model.port import Fault, Prompt
from assistant.model.spent import Usage

_OPERATION: Final = "gen_ai.operation.name"
_PROVIDER: Final = "gen_ai.provider.name"
_MODEL: Final = "gen_ai.request.model"
_MAX_TOKENS: Final = "gen_ai.request.max_tokens"
_TEMPERATURE: Final = "gen_ai.request.temperature"
_TOKENS_IN: Final = "gen_ai.usage.input_tokens"
_TOKENS_OUT: Final = "gen_ai.usage.output_tokens"
_ERROR: Final = "error.type"
_PROMPT: Final = "civic.prompt.id"
_DIGEST: Final = "civic.prompt.digest"


class ModelSpan:
    """Follow one answer that a model writes."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def used(self, usage: Usage) -> None:
        """Note the tokens."""
        self._span.set_attribute(_TOKENS_IN, usage.tokens_in)
        self._span.set_attribute(_TOKENS_OUT, usage.tokens_out)

    def failed(self, fault: Fault) -> None:
        """Note why the answer was not used."""
        self._span.set_attribute(_ERROR, fault.value)
        self._span.set_status(Status(StatusCode.ERROR, fault.value))


class Tracing:
    """Begin spans; without a provider they are made of nothing."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._tracer = get_tracer("civicsense.model", tracer_provider=provider)

    @contextmanager
    def chat(self, model: str, prompt: Prompt) -> Generator[ModelSpan]:
        """Trace one answer from the first request to the last piece.

        The span never becomes the current one: an answer is written over many turns of the loop.
        """
        span = self._tracer.start_span(
            f"chat {model}",
            kind=SpanKind.CLIENT,
            attributes={
                _OPERATION: "chat",
                _PROVIDER: "openai",
                _MODEL: model,
                _MAX_TOKENS: prompt.max_tokens,
                _TEMPERATURE: prompt.temperature,
                _PROMPT: prompt.id,
                _DIGEST: prompt.digest,
            },
        )
        try:
            yield ModelSpan(span)
        finally:
            span.end()


def start_tracing(endpoint: str | None) -> Callable[[], None]:
    """Send this process's traces to an OTLP endpoint; without one, do nothing.

    Returns:
        What has to be called at the end, so that the last spans go out.
    """
    if not endpoint:
        return lambda: None
    # The SDK is large, and only wanted where an endpoint is named.
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider as SdkProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = SdkProvider(resource=Resource.create({"service.name": "civicsense"}))
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces"))
    )
    trace.set_tracer_provider(provider)
    return provider.shutdown
