"""`spotter move`: the address of the target, progress, and what came of it."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

from bot.cli.command import Refusal, say
from bot.cli.opening import why_not_opened
from bot.redaction import Redaction
from bot.secret_files import CannotReadSecret, read_secret
from bot.setting_forms import EXAMPLES, database_address
from bot.settings import Settings
from core.store.address import passwords_in
from core.store.faults import StoreError
from core.store.moving import move

SAY_SECONDS = 2.0  # between two lines of progress


def target_of(settings: Settings, file: Path | None) -> str:
    """Give the address of the target, from a file or from the settings. Raises Refusal."""
    url = settings.target_database_url
    if file is not None:
        try:
            lines = read_secret(file, "--target-file").splitlines()
        except CannotReadSecret as error:
            raise Refusal(str(error)) from None
        url = lines[0].strip() if lines else ""
    with suppress(ValueError):
        url = database_address(url)
    if not url.startswith("postgresql://"):
        where = str(file) if file is not None else "TARGET_DATABASE_URL"
        example = EXAMPLES["target_database_url"]
        raise Refusal(f"{where} must hold an address that begins with postgresql://: {example}")
    return url


async def move_to(source: str, target: str) -> int:
    """Move, and say what was moved. Raises Refusal."""
    said_at = time.monotonic()

    def told(line: str) -> None:
        nonlocal said_at
        if time.monotonic() - said_at > SAY_SECONDS:
            said_at = time.monotonic()
            say(line)

    try:
        done = await move(source, target, told)
    except StoreError as error:
        raise Refusal(Redaction(passwords_in(target)).clean(str(error))) from None
    except Exception as error:  # whatever a driver raises
        raise Refusal(why_not_opened(error, target).replace("DATABASE_URL", "the target")) from None
    for name, count in done.rows.items():
        if count:
            sys.stdout.write(f"{name:<18} {count} rows, all equal\n")
    if done.resumed:
        say(f"an earlier try was continued; rows of it brought up to date: {done.mended}")
    say(
        "moved. Write the target's address after DATABASE_URL= and start; keep the old file until "
        "you are content, and do not start the bot on it again"
    )
    return 0
