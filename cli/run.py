"""Run the system in the foreground until a person or a supervisor ends it: `up` and `demo`."""

import signal
import sys
import threading
import time
from types import FrameType

from rich.console import Console

from cli.stack import Plan, Stack
from core.errors import CivicError

_WATCH_EVERY_S = 1.0

GREETING = """
[bold]{city} is up[/]: [link]{api}[/link]

  Ask on the page, or here:   [bold].venv/bin/python -m cli ask "is the power out in Eastside?"[/]
  Any Kafka client:           {kafka}
  Logs:                       {logs}

Everything runs on this machine alone. Ctrl-C stops it.
"""


def run(plan: Plan, *, greet: bool) -> int:
    """Start, say where everything is, and stay until SIGTERM or Ctrl-C.

    Returns:
        The exit code: 0 after a clean stop, 1 where something could not start or broke.
    """
    console = Console(stderr=not greet, highlight=False, soft_wrap=True)
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    started = time.monotonic()
    try:
        with console.status("Starting") as status:
            stack = Stack(plan, lambda what: status.update(f"Starting: {what}"))
            try:
                endpoints = stack.start()
            except BaseException:
                stack.stop()
                raise
    except CivicError as error:
        print(f"civicsense: {error}", file=sys.stderr)
        return 1
    with stack:
        took = time.monotonic() - started
        console.print(f"Ready in {took:.1f} s: {endpoints.api}", markup=False)
        if greet:
            city = plan.settings.city.name.replace("-", " ").title()
            logs = plan.settings.state_dir / "log"
            console.print(GREETING.format(city=city, api=endpoints.api, kafka=endpoints.kafka,
                                          logs=logs))  # fmt: skip
        try:
            while not stopped.wait(_WATCH_EVERY_S):
                stack.watch()
        except CivicError as error:
            print(f"civicsense: {error}", file=sys.stderr)
            return 1
        console.print("Stopping", markup=False)
    return 0
