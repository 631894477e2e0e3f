"""What commands of the command line have in common: refusals, settings, an open store."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.settings import Settings
    from core.store.engine import Store

T = TypeVar("T")

database_option = click.option("--database", metavar="URL", help="instead of DATABASE_URL")


class Refusal(Exception):
    """The command cannot be done; the text says why, for the operator."""


def see_that_it_is_new(file: Path) -> None:
    """Raise Refusal where a file exists already, or its name cannot be one."""
    try:
        exists = file.exists()
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}") from None
    if exists:
        raise Refusal(f"{file} exists already; nothing was written")


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end; asyncio is half of what `--help` would load."""
    import asyncio

    return asyncio.run(work)


async def with_store(url: str, work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store, work with it, close it; what the store cannot do becomes a Refusal."""
    from bot.cli.opening import why_not_opened
    from bot.redaction import set_up_logging
    from core.store.address import passwords_in
    from core.store.engine import open_store
    from core.store.faults import StoreError

    set_up_logging("WARNING", passwords_in(url))
    try:
        store = await open_store(url)
    except Exception as error:  # whatever a driver raises: a wrong password, no server, no room
        raise Refusal(why_not_opened(error, url)) from None
    if store.notice:
        say(store.notice)
    try:
        return await work(store)
    except StoreError as error:
        raise Refusal(str(error)) from None
    finally:
        await store.close()


def sqlite_file(url: str, otherwise: str) -> Path:
    """Give the file of a SQLite address. Raises Refusal where it names none, saying what else."""
    from bot.cli.opening import why_not_opened
    from core.store.address import file_of, parse_address
    from core.store.faults import BadDatabaseUrl

    try:
        address = parse_address(url)
    except BadDatabaseUrl as error:
        raise Refusal(why_not_opened(error, url)) from None
    if address.get_backend_name() != "sqlite":
        raise Refusal(f"a PostgreSQL database is {otherwise}")
    return file_of(address)


def database_url(given: str | None) -> str:
    """Give the database's address: the one given, else that of the settings."""
    if given is None:
        return settings_or_refusal().database_url
    from bot.setting_forms import EXAMPLES, database_address

    try:
        return database_address(given)
    except ValueError as error:
        raise Refusal(f"--database {error}, such as {EXAMPLES['database_url']}") from None


def settings_or_refusal() -> Settings:
    """Load the settings; everything that is wrong with them is said at once."""
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        raise Refusal(str(error)) from None


def say(text: str) -> None:
    """Tell the operator something, beside the conversation."""
    sys.stderr.write(f"spotter: {text}\n")
    sys.stderr.flush()
