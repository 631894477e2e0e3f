"""Commands for the database: backup, restore, migrate, move."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.command import (
    Refusal,
    database_option,
    database_url,
    run_async,
    say,
    see_that_it_is_new,
    settings_or_refusal,
    sqlite_file,
)

if TYPE_CHECKING:
    from core.store.sqlite.rotation import ReadBack


@click.command("backup", help="copy the database while the bot runs: to a new FILE, or in rotation")
@click.argument("file", metavar="[FILE]", type=Path, required=False)
@database_option
def back_up(file: Path | None, database: str | None) -> int:
    """Copy the database to a file, or to the next one of the rotation; read the copy back."""
    if file is not None:
        see_that_it_is_new(file)
    from core.store.faults import StoreError

    kept = sqlite_file(database_url(database), "backed up with pg_dump")
    try:
        _back_up_to(kept, file) if file is not None else _rotate(kept)
    except StoreError as error:
        raise Refusal(str(error)) from None
    return 0


def _back_up_to(kept: Path, file: Path) -> None:
    from core.store.sqlite import copies
    from core.store.sqlite.rotation import read_back

    copies.back_up(kept, file)
    say(f"{file}: {_found(read_back(file))}")


def _rotate(kept: Path) -> None:
    from core.store.sqlite.rotation import folder_of, rotate

    settings = settings_or_refusal()
    folder = folder_of(kept, settings.backup_dir)
    done = rotate(kept, folder, settings.backup_keep, datetime.now(UTC))
    dropped = f"; deleted {', '.join(each.name for each in done.dropped)}" if done.dropped else ""
    say(f"{done.file}: {_found(done.found)}{dropped}")


def _found(found: ReadBack) -> str:
    return (
        f"verified and read back, {found.rows} rows, people {found.people}, sets {found.sets}, "
        f"revision {found.revision}"
    )


@click.command("restore", help="put a backup in the place of the database")
@click.argument("file", metavar="FILE", type=Path)
@database_option
def bring_back(file: Path, database: str | None) -> int:
    """Put a backup in the place of the database; what was there is moved aside."""
    from core.store.faults import StoreError
    from core.store.sqlite.restore import restore

    kept = sqlite_file(database_url(database), "restored with pg_restore")
    try:
        done = restore(kept, file)
    except StoreError as error:
        raise Refusal(str(error)) from None
    aside = f"; what was there before is {done.aside}" if done.aside else ""
    say(f"{kept} is restored: people {done.people}, sets {done.sets}{aside}")
    return 0


@click.command("migrate", help="bring the database to the schema of this version, as a start does")
@click.option("--check", is_flag=True, help="only say what it would do; exit code 1 where it would")
@database_option
def bring_up(check: bool, database: str | None) -> int:
    """Apply the migrations that are missing, a copy made before on SQLite."""
    from bot.cli.migrating import bring_up_to_date, revision_of

    url = database_url(database)
    if not check:
        return run_async(bring_up_to_date(url))
    from core.store.schema.tables import HEAD

    found = run_async(revision_of(url))
    if found == HEAD:
        say(f"the database has revision {HEAD}: nothing to do")
        return 0
    say(f"the database has {f'revision {found}' if found else 'no schema yet'}, this is {HEAD}")
    return 1


@click.command("move", help="copy a SQLite database into the PostgreSQL of TARGET_DATABASE_URL")
@click.option(
    "--target-file", metavar="FILE", type=Path,
    help="read the address from the first line of FILE instead",
)  # fmt: skip
@database_option
def move_over(target_file: Path | None, database: str | None) -> int:
    """Move everything; the address of the target is no argument, where others could see it."""
    from bot.cli.moving import move_to, target_of

    sqlite_file(url := database_url(database), "moved with pg_dump")
    return run_async(move_to(url, target_of(settings_or_refusal(), target_file)))


COMMANDS = (move_over, back_up, bring_back, bring_up)
