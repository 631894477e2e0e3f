"""The small Telegram and Discord with the limits of the real ones: who sends too much gets 429.

Telegram: 30 a second in all, 1 a second in a chat (a burst of 6 passes), 20 a minute in a group;
pins and reactions are counted like messages and edits, which is stricter than what is known of the
real one. Discord: 50 a second in all, 5 in 5 s in a channel, posts and edits together, told of by
headers; answers to interactions do not count, as there. A refused call does nothing, and is noted.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.discord import BODY, DiscordServer
from tests.servers.discord_shapes import HIDDEN, json_answer, text_of
from tests.servers.telegram import TelegramServer
from tests.servers.telegram_wire import Json, Refusal, Sent

MINUTE = 60.0
BURST = 6  # what is sent evenly arrives a little unevenly
NEW = ("sendMessage", "sendPhoto", "sendDocument", "sendRichMessage")
CHANGES = ("editMessageText", "editMessageMedia", "editMessageCaption")
COUNTED = (*NEW, *CHANGES, "setMessageReaction", "pinChatMessage", "unpinChatMessage")


@dataclass(slots=True)
class Rolling:
    """So many in any stretch of so many seconds."""

    most: int
    seconds: float
    passed: deque[float] = field(default_factory=deque)

    def pause(self, now: float) -> float:
        """Seconds until one more passes; 0: now."""
        while self.passed and now - self.passed[0] >= self.seconds:
            self.passed.popleft()
        return self.passed[0] + self.seconds - now if len(self.passed) >= self.most else 0.0


@dataclass(slots=True)
class Dripping:
    """So many a second, and a burst of a few."""

    rate: float
    burst: int
    tokens: float = -1.0
    at: float = 0.0

    def pause(self, now: float) -> float:
        """Seconds until one more passes; 0: now."""
        full = self.tokens < 0
        left = self.burst if full else min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.tokens, self.at = left, now
        return 0.0 if left >= 0.999 else (1 - left) / self.rate

    def take(self) -> None:
        """Let one pass."""
        self.tokens -= 1


@dataclass(frozen=True, slots=True)
class Passed:
    """One call that showed something, or was refused: "new", "change", "other", "alone", "429"."""

    at: float
    chat: str
    kind: str
    text: str = ""
    message: str = ""


class LimitedTelegram(TelegramServer):
    """A Bot API server that answers 429 as Telegram does."""

    def __init__(self, *, privacy: bool = True) -> None:
        super().__init__(privacy=privacy)
        self.passed: list[Passed] = []
        self._second = Rolling(30, 1.0)
        self._minutes: dict[str, Rolling] = {}
        self._chats: dict[str, Dripping] = {}

    def _do(self, method: str, data: Json) -> Any:
        if method not in COUNTED:
            if method == "answerCallbackQuery" and data.get("text"):
                self.passed.append(Passed(time.monotonic(), "", "alone", data["text"]))
            return super()._do(method, data)
        chat = str(data["chat_id"])
        self._let_pass(chat, time.monotonic())
        result = super()._do(method, data)
        alone = bool(data.get("receiver_user_id"))  # ephemeral
        kind = "new" if method in NEW else "change" if method in CHANGES else "other"
        sent = Sent(method, data, 0.0)
        caption = data.get("caption") or (data.get("media") or {}).get("caption")
        message = result.get("message_id") if isinstance(result, dict) else data.get("message_id")
        shown = sent.text or str(caption or method)
        self.passed.append(
            Passed(time.monotonic(), chat, "alone" if alone else kind, shown, str(message))
        )
        return result

    def _let_pass(self, chat: str, now: float) -> None:
        """Count a call. Raises Refusal, which says when the next may come."""
        rules: list[Rolling | Dripping] = [self._second]
        rules.append(self._chats.setdefault(chat, Dripping(1.0, BURST)))
        if chat.startswith("-"):
            rules.append(self._minutes.setdefault(chat, Rolling(20, MINUTE)))
        wait = max(each.pause(now) for each in rules)
        if wait > 0:
            after = int(wait) + 1
            self.passed.append(Passed(now, chat, "429"))
            said = f"Too Many Requests: retry after {after}"
            raise Refusal(429, said, retry_after=after)
        for each in rules:
            if isinstance(each, Rolling):
                each.passed.append(now)
            else:
                each.take()


@dataclass(slots=True)
class _Window:
    """What Discord tells of a bucket: so many until it is reset."""

    ends: float = 0.0
    used: int = 0


class LimitedDiscord(DiscordServer):
    """A Discord that answers 429 as it does, and tells of its limits before."""

    MOST, SECONDS = 5, 5.0

    def __init__(self) -> None:
        super().__init__()
        self.passed: list[Passed] = []
        self._second = Rolling(50, 1.0)
        self._windows: dict[str, _Window] = {}

    @web.middleware
    async def _middleware(  # type: ignore[override]
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        inner = DiscordServer._middleware.__get__(self)
        path = request.path.removeprefix("/api/v10")
        if path.startswith(("/control", "/gateway", "/attachments", "/interactions", "/webhooks")):
            answer = await inner(request, handler)
            if path.startswith("/webhooks") and answer.status == 200:
                self._note_webhook(request, path)
            return answer
        parts = path.strip("/").split("/")
        now = time.monotonic()
        counted = request.method in ("POST", "PATCH", "PUT", "DELETE")
        if not counted or parts[0] != "channels" or len(parts) < 3:
            return await inner(request, handler)
        channel, kind = parts[1], "pin" if parts[-2] == "pins" else parts[-1]
        bucket = f"{channel}:{'messages' if kind not in ('pin', '@me') else kind}"
        window = self._windows.setdefault(bucket, _Window())
        if now >= window.ends:
            window.ends, window.used = now + self.SECONDS, 0
        if (wait := self._second.pause(now)) or window.used >= self.MOST:
            self.passed.append(Passed(now, channel, "429"))
            return self._refusal(wait or window.ends - now, bucket, everyone=bool(wait))
        window.used += 1
        self._second.passed.append(now)
        answer = await inner(request, handler)
        self._note(request, channel, kind, answer)
        answer.headers.update(
            {
                "X-RateLimit-Limit": str(self.MOST),
                "X-RateLimit-Remaining": str(self.MOST - window.used),
                "X-RateLimit-Reset": f"{time.time() + window.ends - now:.3f}",
                "X-RateLimit-Reset-After": f"{max(window.ends - now, 0.001):.3f}",
                "X-RateLimit-Bucket": bucket.split(":")[1],
            }
        )
        return answer

    def _refusal(self, wait: float, bucket: str, *, everyone: bool) -> web.Response:
        """Say 429 as Discord does."""
        wait = round(wait + 0.001, 3)
        headers = {
            "Via": "1.1 google",
            "Retry-After": f"{wait:.3f}",
            "X-RateLimit-Scope": "global" if everyone else "user",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": bucket.split(":")[1],
        } | ({"X-RateLimit-Global": "true"} if everyone else {})
        said = {"message": "You are being rate limited.", "retry_after": wait, "global": everyone}
        return json_answer(said, 429, headers)

    def _note(
        self, request: web.Request, channel: str, kind: str, answer: web.StreamResponse
    ) -> None:
        """Note what was shown in a channel."""
        if answer.status >= 300:
            return
        body: Any = request.get(BODY) or {}
        if kind in ("pin", "@me"):
            self.passed.append(Passed(time.monotonic(), channel, "other", kind))
            return
        made = "new" if request.method == "POST" else "change"
        message = request.match_info.get("message") or next(reversed(self.messages))
        self.passed.append(Passed(time.monotonic(), channel, made, _said(body), message))

    def _note_webhook(self, request: web.Request, path: str) -> None:
        """Note what was answered to an interaction: to one person alone, or to the channel."""
        found = self.interactions.get(path.split("/")[3])
        body: Any = request.get(BODY)
        if found is None or request.method not in ("POST", "PATCH") or not body:
            return
        hidden = (found.original or body).get("flags", 0) & HIDDEN or body.get("flags", 0) & HIDDEN
        kind = "alone" if hidden else "new"
        self.passed.append(Passed(time.monotonic(), found.channel, kind, _said(body)))


def _said(body: Json) -> str:
    """What a body shows; of a picture its name."""
    files = ", ".join(str(each[0]) for each in body.get("files") or ())
    return text_of(body) or (f"[{files}]" if files else "")
