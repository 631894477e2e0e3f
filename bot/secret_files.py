"""Secrets from files: `TELEGRAM_BOT_TOKEN_FILE` names one, `SECRETS_DIR` a directory of them.

For Docker and Kubernetes, which mount secrets as files, and for systemd, which names its directory
in `CREDENTIALS_DIRECTORY`. A file is seen by fewer people than arguments or an environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# What may come from a file: all else is no secret.
SECRETS = (
    "telegram_bot_token", "discord_bot_token", "database_url", "target_database_url",
    "webhook_path", "webhook_secret",
)  # fmt: skip
FOLDERS = ("SECRETS_DIR", "CREDENTIALS_DIRECTORY")
LONGEST = 64 << 10  # bytes: no secret is as long


class CannotReadSecret(Exception):
    """A file that was named cannot be read; says which setting, not what is in it."""


def read_secret(file: Path, setting: str) -> str:
    """Read a file without the space around its content. Raises CannotReadSecret."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LONGEST + 1)
        if len(content) > LONGEST:
            raise CannotReadSecret(f"{setting} names {file}, which is too long for a secret")
        return content.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise CannotReadSecret(f"{setting} names {file}, which cannot be read") from None


def named_in(variables: Mapping[str, str]) -> dict[str, str]:
    """Read files named by `NAME_FILE`: the setting NAME is what the file holds.

    `variables` are those of the environment and of `.env`, by names in small letters. Raises
    CannotReadSecret, also where both are given.
    """
    found = {}
    for name in SECRETS:
        file = variables.get(f"{name}_file", "").strip()
        if not file:
            continue
        setting = f"{name.upper()}_FILE"
        if variables.get(name, "").strip():
            raise CannotReadSecret(f"{setting} and {name.upper()} are both set: keep one")
        if not (secret := read_secret(Path(file), setting)):
            raise CannotReadSecret(f"{setting} names {file}, which is empty")
        found[name] = secret
    return found


def in_folders() -> dict[str, str]:
    """Read the directories whose files are called like the settings, in small letters or capitals.

    A file that is not there is no fault. Raises CannotReadSecret.
    """
    found: dict[str, str] = {}
    for folder in FOLDERS:
        place = os.environ.get(folder, "").strip()
        if not place:
            continue
        if folder == "SECRETS_DIR" and not Path(place).is_dir():
            raise CannotReadSecret(f"SECRETS_DIR names {place}, which is no directory")
        for name in SECRETS:
            for called in (name, name.upper()):
                file = Path(place) / called
                if name not in found and file.is_file():
                    found[name] = read_secret(file, folder)
    return {name: secret for name, secret in found.items() if secret}
