"""The same small Bot API server, which calls the bot instead of being asked."""

from __future__ import annotations

from typing import Any

import aiohttp

from tests.servers.telegram import TelegramServer
from tests.servers.telegram_wire import Json

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class CallingServer(TelegramServer):
    """Telegram with a webhook: `deliver` calls it with what is in the queue, in order."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.webhook: Json = {}

    def _do(self, method: str, data: Json) -> Any:
        if method == "setWebhook":
            self.webhook = data
            return True
        if method == "getWebhookInfo":
            return {"url": self.webhook.get("url", ""), "pending_update_count": len(self.queue)}
        return super()._do(method, data)

    async def deliver(self, at: str) -> list[int]:
        """Call the webhook, `at` its address on this machine; gives how each call was answered."""
        path = str(self.webhook["url"]).rpartition("/")[2]
        answers = []
        for update in list(self.queue):
            status = await call(f"{at}/{path}", self.webhook["secret_token"], json=update)
            answers.append(status)
            if status == 200:
                self.queue.remove(update)
        return answers


async def call(url: str, secret: str | None, **body: Any) -> int:
    """Post something to a webhook; gives the status."""
    headers = {} if secret is None else {HEADER: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, headers=headers, **body) as answer,
    ):
        return answer.status
