"""Whether the platforms know our tokens; their answers tell the time too."""

from __future__ import annotations

import email.utils
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp

from bot.doctor.findings import Finding
from bot.settings import Settings

SECONDS = 10.0  # to wait for a platform


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking a platform who we are."""

    finding: Finding
    time: tuple[str, datetime, datetime] | None = None  # its name, its time, ours


async def ask_platforms(settings: Settings) -> tuple[Asked, ...]:
    """Ask every platform that has a token who we are; no token stands in what is found."""
    asked = []
    if settings.telegram_bot_token is not None:
        token = settings.telegram_bot_token.get_secret_value()
        base = settings.telegram_api_url.removesuffix("/bot")
        remedy = "get the token from @BotFather (/token) and write it after TELEGRAM_BOT_TOKEN="
        asked.append(await _ask("Telegram", f"{base}/bot{token}/getMe", {}, remedy))
    if settings.discord_bot_token is not None:
        token = settings.discord_bot_token.get_secret_value()
        remedy = "reset the token in the developer portal and write it after DISCORD_BOT_TOKEN="
        headers = {"Authorization": f"Bot {token}"}
        asked.append(
            await _ask("Discord", f"{settings.discord_api_url}/users/@me", headers, remedy)
        )
    if not asked:
        remedy = "write one into .env; without any, `spotter run` opens the chat in this terminal"
        asked.append(Asked(Finding("tokens", "warn", "none is set", remedy)))
    return tuple(asked)


async def _ask(name: str, url: str, headers: dict[str, str], remedy: str) -> Asked:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True, headers=headers) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            status, date = answer.status, answer.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        away = f"{name} does not answer ({type(error).__name__})"  # the address holds the token
        remedy = "see that this machine reaches the internet, and the address in the settings"
        return Asked(Finding("tokens", "warn", away, remedy))
    if status == 200:
        return Asked(Finding("tokens", "ok", f"{name} knows the bot"), _time(name, date))
    if status in (401, 403, 404):
        return Asked(Finding("tokens", "fail", f"{name} refuses the token ({status})", remedy))
    later = "try again in a minute"
    return Asked(Finding("tokens", "warn", f"{name} answers with {status}", later))


def _time(name: str, date: str) -> tuple[str, datetime, datetime] | None:
    try:
        theirs = email.utils.parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return None
    if theirs.tzinfo is None:
        return None
    return name, theirs, datetime.now(UTC)
