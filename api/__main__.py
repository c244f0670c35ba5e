"""Run the API alone: `python -m api [--port N]`."""

import argparse
import gc
import signal
import sys
from functools import partial
from typing import Final

import structlog
import uvicorn
from pydantic import ValidationError

from api.app import create_app
from api.composition import lay_ground, open_services
from api.settings import ApiSettings
from core.errors import Misconfigured
from core.logging import set_up_logging

STOP_S: Final = 8
"""How long answers under way may take when the process is told to stop."""
_COLLECT_AFTER: Final = 50_000, 20, 50
"""Objects made before Python looks for cycles: the present is large, and has none."""

_log = structlog.stdlib.get_logger(__name__)


def main() -> None:
    """Read the settings and serve until SIGTERM or Ctrl-C; answers under way are finished."""
    parser = argparse.ArgumentParser(prog="python -m api", description="Serve the API.")
    parser.add_argument("--host", help="address to listen on (API_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on, 0 for a free one (API_PORT)")
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    try:
        settings = ApiSettings(**given)
        set_up_logging(settings.log_level, settings.log_format)
        serve(settings)
    except ValidationError as error:
        first = error.errors()[0]
        sys.exit(f"api: {first['loc'][0]}: {first['msg'].removeprefix('Value error, ')}")
    except Misconfigured as error:
        sys.exit(f"api: {error}")


def serve(settings: ApiSettings) -> None:
    """Serve in this process, with one event loop, until told to stop.

    Raises:
        Misconfigured: the city pack or an address cannot be used.
    """
    opening = partial(open_services, ground=lay_ground(settings))
    gc.freeze()  # what is here now stays: looking through it again would only hold up answers
    gc.set_threshold(*_COLLECT_AFTER)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings, opening),
            host=settings.host,
            port=settings.port,
            loop="uvloop" if sys.platform != "win32" else "asyncio",
            http="httptools",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies or None,
            timeout_graceful_shutdown=STOP_S,
            timeout_keep_alive=30,
        )
    )
    # uvicorn hands the signal on after it has stopped; to us that is a clean end, not a death.
    for asked_to_stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked_to_stop, lambda _signal, _frame: None)
    server.run()


if __name__ == "__main__":
    main()
