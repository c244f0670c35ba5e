"""Read the command line: `python -m cli demo|up|ask|replay|rules|doctor|bench`."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.city_time import Playbill
from cli.endpoints import ENDPOINTS_FILE, read_endpoints
from cli.rules import rules_app
from cli.settings import DEFAULT_API_PORT, CliSettings
from core.errors import CivicError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="CivicSense: what is happening in the city right now, with the evidence.",
)  # fmt: skip

app.add_typer(rules_app, name="rules")

City = Annotated[Path | None, typer.Option(help="Folder of the city pack.")]
Scenario = Annotated[
    str, typer.Option(help="What happens: a scenario's name or file; unset, everyday life.")
]
Speed = Annotated[float, typer.Option(help="City seconds in one; at most 60.")]
Seed = Annotated[int | None, typer.Option(help="The same number plays the same city.")]
Recording = Annotated[
    Path | None, typer.Option(help="Play this recording, moved to now, not the simulated city.")
]


@app.command()
def demo(
    city: City = None,
    port: Annotated[int | None, typer.Option(help="Port of the page and the API.")] = None,
    scenario: Scenario = "",
    speed: Speed = 1.0,
    seed: Seed = None,
    recording: Recording = None,
) -> None:
    """Run the whole system with a living city, and say where to look."""
    from cli.run import run
    from cli.stack import Plan

    playbill = Playbill(scenario, speed, seed, recording)
    plan = Plan(_settings(city), api_port=port, playbill=playbill)
    raise typer.Exit(run(plan, greet=True))


@app.command()
def up(
    city: City = None,
    without_producers: Annotated[bool, typer.Option("--without-producers")] = False,
    api_port: Annotated[int | None, typer.Option(help="Port of the API; 0 for a free one.")] = None,
    endpoints: Annotated[Path | None, typer.Option(help="File for the addresses.")] = None,
    scenario: Scenario = "",
    speed: Speed = 1.0,
    seed: Seed = None,
    recording: Recording = None,
) -> None:
    """Start broker, Redis, indexer and API, and stay until Ctrl-C or SIGTERM."""
    from cli.run import run
    from cli.stack import Plan

    plan = Plan(
        _settings(city), api_port=api_port, producers=not without_producers,
        endpoints_file=endpoints, playbill=Playbill(scenario, speed, seed, recording),
    )  # fmt: skip
    raise typer.Exit(run(plan, greet=False))


@app.command()
def ask(
    text: str,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole response.")] = False,
    api: Annotated[str | None, typer.Option(help="Address of the API.")] = None,
    area: Annotated[str | None, typer.Option(help="Where, beside the text.")] = None,
) -> None:
    """Ask one question of the running system."""
    from cli.ask import ask as ask_api

    with _told():
        ask_api(api or _api_address(), text, as_json=as_json, area=area)


@app.command()
def replay(
    files: list[Path],
    as_: Annotated[str | None, typer.Option("--as", help="cap, gtfs_rt or jsonl.")] = None,
    source: Annotated[str, typer.Option(help="Id of the source to speak for.")] = "",
    move_times: Annotated[bool, typer.Option("--move-times", help="Make the newest now.")] = False,
    speed: Annotated[float | None, typer.Option(help="Recorded seconds in one.")] = None,
    city: City = None,
) -> None:
    """Play recorded feeds or messages into Kafka; no heartbeats are sent."""
    from cli.play import play

    with _told():
        play(files, _settings(city), as_=as_, source=source, move_times=move_times, speed=speed)


@app.command()
def doctor(city: City = None) -> None:
    """Say what is reachable, and which default is active."""
    from cli.doctor import examine, show

    with _told():
        show(examine(_settings(city)))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(context: typer.Context) -> None:
    """Measure, on a real Kafka and Redis: one JSON line a figure."""
    command = [sys.executable, "-m", "scripts.bench", *context.args]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


class _told:  # noqa: N801 - reads as a word: `with _told():`
    """Tell an error that a person can act on in one line, and leave with 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, CivicError):
            typer.echo(f"civicsense: {error}", err=True)
            raise typer.Exit(1) from error


def _settings(city: Path | None) -> CliSettings:
    settings = CliSettings()  # pyright: ignore[reportCallIssue] - read from the environment
    return settings if city is None else settings.model_copy(update={"city": city})


def _api_address() -> str:
    running = read_endpoints(_settings(None).state_dir / ENDPOINTS_FILE)
    return running.api if running is not None else f"http://127.0.0.1:{DEFAULT_API_PORT}"


if __name__ == "__main__":
    app()
