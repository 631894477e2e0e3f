"""The command line: run, chat, backup, restore ... Each command imports only what it needs."""

from __future__ import annotations

import io
import math
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import database_commands, operator_commands
from bot.cli.command import (
    Refusal,
    database_option,
    database_url,
    run_async,
    say,
    see_that_it_is_new,
    settings_or_refusal,
    with_store,
)

if TYPE_CHECKING:
    from bot.platforms.terminal.chat import Conversation
    from core.store.engine import Store

BAD_USE = 2  # the exit code for settings and arguments that cannot be followed


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command named by the arguments and give its exit code."""
    open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        with spotter.make_context("spotter", arguments) as context:
            code: int = spotter.invoke(context)
        sys.stdout.flush()
        return code
    except click.exceptions.Exit as end:  # --help, --version
        return end.exit_code
    except click.UsageError as mistake:
        mistake.show()
        return BAD_USE
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
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end


# --- arguments ----------------------------------------------------------------------------------


def moment(text: str) -> datetime:
    """Read an ISO time. Raises BadParameter."""
    from bot.platforms.terminal.chat import read_moment

    try:
        return read_moment(text)
    except ValueError:
        raise click.BadParameter(f"not an ISO time: {text!r}") from None


def name(text: str) -> str:
    """Read a name. Raises BadParameter."""
    from bot.platforms.terminal.chat import clean

    if not clean(text).strip():
        raise click.BadParameter("a name cannot be empty")
    return clean(text).strip()


def seconds(text: str) -> timedelta:
    """Read a number of seconds, zero or more. Raises BadParameter."""
    try:
        count = float(text)
        if math.isfinite(count) and count >= 0:
            return timedelta(seconds=count)
    except (ValueError, OverflowError):
        pass
    raise click.BadParameter(f"not a number of seconds: {text!r}")


def say_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print what the installed package says of itself; looked up only then."""
    if not wanted:
        return
    import importlib.metadata

    try:
        version = importlib.metadata.version("spotter")
    except importlib.metadata.PackageNotFoundError:
        version = "(not installed)"
    sys.stdout.write(f"spotter {version}\n")
    context.exit()


