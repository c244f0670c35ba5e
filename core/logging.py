"""Set up structlog and the standard library's logging as one stream of lines.

A process calls `set_up_logging` once, at its start. What is bound to the context (a request's id)
stands on every line; secrets and passwords in addresses never do.
"""

import logging
import re
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TextIO, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET_NAMES: Final = re.compile(
    r"secret|password|passwd|token|api_?key|authorization|cookie|credential", re.IGNORECASE
)
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]*@")
HIDDEN: Final = "***"


class LogFormat(StrEnum):
    """How lines are written."""

    CONSOLE = "console"
    JSON = "json"


def set_up_logging_from(environ: Mapping[str, str], default_level: str = "INFO") -> None:
    """Set logging up as `LOG_LEVEL` and `LOG_FORMAT` say; an unknown format counts as unset."""
    written = environ.get("LOG_FORMAT", "").lower()
    form = next((known for known in LogFormat if known.value == written), None)
    set_up_logging(environ.get("LOG_LEVEL") or default_level, form)


def set_up_logging(
    level: str = "INFO", form: LogFormat | None = None, stream: TextIO | None = None
) -> None:
    """Send every log line of this process to `stream`, from `level` upwards.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        form: console or JSON; None chooses console on a terminal and JSON elsewhere.
        stream: where to; standard error by default.
    """
    target = stream or sys.stderr
    chosen = form or (LogFormat.CONSOLE if target.isatty() else LogFormat.JSON)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendered(chosen, colours=target.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def hide_secrets(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Hide values under secrets' names, and what stands before the `@` of an address."""
    for name, value in line.items():
        if _SECRET_NAMES.search(name):
            line[name] = HIDDEN
        elif isinstance(value, str) and "://" in value:
            line[name] = _CREDENTIALS.sub(f"{HIDDEN}@", value)
    return line


def _rendered(form: LogFormat, *, colours: bool) -> list[Processor]:
    written = structlog.processors.format_exc_info
    if form is LogFormat.CONSOLE:
        return [written, hide_secrets, structlog.dev.ConsoleRenderer(colors=colours)]
    return [written, hide_secrets, cast(Processor, _write_json)]


def _write_json(_logger: WrappedLogger, _method: str, line: EventDict) -> str:
    return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
