"""Checks of what the operator wrote: names, the shape of tokens, ports, who reads the secrets."""

from __future__ import annotations

import asyncio
import errno
import socket
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.doctor.findings import Finding
from bot.env_file import meant, values_in
from bot.secret_files import FOLDERS, SECRETS
from bot.setting_forms import TOKENS
from bot.settings import Settings

HEALTH_SECONDS = 3.0  # for whoever listens on our port to say who it is
MOUNTED = Path("/run/secrets")  # Docker's own: nobody else is in a container


def names_meant(env_file: str, environment: Mapping[str, str]) -> list[Finding]:
    """Say which names are no settings, but look like one: what stands there is not used."""
    known = {name.upper() for name in Settings.model_fields}
    files = {f"{name.upper()}_FILE" for name in SECRETS}
    written = values_in(env_file)
    found = []
    for name in written:
        if name.upper() in FOLDERS:
            said = f"{name} in {env_file} is not used: it is read from the environment alone"
            remedy = f"set it where the process is started, or name files by {min(files)}"
            found.append(Finding("settings", "warn", said, remedy))
    for place, names in ((env_file, [*written]), ("the environment", [*environment])):
        for name in names:
            if name.upper() in {*known, *files, *FOLDERS}:
                continue
            if alike := meant(name, known | files):
                said = f"{name} in {place} is no setting"
                found.append(Finding("settings", "warn", said, f"{alike} is meant?"))
    return found


def tokens_look_right(settings: Settings) -> list[Finding]:
    """Look whether each token has the form of its platform's; settings refuse exchanged ones."""
    found = []
    tokens = {"telegram": settings.telegram_bot_token, "discord": settings.discord_bot_token}
    for name, secret in tokens.items():
        if secret is None or TOKENS[name].fullmatch(secret.get_secret_value()):
            continue
        where = f"{name.upper()}_BOT_TOKEN"
        said = f"what stands in {where} does not look like a token of {name.capitalize()}"
        found.append(Finding("tokens", "warn", said, "copy it again, nothing before or behind"))
    return found


async def ports(settings: Settings) -> list[Finding]:
    """See that the ports can be opened, or that it is we who have them open."""
    wanted = (
        ("HTTP_PORT", settings.http_host, settings.http_port),
        ("WEBHOOK_PORT", settings.webhook_host, settings.webhook_port),
    )
    found = []
    for name, host, port in wanted:
        if not port:
            continue
        remedy = f"another number after {name}=, or an address of this machine as its host"
        try:
            _bind(host, port)
        except OSError as error:
            ours = name == "HTTP_PORT" and await _is_ours(host, port)
            if ours:
                found.append(Finding("ports", "ok", f"{name} {port}: `spotter run` answers there"))
            elif name == "WEBHOOK_PORT" and error.errno == errno.EADDRINUSE:
                said = f"{name} {port} is in use: by `spotter run`, if it runs"
                found.append(Finding("ports", "warn", said, f"if it does not: {remedy}"))
            else:
                said = f"{name} {port} on {host} cannot be opened: {error.strerror or error}"
                found.append(Finding("ports", "fail", said, remedy))
        else:
            found.append(Finding("ports", "ok", f"{name} {port} on {host} is free"))
    return found


def _bind(host: str, port: int) -> None:
    """Open a port and let it go again. Raises OSError, also for a host that is none."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except UnicodeError:
        raise OSError(errno.EADDRNOTAVAIL, "no name of a machine") from None
    for family, kind, protocol, _, address in places:
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)


async def _is_ours(host: str, port: int) -> bool:
    """Whether what listens there answers as `/healthz` of a `spotter run` does."""
    to = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only asked
    try:
        async with asyncio.timeout(HEALTH_SECONDS):
            reader, writer = await asyncio.open_connection(to, port)
            try:
                writer.write(b"GET /healthz HTTP/1.0\r\nHost: spotter\r\n\r\n")
                answer = await reader.read(1024)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    return answer.endswith((b"\r\n\r\nok\n", b" workers ended\n"))


def secrets_closed(env_file: str, environment: Mapping[str, str]) -> list[Finding]:
    """See that nobody else can read the files that are named for secrets."""
    given = {**values_in(env_file), **environment}
    named = [Path(given[key]) for name in SECRETS if given.get(key := f"{name.upper()}_FILE")]
    if folder := environment.get("SECRETS_DIR", "").strip():
        named += [Path(folder, called) for name in SECRETS for called in (name, name.upper())]
    loose = [each for each in _files(named) if _is_open(each)]
    return [
        Finding("permissions", "warn", f"others can read {each}", f"chmod 600 {each}")
        for each in loose
    ]


def _files(named: Iterable[Path]) -> list[Path]:
    return [each for each in named if each.is_file() and MOUNTED not in each.parents]


def _is_open(path: Path) -> bool:
    """Whether others can read a file: it lets them, and so does every folder above it."""
    if not stat.S_IMODE(path.stat().st_mode) & (stat.S_IRGRP | stat.S_IROTH):
        return False
    above = path.resolve().parents
    return all(each.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH) for each in above)