def meanings(what: str, example: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """An option that says what a column or a mark of a file means; may be given several times."""
    about = f"what a {what} means, for example {example}; may be given several times"
    return click.option(f"--{what}", metavar="NAME=MEANING", multiple=True, help=about)


def user_option(who: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The option that names a user of the terminal."""
    return click.option(
        "--user", metavar="NAME", type=name, default="you", help=f"{who} (default: you)"
    )


# --- commands -----------------------------------------------------------------------------------


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=say_version,
    help="say which version this is",
)  # fmt: skip
def spotter() -> None:
    """A strength-training bot for Telegram, Discord and the terminal."""


@spotter.command("run", help="start every platform that has a token")
@click.pass_context
def run_platforms(context: click.Context) -> int:
    """Start every platform that has a token; with none, say so and open the terminal chat."""
    from bot.cli.opening import exposed
    from bot.settings import platforms_configured

    settings = settings_or_refusal()
    if platforms_configured(settings):
        from bot.runtime.garbage import wait_for_start

        wait_for_start()
        from bot.app import run

        return run_async(run(settings))
    if warning := exposed(".env"):
        say(warning)
    say(
        "no TELEGRAM_BOT_TOKEN and no DISCORD_BOT_TOKEN is set: "
        "opening the chat in this terminal instead"
    )
    code: int = context.invoke(open_chat)
    return code


@spotter.command("chat", help="talk to the bot in this terminal")
@user_option("who types")
@click.option("--group", metavar="NAME", type=name, help="type in a group of this name")
@database_option
@click.option(
    "--now", metavar="ISO", type=moment, help="start the clock here; UTC where no zone is given"
)
@click.option(
    "--step",
    metavar="SECONDS",
    type=seconds,
    default="180",
    help="move a clock started with --now on by this after each line (default: 180)",
)
@click.option("--json", "as_objects", is_flag=True, help="print one JSON object per line typed")
@click.option(
    "--pictures", metavar="DIR", type=Path, help="write pictures there as PNG and print their paths"
)
def open_chat(
    user: str, group: str | None, database: str | None, now: datetime | None, step: timedelta,
    as_objects: bool, pictures: Path | None,
) -> int:  # fmt: skip
    """Talk in this terminal, or to whatever feeds it lines."""
    url = database_url(database)

    async def work(store: Store) -> None:
        from bot.platforms.terminal.chat import Clock, Conversation
        from bot.platforms.terminal.pings import Pings
        from core.coach import Coach

        coach = Coach(store)
        pings = Pings(store, coach)
        conversation = Conversation(coach, Clock(now, step), user, group or "", pings=pings)
        if pictures is None:
            await converse(conversation, url, as_objects=as_objects)
            return
        from bot.platforms.terminal.pictures import PictureFolder

        async with PictureFolder(pictures) as conversation.pictures:
            await converse(conversation, url, as_objects=as_objects)

    try:
        run_async(with_store(url, work))
    except NotADirectoryError as error:  # where pictures were to be written
        raise Refusal(str(error)) from None
    return 0


async def converse(conversation: Conversation, url: str, *, as_objects: bool) -> None:
    """Hold the conversation until its input ends."""
    if as_objects or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from bot.platforms.terminal.chat import chat_from_pipe

        await chat_from_pipe(conversation, as_objects=as_objects)
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


@spotter.command("import", help="bring the export file of another app into the log")
@click.argument("file", metavar="FILE", type=Path)
@user_option("whose log")
@click.option("--dry-run", is_flag=True, help="only say what it would do")
@click.option("--unit", type=click.Choice(("kg", "lb")), help="of loads whose unit the file omits")
@meanings("column", "rpe_actual=rpe")
@meanings("mark", "myo=drop")
@database_option
def import_file(
    file: Path, user: str, dry_run: bool, unit: str | None, column: tuple[str, ...],
    mark: tuple[str, ...], database: str | None,
) -> int:  # fmt: skip
    """Bring another app's file into the log, or only say what that would do."""
    from bot.cli.export_files import Unreadable, read_export
    from bot.cli.interchange import Upload, bring_in

    url = database_url(database)
    try:
        upload = Upload(file, read_export(file), unit, dry_run, column, mark)
        return run_async(with_store(url, lambda store: bring_in(store, user, upload)))
    except Unreadable as unreadable:
        raise Refusal(str(unreadable)) from None


@spotter.command("export", help="write the log to a file")
@click.argument("file", metavar="[FILE]", type=Path, required=False)
@user_option("whose log")
@click.option(
    "--format", "layout", type=click.Choice(("spotter", "strong")), default="spotter",
    help="(default: spotter)",
)  # fmt: skip
@click.option(
    "--about", metavar="FILE", type=Path, help="write what else is kept of you there, as JSON"
)
@database_option
def export_file(
    file: Path | None, user: str, layout: str, about: Path | None, database: str | None
) -> int:
    """Write the log to a file that does not exist yet, or to standard output."""
    from bot.cli.interchange import take_out

    for each in (file, about):
        if each is not None:
            see_that_it_is_new(each)
    url = database_url(database)
    return run_async(with_store(url, lambda store: take_out(store, user, layout, file, about)))


@spotter.command("backtest", help="score the coach's predictions on past logs, each one lifter's")
@click.argument("files", metavar="FILE...", type=Path, nargs=-1, required=True)
@click.option("--json", "as_object", is_flag=True, help="print one JSON object")
def score_predictions(files: tuple[Path, ...], as_object: bool) -> int:
    """Predict every set of past logs from what stood before it, and print how well."""
    from bot.cli.backtest import as_json, as_text, replay
    from bot.cli.export_files import Unreadable

    try:
        found = replay(files)
    except Unreadable as unreadable:
        raise Refusal(str(unreadable)) from None
    sys.stdout.write(as_json(found) if as_object else as_text(found))
    return 0


for each in (*database_commands.COMMANDS, *operator_commands.COMMANDS):
    spotter.add_command(each)


if __name__ == "__main__":
    sys.exit(main())
