"""The command line: run, chat, backup, restore ... Each command imports only what it needs."""

from __future__ import annotations

import argparse
import asyncio
import io
import math
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bot.settings import Settings
    from core.store.engine import Store

T = TypeVar("T")

BAD_USE = 2  # the exit code for settings and arguments that cannot be followed


class Refusal(Exception):
    """The command cannot be done; the text says why, for the operator."""


class Version(argparse.Action):
    """Says the version and ends; looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print what the installed package says of itself."""
        import importlib.metadata

        try:
            version = importlib.metadata.version("spotter")
        except importlib.metadata.PackageNotFoundError:
            version = "(not installed)"
        sys.stdout.write(f"spotter {version}\n")
        parser.exit()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command named by the arguments and give its exit code."""
    open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser().parse_args(argv)
    try:
        code: int = options.command(options)
        sys.stdout.flush()
        return code
    except Refusal as refusal:
        say(str(refusal))
        return BAD_USE
    except KeyboardInterrupt:
        pass
    except BrokenPipeError:  # whoever read the output has gone: nothing left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def open_closed_streams() -> None:
    """Put an empty one where a standard stream is closed, before a database takes its number."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def parser() -> argparse.ArgumentParser:
    """Describe the commands and their arguments."""
    top = argparse.ArgumentParser(
        prog="spotter",
        description="A strength-training bot for Telegram, Discord and the terminal.",
    )
    top.add_argument("--version", action=Version, nargs=0, help="say which version this is")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start every platform that has a token")
    run.set_defaults(command=run_platforms)

    _add_chat(commands)
    _add_exchange(commands)
    backup = commands.add_parser("backup", help="copy the database while the bot runs")
    backup.add_argument("file", metavar="FILE", type=Path, help="a file that does not exist yet")
    backup.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    backup.set_defaults(command=back_up)
    again = commands.add_parser("restore", help="put a backup in the place of the database")
    again.add_argument("file", metavar="FILE", type=Path, help="what `spotter backup` made")
    again.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    again.set_defaults(command=bring_back)

    score = commands.add_parser("backtest", help="score the coach's predictions on past logs")
    score.add_argument(
        "files", metavar="FILE", type=Path, nargs="+", help="an app's export; one file, one lifter"
    )
    score.add_argument("--json", action="store_true", help="print one JSON object")
    score.set_defaults(command=score_predictions)
    return top


