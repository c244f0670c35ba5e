"""Check the rules of a city, and say what they would have told of a recording."""

from pathlib import Path
from typing import Annotated

import typer

from cli.settings import CliSettings
from core.errors import CivicError, Misconfigured

rules_app = typer.Typer(no_args_is_help=True, help="Thresholds and geofences without code.")

CityFolder = Annotated[Path | None, typer.Option("--city", help="Folder of the city pack.")]
RulesFile = Annotated[Path | None, typer.Option("--rules", help="Rules, if not the pack's.")]


@rules_app.command()
def check(rules: RulesFile = None, city: CityFolder = None) -> None:
    """Say whether the rules can be used, and what is wrong in one line."""
    from core.city import load_city
    from indexer.anomalies.rules import read_rules

    folder, path = _paths(city, rules)
    try:
        found = read_rules(path, load_city(folder))
    except CivicError as error:
        raise _refused(error) from error
    typer.echo(f"{path}: {len(found)} rules, all usable")


@rules_app.command("test")
def say_what_fires(
    on: Annotated[Path, typer.Option("--on", help="Recording: JSON lines of a city.")],
    rules: RulesFile = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    city: CityFolder = None,
) -> None:
    """Say what the rules would have told of a recording."""
    from cli.rehearsing import as_json, as_text, rehearse
    from core.city import load_city

    folder, path = _paths(city, rules)
    try:
        pack = load_city(folder)
        fired = rehearse(pack, path, on)
    except CivicError as error:
        raise _refused(error) from error
    for each in fired:
        typer.echo(as_json(each) if json else as_text(each, pack))
    if not fired and not json:
        typer.echo("nothing would have fired")


def _paths(city: Path | None, rules: Path | None) -> tuple[Path, Path]:
    settings = CliSettings()  # pyright: ignore[reportCallIssue] - read from the environment
    folder = city or settings.city
    if rules is not None and not rules.is_file():
        raise _refused(Misconfigured(f"{rules}: there is no such file"))
    return folder, rules or folder / "rules.yaml"


def _refused(error: CivicError) -> typer.Exit:
    typer.echo(f"civicsense: {error}", err=True)
    return typer.Exit(1)
