"""Why a database cannot be opened, in one sentence for the operator."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.redaction import Redaction
from core.store import reasons
from core.store.address import passwords_in


def why_not_opened(error: BaseException, url: str) -> str:
    """Say in one sentence why a database cannot be opened, without its password."""
    why = reasons.why_not_opened(error, url)
    return f"the database cannot be opened: {Redaction(passwords_in(url)).clean(why)}"


def file_of(url: str) -> Path | None:
    """Give the file of a SQLite address, None for a server."""
    path = url.removeprefix("sqlite:///")
    return Path(path) if path not in ("", url) else None


def exposed(env_file: str) -> str:
    """Say that others can read the file with the tokens, "" where they cannot."""
    try:
        mode = Path(env_file).stat().st_mode
    except OSError:
        return ""
    if not stat.S_ISDIR(mode) and stat.S_IMODE(mode) & (stat.S_IRGRP | stat.S_IROTH):
        return f"{env_file} holds secrets and others can read it: chmod 600 {env_file}"
    return ""
