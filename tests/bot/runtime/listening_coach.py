"""Inbox workers with a coach that notes what it is told, and may fail."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

from bot.platforms.base import CannotRead
from bot.runtime.inbox_worker import InboxWorker
from core.errors import AdminUnknown
from core.messages import Address, Answer, File, Message, Reply, Sender
from core.store.rows import InboxRow


class Script:
    """A platform whose raw updates are plain text."""

    name = "telegram"
    repeat_safe = False

    def __init__(self):
        self.asked = []  # chats whose files or admins were asked for
        self.end = asyncio.Event()  # of the downloads and questions that hang

    async def fetch(self, message):
        self.asked.append(message.address.chat)
        await self.end.wait()
        raise OSError("no file")

    async def is_admin(self, message):
        self.asked.append(message.address.chat)
        await self.end.wait()
        return True

    def read(self, row):
        if row.body.startswith("garbage"):
            raise CannotRead("garbage")
        if row.body.startswith("bug"):
            raise KeyError("bug")
        if row.body.startswith("nothing"):
            return None
        return Message(
            address=Address("telegram", row.chat, private=not row.chat.startswith("-")),
            sender=Sender("telegram", row.sender or row.chat, "A"),
            text=row.body,
            sent_at=row.sent_at,
            source=row.key,
            owner=1 if row.body.startswith("press") else None,
            receipt=row.key,
            files=(File("log.csv", b"", ref="there"),) if row.body.startswith("file") else (),
        )


class Listener:
    """A coach that notes what it is told and may fail."""

    def __init__(self, store):
        self.store = store
        self.begun = []
        self.handled = []
        self.together = []
        self.failures = {}
        self.trouble = OSError
        self.pause = lambda: 0.0

    async def handle(self, message, now):
        self.begun.append((message.address.chat, message.text))
        await asyncio.sleep(self.pause())
        if message.text.startswith("settings") and message.admin is None:
            raise AdminUnknown
        if self.failures.get(message.text, 0):
            self.failures[message.text] -= 1
            raise self.trouble("the disk is full")
        await self.store.run(lambda uow: self.answer(uow, [message], now))
        self.handled.append((message.address.chat, message.text))
        return Answer(None)

    async def reads_file(self, message, now):
        return bool(message.files)

    async def tell_place(self, message, before, now):
        pass

    async def catch_up(self, messages, now):
        if self.failures.get("together", 0):
            self.failures["together"] -= 1
            raise OSError("the disk is full")
        await self.store.run(lambda uow: self.answer(uow, messages, now))
        self.together.append((messages[0].address.chat, [m.text for m in messages]))
        return Answer(None)

    def answer(self, uow, messages, now):
        last = messages[-1]
        uow.outbox.post(last.address, Reply(lines=("ok",)), "", f"reply:{last.receipt}", now)
        for message in messages:
            uow.inbox.finish(message.receipt, now)


def now():
    return datetime.now(UTC)


def row(chat, body, *, ago=0.0, platform="telegram", sender=""):
    at = now() - timedelta(seconds=ago)
    return InboxRow(f"{platform}:{chat}:{body}", platform, chat, body, now(), at, sender=sender)


@contextlib.asynccontextmanager
async def serving(store, coach, **more):
    posted = []
    platform = Script()
    served = InboxWorker(store, coach, {"telegram": platform}, lambda: posted.append(1), **more)
    task = asyncio.create_task(served.run())

    claim = store.claim_inbox

    async def counted(owner, *arguments):
        served.looks += 1
        return await claim(owner, *arguments)

    async def receive(*rows):
        await store.receive(rows)
        served.received(rows)

    store.claim_inbox = counted
    served.looks = 0
    served.receive = receive
    served.posted = posted
    served.platform = platform
    try:
        yield served
    finally:
        await served.stop(2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        store.claim_inbox = claim
