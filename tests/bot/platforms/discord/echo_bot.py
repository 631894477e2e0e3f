"""A bot on Discord that repeats what it hears."""

from __future__ import annotations

import asyncio
import contextlib

from bot.platforms.discord.adapter import DiscordChat
from bot.runtime.inbox_worker import InboxWorker
from bot.runtime.pace import Pace
from bot.runtime.sender import Sender
from core.messages import Answer, Button, File, Reply
from tests.servers.discord_shapes import BOT

MENTION = f"<@{BOT}>"


MENU = (("log", "Log a set"), ("next", "Target for the next session"), ("undo", "Take back"))


class Echo:
    """Says what was said; "secret" is answered in private, "mute" not at all."""

    def __init__(self, store):
        self.store = store
        self.heard = []

    async def handle(self, message, now):
        self.heard.append(message)
        key = f"reply:{message.receipt}"

        def work(uow):
            person, _ = uow.people.find(message.sender, now)
            reply = self.reply(message, person.id)
            if reply:
                uow.outbox.post(message.address, reply, message.delivery, key, now)
            uow.inbox.finish(message.receipt, now)

            return Answer(reply)

        return await self.store.run(work)

    async def reads_file(self, message, now):
        return False

    async def catch_up(self, messages, now):
        return [await self.handle(message, now) for message in messages][-1]

    def reply(self, message, me):
        if "mute" in message.text or not message.addressed:
            return None
        if message.owner not in (None, me):
            return Reply(lines=("not yours",), private=True)
        buttons = (Button("Undo", "undo s1"), Button("Long", "long " + "x" * 150))
        files = (File("log.csv", b"a,b"),) if "file" in message.text else ()
        lines = ("y" * 4500,) if "lengthy" in message.text else (f"echo {message.text}",)
        private = "secret" in message.text
        return Reply(lines=lines, buttons=buttons, files=files, private=private, owner=me)


class Bot:
    """A running bot without the composition root."""

    def __init__(self, server, store, **more):
        self.store = store
        self.echo = Echo(store)
        settings = {"token": server.token, "api_url": server.url, "message_content": False} | more
        self.chat = DiscordChat(store=store, menu=MENU, **settings)
        self.sender = Sender(store, self.chat, Pace(0, 0, 0))
        self.inbox_worker = InboxWorker(store, self.echo, {"discord": self.chat}, self.sender.ring)
        self.jobs = []
        self.stumbles = 0  # how often the inbox still fails

    async def __aenter__(self):
        self.jobs = [
            asyncio.create_task(work)
            for work in (self.receive(), self.inbox_worker.run(), self.sender.run())
        ]
        return self

    async def receive(self):
        await self.chat.receive(self.commit)

    async def commit(self, rows):
        if self.stumbles:
            self.stumbles -= 1
            raise RuntimeError("disk full")
        new = await self.store.receive(rows)
        self.inbox_worker.received(rows)
        return new

    async def __aexit__(self, *_):
        self.jobs[0].cancel()
        await asyncio.gather(self.jobs[0], return_exceptions=True)
        await self.inbox_worker.stop(2)
        await self.sender.stop(2)
        for job in self.jobs:
            job.cancel()
        await asyncio.gather(*self.jobs, return_exceptions=True)
        await self.chat.close()


@contextlib.asynccontextmanager
async def running(server, store, **more):
    """A bot that has connected."""
    before = server.identifies
    async with Bot(server, store, **more) as bot:
        await server.until(lambda: server.identifies > before or bot.jobs[0].done())
        await server.until(
            lambda: any(s.socket for s in server.sessions.values()) or bot.jobs[0].done()
        )
        if bot.jobs[0].done():
            bot.jobs[0].result()
        yield bot


async def said(server, text, channel=""):
    """Wait until the bot has said something and give the message."""
    return await server.until(
        lambda: next((m for m in server.answers(channel) if m["content"] == text), None)
    )
