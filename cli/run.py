"""Run the system in the foreground until a person or a supervisor ends it: `up` and `demo`."""

import signal
import sys
import threading
import time
from types import FrameType

from rich.console import Console

from cli.endpoints import Endpoints
from cli.stack import Plan, Stack
from core.errors import CivicError

_WATCH_EVERY_S = 1.0

GREETING = """
[bold]{city} is up[/]: [link]{api}[/link]

{playing}  Ask on the page, or here:   [bold].venv/bin/python -m cli ask "{question}"[/]
{others}  Any Kafka client:           {kafka}
  Logs:                       {logs}

Everything runs on this machine alone. Ctrl-C stops it.
"""


def greeting(plan: Plan, endpoints: Endpoints) -> str:
    """Return what a person reads when all is up: where, what is played, what to ask."""
    playbill = plan.playbill
    playing = f"{playbill.title}, " if playbill.title else ""
    playing += f"{playbill.speed:g} times as fast as life" if playbill.speed != 1 else ""
    playing = playing.removesuffix(", ")
    first, *others = playbill.questions
    return GREETING.format(
        city=plan.settings.city.name.replace("-", " ").title(),
        api=endpoints.api,
        kafka=endpoints.kafka,
        logs=plan.settings.state_dir / "log",
        playing=f"  Playing:                    {playing}\n" if playing else "",
        question=first,
        others="".join(f'  {"":<28}or "{other}"\n' for other in others),
    )


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
            console.print(greeting(plan, endpoints))
        try:
            while not stopped.wait(_WATCH_EVERY_S):
                stack.watch()
        except CivicError as error:
            print(f"civicsense: {error}", file=sys.stderr)
            return 1
        console.print("Stopping", markup=False)
    return 0
