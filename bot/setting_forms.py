"""The forms that settings have: tokens, addresses, hosts, folders; and an example of each."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

TOKENS = {
    "telegram": re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}"),
    "discord": re.compile(r"[A-Za-z0-9_=-]{15,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{15,}"),
}
TELEGRAM_API = "https://api.telegram.org"
WEBHOOK_PORTS = (443, 80, 88, 8443)  # that Telegram's own server calls
EXAMPLES = {
    "telegram_bot_token": "123456789:AAH0f3kZ...",
    "telegram_api_url": TELEGRAM_API,
    "telegram_rich_tables": "false",
    "discord_bot_token": "MTk4NjIy....Cl2FMQ.ZnCjm1XV...",
    "discord_api_url": "https://discord.com/api/v10",
    "discord_message_content": "true",
    "database_url": "sqlite:///data/spotter.db or postgresql://spotter:PASSWORD@localhost/spotter",
    "target_database_url": "postgresql://spotter:PASSWORD@localhost/spotter",
    "log_level": "INFO",
    "log_format": "json",
    "send_per_second": "30",
    "send_per_chat": "1.5",
    "send_per_group_minute": "18",
    "backup_every": "24",
    "backup_keep": "7",
    "backup_dir": "/var/backups/spotter",
    "http_host": "127.0.0.1",
    "http_port": "9110",
    "webhook_url": "https://bot.example.org",
    "webhook_host": "127.0.0.1",
    "webhook_port": "8080",
}
MAKE_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(24))' prints one"
_HIDDEN = "\ufeff\u200b"  # marks of a file's or a page's beginning, copied with what follows
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_DRIVER = re.compile(r"(postgres(?:ql)?|sqlite)(?:\+\w+)?://", re.IGNORECASE)
_LOOPBACK = frozenset(("127.0.0.1", "::1"))


def bare_token(platform: str, text: str) -> str:
    """Take a token as it was copied, but for the space around it; "" where there is none.

    Raises ValueError, without a part of it, where it is none or is the other platform's.
    """
    text = text.strip().strip(_HIDDEN).strip()
    if not text:
        return ""
    if found := re.match(r"[A-Za-z]+_BOT_TOKEN\s*=", text, re.IGNORECASE):
        raise ValueError(f"must be the token alone, without {found[0]} before it")
    if not re.fullmatch(r"[A-Za-z0-9_.:+=-]+", text):
        raise ValueError("must be the token as the platform gave it, without spaces or quotes")
    if platform == "telegram" and TOKENS["telegram"].fullmatch(text.removeprefix("bot")):
        if text.startswith("bot"):
            raise ValueError("must be the token alone, without the word bot before it")
        return text
    for other, form in TOKENS.items():
        if other != platform and form.fullmatch(text):
            name = other.capitalize()
            raise ValueError(f"holds a token of {name}: write it after {other.upper()}_BOT_TOKEN=")
    return text


def is_address(url: str) -> bool:
    """Whether a text is an address of the web, its port included."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket that does not close, a port that is no number
        return False


def called_by_telegram(url: str) -> str:
    """Say why Telegram's own server would not call an address, "" where it would."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return "begins with https://"
    if (parts.port or 443) not in WEBHOOK_PORTS:
        return "names no port, or one that Telegram calls (443, 80, 88, 8443)"
    return ""


def database_address(text: str) -> str:
    """Take the address of a database as providers write it too (`postgres://`).

    Raises ValueError where it is of no database that there is, or names a file that a shell would.
    """
    text = text.strip().strip(_HIDDEN).strip()
    found = _DRIVER.match(text)
    if found is None:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    rest = text[found.end() :]
    if any(ord(letter) < 32 for letter in text):
        raise ValueError("must be one line, without a letter that cannot be seen")
    if found[1].lower() != "sqlite":
        return f"postgresql://{rest}"
    if not rest.startswith("/"):
        raise ValueError("must begin with sqlite:/// (three slashes, four before a whole path)")
    plain_path(rest[1:])
    return f"sqlite://{rest}"


def plain_path(path: str) -> str:
    """Give a path back. Raises ValueError for one that only a shell or another system reads."""
    if path.startswith(("~", "$")):
        raise ValueError("must be a whole path: ~ and $ are not read here")
    if "://" in path:
        raise ValueError("must be a folder of this machine")
    return path


def host(text: str) -> str:
    """Take an address or a name of this machine. Raises ValueError."""
    text = text.strip()
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        return str(ipaddress.ip_address(inner))
    except ValueError:
        pass
    if not _NAME.fullmatch(text) or re.fullmatch(r"[\d.]+", text):
        raise ValueError(
            "must be an address of this machine alone, without a port (0.0.0.0: every one it has)"
        )
    return text


def same_place(one: str, other: str) -> bool:
    """Whether two hosts to listen on share an address, so that a port is free for one alone."""
    return any(
        a == b or (ip_kind(a) == ip_kind(b) != "" and {a, b} & {"0.0.0.0", "::"})  # noqa: S104
        for a in _addresses(one)
        for b in _addresses(other)
    )


def _addresses(name: str) -> frozenset[str]:
    return _LOOPBACK if name.lower().rstrip(".") == "localhost" else frozenset((name.lower(),))


def ip_kind(text: str) -> str:
    """Tell which kind of address a text is: "4", "6", or "" for a name."""
    try:
        return str(ipaddress.ip_address(text).version)
    except ValueError:
        return ""
