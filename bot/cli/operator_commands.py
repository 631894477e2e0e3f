"""Commands for whoever runs the bot: doctor, stats, quarantine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bot.cli.command import (
    database_option,
    database_url,
    run_async,
    settings_or_refusal,
    with_store,
)

if TYPE_CHECKING:
    from core.store.engine import Store


@click.command("doctor", help="look at everything around the bot: what is wrong, and the remedy")
@click.option("--offline", is_flag=True, help="ask no platform whether it knows the token")
@click.option("--json", "as_objects", is_flag=True, help="print one JSON object for each check")
def look_around(offline: bool, as_objects: bool) -> int:
    """Print a line for each check; exit code 1 where one failed."""
    from bot.doctor.findings import as_json, as_text, exit_code
    from bot.doctor.run import examine

    found = run_async(examine(offline=offline))
    sys.stdout.write(as_json(found) if as_objects else as_text(found))
    return exit_code(found)


@click.command("stats", help="count people, sets and what waits; no id, no name, no text")
@click.option("--json", "as_object", is_flag=True, help="print one JSON object")
@database_option
def count(as_object: bool, database: str | None) -> int:
    """Print how much there is."""
    from bot.cli.stats import as_json, as_text, counted

    found = run_async(counted(database_url(database)))
    sys.stdout.write(as_json(found) if as_object else as_text(found))
    return 0


@click.command(
    "quarantine", help="messages that could not be handled: list, show, replay or drop N ... or all"
)
@click.argument(
    "action", metavar="[ACTION]", default="list",
    type=click.Choice(("list", "show", "replay", "drop")),
)  # fmt: skip
@click.argument("numbers", metavar="[N...]", nargs=-1)
@database_option
def look_aside(action: str, numbers: tuple[str, ...], database: str | None) -> int:
    """Print types, lengths and hashed ids alone, handle what was set aside again, or drop it."""
    from bot.cli import quarantine
    from bot.hashed import key_of

    if (action == "list") == bool(numbers):
        raise click.UsageError("name the numbers after show, replay and drop, or all")
    key = key_of(settings_or_refusal())

    async def work(store: Store) -> int:
        match action:
            case "show":
                return await quarantine.show(store, key, numbers)
            case "replay":
                return await quarantine.replay(store, numbers)
            case "drop":
                return await quarantine.drop(store, numbers)
        return await quarantine.list_all(store, key)

    return run_async(with_store(database_url(database), work))


COMMANDS = (look_around, count, look_aside)