def _add_chat(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    chat = commands.add_parser("chat", help="talk to the bot in this terminal")
    chat.add_argument(
        "--user", metavar="NAME", type=name, default="you", help="who types (default: you)"
    )
    chat.add_argument("--group", metavar="NAME", type=name, help="type in a group of this name")
    chat.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    chat.add_argument(
        "--now", metavar="ISO", type=moment, help="start the clock here; UTC where no zone is given"
    )
    chat.add_argument(
        "--step",
        metavar="SECONDS",
        type=seconds,
        default=timedelta(seconds=180),
        help="move a clock started with --now on by this after each line (default: 180)",
    )
    chat.add_argument("--json", action="store_true", help="print one JSON object per line typed")
    chat.set_defaults(command=open_chat)


def _add_exchange(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe what brings logs in and takes them out."""
    bring = commands.add_parser("import", help="bring the export file of another app into the log")
    bring.add_argument("file", metavar="FILE", type=Path, help="CSV of Strong, Hevy, FitNotes ...")
    bring.add_argument(
        "--user", metavar="NAME", type=name, default="you", help="whose log (default: you)"
    )
    bring.add_argument("--dry-run", action="store_true", help="only say what it would do")
    bring.add_argument("--unit", choices=("kg", "lb"), help="of loads whose unit the file omits")
    for option, example in (("--column", "rpe_actual=rpe"), ("--mark", "myo=drop")):
        about = f"what a {option[2:]} means, for example {example}; may be given several times"
        bring.add_argument(option, metavar="NAME=MEANING", action="append", default=[], help=about)
    bring.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    bring.set_defaults(command=import_file)

    take = commands.add_parser("export", help="write the log to a file")
    take.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="a file that does not exist yet"
    )
    take.add_argument(
        "--user", metavar="NAME", type=name, default="you", help="whose log (default: you)"
    )
    take.add_argument(
        "--format", choices=("spotter", "strong"), default="spotter", help="(default: spotter)"
    )
    take.add_argument(
        "--about", metavar="FILE", type=Path, help="write what else is kept of you there, as JSON"
    )
    take.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    take.set_defaults(command=export_file)


def moment(text: str) -> datetime:
    """Read an ISO time for argparse."""
    from bot.platforms.terminal.chat import read_moment

    try:
        return read_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not an ISO time: {text!r}") from None


def name(text: str) -> str:
    """Read a name for argparse."""
    from bot.platforms.terminal.chat import clean

    if not clean(text).strip():
        raise argparse.ArgumentTypeError("a name cannot be empty")
    return clean(text).strip()


def seconds(text: str) -> timedelta:
    """Read a number of seconds, zero or more, for argparse."""
    try:
        count = float(text)
        if math.isfinite(count) and count >= 0:
            return timedelta(seconds=count)
    except (ValueError, OverflowError):
        pass
    raise argparse.ArgumentTypeError(f"not a number of seconds: {text!r}")


def run_platforms(_: argparse.Namespace) -> int:
    """Start every platform that has a token; with none, say so and open the terminal chat."""
    from bot.cli.opening import exposed
    from bot.settings import platforms_configured

    settings = settings_or_refusal()
    if platforms_configured(settings):
        from bot.app import run

        return asyncio.run(run(settings))
    if warning := exposed(".env"):
        say(warning)
    say(
        "no TELEGRAM_BOT_TOKEN and no DISCORD_BOT_TOKEN is set: "
        "opening the chat in this terminal instead"
    )
    return open_chat(parser().parse_args(["chat"]))


def open_chat(options: argparse.Namespace) -> int:
    """Talk in this terminal, or to whatever feeds it lines."""
    url = database_url(options.database)
    asyncio.run(with_store(url, lambda store: converse(store, url, options)))
    return 0


async def converse(store: Store, url: str, options: argparse.Namespace) -> None:
    """Hold the conversation until its input ends."""
    from bot.platforms.terminal.chat import Clock, Conversation, chat_from_pipe
    from bot.platforms.terminal.pings import Pings
    from core.coach import Coach

    clock = Clock(options.now, options.step)
    coach = Coach(store)
    conversation = Conversation(
        coach, clock, options.user, options.group or "", pings=Pings(store, coach)
    )
    if options.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        await chat_from_pipe(conversation, as_objects=options.json)
        return
    from bot.platforms.terminal.prompt import chat_on_terminal

    sys.stdout.write(
        "Type a set, such as: squat 100x8 rir2\n"
        "Buttons are pressed with a colon: :undo. Ctrl-D leaves.\n\n"
    )
    from bot.cli.opening import file_of

    kept = file_of(url)
    history = kept.with_suffix(".history") if kept else None
    await chat_on_terminal(conversation, history)


def import_file(options: argparse.Namespace) -> int:
    """Bring another app's file into the log, or only say what that would do."""
    from bot.cli.export_files import Unreadable, read_export
    from bot.cli.interchange import bring_in

    url = database_url(options.database)
    try:
        content = read_export(options.file)
        return asyncio.run(with_store(url, lambda store: bring_in(store, content, options)))
    except Unreadable as unreadable:
        raise Refusal(str(unreadable)) from None


def export_file(options: argparse.Namespace) -> int:
    """Write the log to a file, or to standard output."""
    from bot.cli.interchange import take_out

    for file in (options.file, options.about):
        if file is not None:
            see_that_it_is_new(file)
    url = database_url(options.database)
    return asyncio.run(with_store(url, lambda store: take_out(store, options)))


def back_up(options: argparse.Namespace) -> int:
    """Copy the database to a file."""
    see_that_it_is_new(options.file)
    from core.store.faults import StoreError
    from core.store.sqlite import copies

    kept = sqlite_file(database_url(options.database), "backed up with pg_dump")
    try:
        copies.back_up(kept, options.file)
    except StoreError as error:
        raise Refusal(str(error)) from None
    return 0


def see_that_it_is_new(file: Path) -> None:
    """Raise Refusal where a file exists already, or its name cannot be one."""
    try:
        exists = file.exists()
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}") from None
    if exists:
        raise Refusal(f"{file} exists already; nothing was written")


def bring_back(options: argparse.Namespace) -> int:
    """Put a backup in the place of the database; what was there is moved aside."""
    from core.store.faults import StoreError
    from core.store.sqlite.restore import restore

    kept = sqlite_file(database_url(options.database), "restored with pg_restore")
    try:
        done = restore(kept, options.file)
    except StoreError as error:
        raise Refusal(str(error)) from None
    aside = f"; what was there before is {done.aside}" if done.aside else ""
    say(f"{kept} is restored: people {done.people}, sets {done.sets}{aside}")
    return 0


def score_predictions(options: argparse.Namespace) -> int:
    """Predict every set of past logs from what stood before it, and print how well."""
    from bot.cli.backtest import as_json, as_text, replay
    from bot.cli.export_files import Unreadable

    try:
        found = replay(options.files)
    except Unreadable as unreadable:
        raise Refusal(str(unreadable)) from None
    sys.stdout.write(as_json(found) if options.json else as_text(found))
    return 0


async def with_store(url: str, work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store, work with it, close it; what the store cannot do becomes a Refusal."""
    from bot.cli.opening import passwords_in, why_not_opened
    from bot.redaction import set_up_logging
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
    url = settings_or_refusal().database_url if given is None else given.strip()
    if not url.startswith(("sqlite:///", "postgresql://")):
        raise Refusal("--database must begin with sqlite:/// or postgresql://")
    return url


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


if __name__ == "__main__":
    sys.exit(main())
