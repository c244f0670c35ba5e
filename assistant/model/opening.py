"""Open the model that the settings name; without one, nothing of LangChain is ever imported."""

from datetime import tzinfo

from assistant.model.breaker import Breaker
from assistant.model.budget import Budget
from assistant.model.guarded import GuardedModel, Limits
from assistant.model.settings import ModelSettings
from assistant.model.spent import Meter, Prices
from core.errors import Misconfigured
from core.timespan import Clock, monotonic_s


def open_model(
    settings: ModelSettings, zone: tzinfo, clock: Clock, meter: Meter | None = None
) -> GuardedModel | None:
    """Make the model that is to be asked; the first call imports for a second or two.

    Args:
        settings: which, and within which bounds.
        zone: the city's, whose days the tokens are counted by.
        clock: the city's.
        meter: keeps the counters; None for none.

    Returns:
        The model, to be closed with `aclose`; None where none is configured.

    Raises:
        Misconfigured: one is configured, and what speaks to it is not installed.
    """
    if not settings.configured:
        return None
    try:
        from assistant.model.chat import ChatServer
    except ImportError as error:
        raise Misconfigured(f"a model is configured, but {error.name} is not installed") from error
    return GuardedModel(
        ChatServer(settings),
        limits=Limits(
            first_s=settings.first_piece.total_seconds(),
            whole_s=settings.whole.total_seconds(),
            at_once=settings.concurrency,
        ),
        breaker=Breaker(settings.failures, settings.rest.total_seconds(), monotonic_s),
        budget=Budget(settings.daily_tokens, zone, clock),
        prices=Prices(settings.price_in, settings.price_out),
        meter=meter,
    )
