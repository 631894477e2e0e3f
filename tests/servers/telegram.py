"""A small Bot API server on loopback, strict where the real one is strict.

In a test: `async with TelegramServer() as server`, then `server.say(...)`, `server.edit(...)`,
`server.press(...)`; what the bot sent is in `server.sent`. By itself: `python -m
tests.servers.telegram PORT`, driven through `POST /control/<method>` with the arguments as JSON.

The queue follows the real rules: an offset deletes everything below it, no offset starts at the
head, an offset far beyond the tail starts at the head again, a second poller ends the first.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.servers.changes import (
    TELEGRAM_CHANGES,
    Newer,
    file_on_telegram,
    newer_on_telegram,
)
from tests.servers.telegram_wire import (
    RAW,
    Fault,
    Json,
    Refusal,
    Sent,
    answer_of,
    arguments_of,
    chat_of,
    check_text,
    refused,
)
from tests.waiting import WAIT_SECONDS, until

TOKEN = "700000001:AAcanary-token-that-must-never-be-shown-0"
BOT_ID = 700000001
BOT_NAME = "spotter_test_bot"
FAR = 10
NEWER = ("sendMessage", "sendRichMessage", "deleteEphemeralMessage", "deleteMessage")
CONTROLS = ("say", "edit", "press", "fault", "raw", "block", "answers", "restart_numbers")


class TelegramServer(Newer):
    """One bot's side of Telegram, and the people it talks to."""

    def __init__(self, port: int = 0, *, privacy: bool = True, delay: float = 0.0) -> None:
        super().__init__()
        self.port = port
        self.privacy = privacy
        self.delay = delay  # of every call but getUpdates, in seconds
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, Json]] = []
        self.faults: list[Fault] = []
        self.queue: list[Json] = []
        self.messages: dict[tuple[int, int], Json] = {}
        self.without_pins: set[int] = set()  # chats where a bot may not pin
        self.pins: list[tuple[int, int]] = []  # (chat, message), the newest last
        self.groups: dict[int, Json] = {}
        self.files: dict[str, bytes] = {}  # what getFile finds
        self.started: set[int] = set()  # private chats the bot may write to
        self.blocked: set[int] = set()
        self.topics: dict[int, set[int]] = {}
        self.admins: set[tuple[int, int]] = set()  # (chat, user)
        self._update_id = 500_000
        self._message_id = 100
        self._press_id = 0
        self._open_presses: set[str] = set()
        self._bell = asyncio.Event()
        self._heard = asyncio.Event()
        self._poll = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> TelegramServer:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_post("/control/{method}", self._control)
        app.router.add_get("/file/bot{token}/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._poll += 1
        self._bell.set()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- people -----------------------------------------------------------------------------------

    def say(
        self,
        text: str,
        user: int = 1,
        chat: int | None = None,
        *,
        ago: float = 0,
        reply_to: int | None = None,
        thread: int | None = None,
        **extra: Any,
    ) -> Json | None:
        """Somebody writes; in a group when `chat` is negative. None where privacy mode hides it."""
        chat = user if chat is None else chat
        self._message_id += 1
        message: Json = {
            "message_id": self._message_id,
            "date": int(time.time() - ago),
            "from": self.person(user),
            "chat": chat_of(chat, user),
            "text": text,
        }
        if chat > 0:
            self.started.add(chat)
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
            self.topics.setdefault(chat, set()).add(thread)
        if reply_to is not None:
            message["reply_to_message"] = self.messages[chat, reply_to]
        message |= extra
        message = {key: value for key, value in message.items() if value is not None}
        self.messages[chat, self._message_id] = message
        if self.privacy and chat < 0 and not self._is_for_bot(message):
            return None
        return self.raw({"message": message})

    def edit(self, message_id: int, text: str, chat: int = 1) -> Json:
        """Somebody edits what they wrote."""
        message = self.messages[chat, message_id] | {"text": text, "edit_date": int(time.time())}
        self.messages[chat, message_id] = message
        return self.raw({"edited_message": message})

    def press(self, label: str, user: int = 1, sent: Sent | None = None) -> Json:
        """Somebody presses a button under a message of the bot (the last that has it)."""
        shown = [sent] if sent else [s for s in reversed(self.sent) if s.buttons]
        found = ((s, b) for s in shown for b in s.buttons if b["text"] == label)
        under, button = next(found)
        self._press_id += 1
        press = f"press{self._press_id}"
        self._open_presses.add(press)
        return self.raw(
            {
                "callback_query": {
                    "id": press,
                    "from": self.person(user),
                    "message": self.messages[under.chat, under.message_id],
                    "chat_instance": "1",
                    "data": button["callback_data"],
                }
            }
        )

    def raw(self, update: Json, *, again: bool = False) -> Json:
        """Put an update in the queue; `again`: under the number it has."""
        if not again or "update_id" not in update:
            self._update_id += 1
            update = update | {"update_id": self._update_id}
        self.queue.append(update)
        self._bell.set()
        return update

    def raw_text(self, member: str) -> Json:
        """Put an update in the queue that holds a member written as it stands, JSON or not."""
        return self.raw({RAW: member})

    def restart_numbers(self, first: int) -> None:
        self._update_id = first  # as after a quiet week

    def block(self, chat: int) -> None:
        self.blocked.add(chat)

    def fault(self, **what: Any) -> Fault:
        """Answer with a fault."""
        self.faults.append(Fault(**what))
        return self.faults[-1]

    def person(self, user: int) -> Json:
        return {
            "id": user,
            "is_bot": False,
            "first_name": f"Lifter{user}",
            "language_code": "en",
        }

    def texts(self, chat: int | None = None) -> list[str]:
        """What was shown, as people see it."""
        return [s.text for s in self.shown(chat)]

    def shown(self, chat: int | None = None) -> list[Sent]:
        """The messages that were sent."""
        return [s for s in self.sent if s.message_id and chat in (None, s.chat)]

    def answers(self) -> list[Json]:
        return [asdict(s) for s in self.sent]

    async def until(
        self, true: Callable[[], Any], seconds: float = WAIT_SECONDS, **more: Any
    ) -> Any:
        """Wait until something holds and give it; see tests.waiting. Raises TimeoutError."""
        return await until(true, seconds, **more)

    async def replies(self, count: int, seconds: float = WAIT_SECONDS) -> list[Sent]:
        """Wait until so many messages were sent in all."""
        try:
            await self.until(
                lambda: len(self.shown()) >= count, seconds, progress=lambda: len(self.sent)
            )
        except TimeoutError:
            raise AssertionError(f"{len(self.shown())} of {count}: {self.texts()}") from None
        return self.shown()

    def _is_for_bot(self, message: Json) -> bool:
        """What a bot in privacy mode gets: its commands, its mentions, replies to it."""
        text = message.get("text", "")
        command = re.match(r"/\w+(?:@(\w+))?", text)
        if command:
            return (command[1] or BOT_NAME).lower() == BOT_NAME
        answered = message.get("reply_to_message", {}).get("from", {}).get("id")
        return f"@{BOT_NAME}" in text.lower() or answered == BOT_ID

    # --- the Bot API ------------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return refused(Refusal(401, "Unauthorized"))
        data = await arguments_of(request)
        self.calls.append((method, data))
        if method == "getUpdates":
            fault = self._fault_for(method, data)
            if fault is not None:
                return await self._fail(request, fault)
            return await self._updates(data)
        if self.delay:
            await asyncio.sleep(self.delay)
        fault = self._fault_for(method, data)
        if fault is not None and not fault.after:
            return await self._fail(request, fault)
        try:
            result = self._do(method, data)
        except Refusal as refusal:
            return refused(refusal)
        finally:
            self._heard.set()
        if fault is not None:
            return await self._fail(request, fault)
        return web.json_response({"ok": True, "result": result})

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return web.Response(status=401)
        return web.Response(body=self.files[request.match_info["name"]])

    def _do(self, method: str, data: Json) -> Any:
        """Do what is asked."""
        if method == "getMe":
            return {"id": BOT_ID, "is_bot": True, "first_name": "Spotter", "username": BOT_NAME}
        if method in NEWER and (shown := newer_on_telegram(self, method, data)):
            return shown
        if method in ("sendMessage", "sendPhoto", "sendDocument", "sendRichMessage"):
            return self._send(method, data)
        if method == "getChatMember":
            who = int(data["chat_id"]), int(data["user_id"])
            return {
                "status": "administrator" if who in self.admins else "member",
                "user": self.person(who[1]),
            }
        if method == "getFile":
            return file_on_telegram(self, data)
        if method == "answerCallbackQuery":
            press = data.get("callback_query_id", "")
            if press not in self._open_presses:
                raise Refusal(400, "Bad Request: query is too old or query ID is invalid")
            if len(data.get("text", "")) > 200:
                raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
            self._open_presses.discard(press)
            self.sent.append(Sent(method, data, time.monotonic()))
            return True
        if method in TELEGRAM_CHANGES:
            return TELEGRAM_CHANGES[method](self, data)
        if method.startswith("setMy") or method in ("deleteWebhook", "editMessageReplyMarkup"):
            return True
        raise Refusal(404, "Not Found")

    def _send(self, method: str, data: Json) -> Json:
        chat = int(data["chat_id"])
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat > 0 and chat not in self.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        if chat in self.groups:
            raise Refusal(400, "Bad Request: group chat was upgraded", **self.groups[chat])
        thread = data.get("message_thread_id")
        if thread is not None and int(thread) not in self.topics.get(chat, set()):
            raise Refusal(400, "Bad Request: message thread not found")
        if method == "sendMessage":
            check_text(data)
        for row in data.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if "url" not in button and not 1 <= len(button["callback_data"].encode()) <= 64:
                    raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        self._message_id += 1
        message = {
            "message_id": self._message_id,
            "date": int(time.time()),
            "chat": chat_of(chat, chat),
            "from": {"id": BOT_ID, "is_bot": True, "first_name": "S", "username": BOT_NAME},
            "text": data.get("text", ""),
        } | ({"media": True} if method == "sendPhoto" else {})
        self.messages[chat, self._message_id] = message
        self.sent.append(Sent(method, data, time.monotonic(), self._message_id))
        return message

    async def _updates(self, data: Json) -> web.Response:
        """Follow the queue's rules."""
        self._poll += 1
        mine = self._poll
        self._bell.set()  # whoever polled before is ended
        self._forget_below(int(data.get("offset", 0)))
        limit = min(max(int(data.get("limit", 100)), 1), 100)
        end = time.monotonic() + min(float(data.get("timeout", 0)), 50)
        while True:
            self._bell.clear()
            if self._poll != mine:
                return refused(Refusal(409, "Conflict: terminated by other getUpdates request"))
            if self.queue or time.monotonic() >= end:
                return web.json_response(text=answer_of(self.queue[:limit]))
            try:
                await asyncio.wait_for(self._bell.wait(), end - time.monotonic())
            except TimeoutError:
                continue

    def _forget_below(self, offset: int) -> None:
        """Delete what an offset acknowledges."""
        numbers = [u["update_id"] for u in self.queue]
        if offset < 0:
            self.queue = self.queue[offset:]
        elif offset and numbers and offset > numbers[-1] + FAR:
            return  # far beyond the tail: from the head again
        elif offset:
            keep = next((i for i, n in enumerate(numbers) if n >= offset), len(numbers))
            self.queue = self.queue[keep:]

    # --- faults -----------------------------------------------------------------------------------

    def _fault_for(self, method: str, data: Json) -> Fault | None:
        chat = data.get("chat_id")
        for fault in self.faults:
            if fault.method != method or fault.times <= 0:
                continue
            if fault.chat is None or str(fault.chat) == str(chat):
                if fault.share < 1 and len(self.calls) % round(1 / fault.share):
                    continue
                fault.times -= 1
                return fault
        return None

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.status == 0:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return refused(Refusal(fault.status, fault.description, **fault.parameters))

    async def _control(self, request: web.Request) -> web.Response:
        """Let another process play the people."""
        method = request.match_info["method"]
        if method not in CONTROLS:
            raise web.HTTPNotFound
        arguments = json.loads(await request.text() or "{}")
        result = getattr(self, method)(**arguments)
        return web.json_response(asdict(result) if isinstance(result, Fault) else result)


async def _alone(port: int) -> None:
    async with TelegramServer(port) as server:
        print(server.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_alone(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
