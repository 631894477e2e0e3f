"""What of the settings concerns Telegram's webhook."""

from __future__ import annotations

from bot.platforms.telegram.webhook import Webhook
from bot.settings import Settings


def webhook_of(settings: Settings) -> Webhook | None:
    """Give the webhook of the settings; None where Telegram is to be asked for updates."""
    if not settings.webhook_port or settings.webhook_secret is None:
        return None
    return Webhook(
        url=settings.webhook_url,
        host=settings.webhook_host,
        port=settings.webhook_port,
        path=settings.webhook_path,
        secret=settings.webhook_secret.get_secret_value(),
    )
