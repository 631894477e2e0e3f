"""A small Discord on loopback: REST and gateway, strict where the real one is strict.

`async with DiscordServer() as server`, then `server.dm(...)`; posts are in `server.answers()`.
By itself: `python -m tests.servers.discord PORT`, driven through `POST /control/<method>`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
import time
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.changes import discord_routes, wanting
from tests.servers.discord_people import People
from tests.servers.discord_shapes import (
    BOT,
    GUILD,
    HIDDEN,
    LAYOUT,
    MESSAGE_CONTENT,
    TOKEN,
    Fault,
    Interaction,
    Json,
    Refusal,
    Session,
    application,
    check,
    check_command,
    guild,
    json_answer,
    member,
    seen_by_bot,
    user,
)

BODY = web.RequestKey("body", object)


class DiscordServer(People):
    """The whole of Discord, for one bot."""

    def __init__(self, *, allow_content: bool = True, known_content: bool = False) -> None:
        super().__init__()
        self.allow_content = allow_content
        self.known_content = known_content  # REST shows the text of all messages
        self.token = TOKEN
        self.gateway_token = ""  # when the gateway wants another one than REST
        self.budget = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        self.calls: list[tuple[str, str, Any]] = []
        self.commands: list[Json] = []
        self.files: dict[str, bytes] = {}  # by name, as people attached them
        self.identifies, self.resumes, self.shards = 0, 0, 1  # that are recommended
        self.refuse_resume, self.resume_url = False, ""
        self.suggested: dict[str, list[Json]] = {}
        self.without_layouts: set[str] = set()  # channels that refuse components v2
        self.window = 180.0  # seconds a nonce is remembered
        self._nonces: dict[tuple[str, str], tuple[float, Json]] = {}
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> DiscordServer:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        app = web.Application(middlewares=[self._middleware], client_max_size=30_000_000)
        api = "/api/v10"
        app.router.add_get("/gateway", self._gateway)
        app.router.add_get("/attachments/{name}", self._attachment)
        app.router.add_post("/control/{method}", self._control)
        for method, path, handler in (
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("PUT", "/applications/{app}/commands", self._put_commands),
            ("GET", "/channels/{channel}/messages", self._history),
            ("POST", "/channels/{channel}/messages", self._post),
            ("POST", "/users/@me/channels", self._open_direct),
            ("GET", "/guilds/{guild}", self._guild),
            ("GET", "/guilds/{guild}/members/{person}", self._guild_member),
            ("POST", "/interactions/{id}/{token}/callback", self._callback),
            ("POST", "/webhooks/{app}/{token}", self._follow_up),
            ("GET", "/webhooks/{app}/{token}/messages/@original", self._get_original),
            ("PATCH", "/webhooks/{app}/{token}/messages/@original", self._patch_original),
            *discord_routes(self),
            ("DELETE", "/webhooks/{app}/{token}/messages/@original", self._delete_original),
        ):
            app.router.add_route(method, api + path, handler)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        for session in list(self.sessions.values()):
            if session.socket is not None and not session.socket.closed:
                await session.socket.close(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.path.startswith(("/control", "/gateway", "/attachments")):
            return await handler(request)
        path = request.path.removeprefix("/api/v10")
        body = await self._body(request)
        request[BODY] = body
        self.calls.append((request.method, path, body))
        fault = self._next_fault(f"{request.method} {path}")
        if fault and not fault.after:
            return await self._fail(request, fault)
        try:
            open_route = path.startswith(("/interactions", "/webhooks"))
            if not open_route and request.headers.get("Authorization") != f"Bot {self.token}":
                raise Refusal(401)
            answer = await handler(request)
        except Refusal as refusal:
            error = {"code": refusal.code, "message": refusal.message or "refused"}
            answer = json_answer(error, refusal.status)
        except web.HTTPNotFound:
            answer = json_answer({"code": 0, "message": "404: Not Found"}, 404)
        if fault:
            return await self._fail(request, fault)
        return answer

    async def _body(self, request: web.Request) -> Any:
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            body = json.loads(str(form["payload_json"]))
            files = [part for name, part in form.items() if name.startswith("files[")]
            body["files"] = [(f.filename, len(f.file.read())) for f in files]  # type: ignore[union-attr]
            return body
        return await request.json() if request.can_read_body else None

    def _next_fault(self, line: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and re.search(fault.match, line):
                fault.times -= 1
                return fault
        return None

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.status == 0:
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        body = {"code": fault.code, "message": "fault", "retry_after": fault.retry_after}
        headers = {"Via": "1.1 google", **fault.headers} if fault.status == 429 else fault.headers
        return json_answer(body, fault.status, headers)

    # --- REST -------------------------------------------------------------------------------------

    async def _me(self, _: web.Request) -> web.Response:
        return json_answer(user(BOT, "Spotter", bot=True))

    async def _application(self, _: web.Request) -> web.Response:
        return json_answer(application())

    async def _gateway_bot(self, request: web.Request) -> web.Response:
        url = f"ws://{request.host}/gateway"
        return json_answer({"url": url, "shards": self.shards, "session_start_limit": self.budget})

    async def _attachment(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["name"]])

    async def _put_commands(self, request: web.Request) -> web.Response:
        for command in request[BODY]:
            check_command(command)
        self.commands = request[BODY]
        return json_answer(self.commands)

    async def _history(self, request: web.Request) -> web.Response:
        channel = request.match_info["channel"]
        if channel not in self.channels:
            raise Refusal(404, 10003, "Unknown Channel")
        query = request.query
        found = [m for m in self.messages.values() if m["channel_id"] == channel]
        found.sort(key=lambda m: int(m["id"]))
        limit = int(query.get("limit", 50))
        if "after" in query:
            found = [m for m in found if int(m["id"]) > int(query["after"])][:limit]
        else:
            top = int(query.get("before", 1 << 62))
            found = [m for m in found if int(m["id"]) < top][-limit:]
        shown = [seen_by_bot(m, content=self.known_content) for m in reversed(found)]
        return json_answer([{k: v for k, v in m.items() if k != "guild_id"} for m in shown])

    async def _post(self, request: web.Request) -> web.Response:
        channel, body = request.match_info["channel"], request[BODY]
        if channel not in self.channels:
            raise Refusal(404, 10003, "Unknown Channel")
        if self.channels[channel].get("person") in self.blocked or channel in self.blocked:
            raise Refusal(403, 50007, "Cannot send messages to this user")
        nonce = str(body.get("nonce", ""))
        if len(nonce) > 25:
            raise Refusal(400, 50035, "nonce")
        known = self._nonces.get((channel, nonce))
        if (
            nonce
            and body.get("enforce_nonce")
            and known
            and time.monotonic() - known[0] < self.window
        ):
            return json_answer(known[1])
        message = self._bot_message(channel, body)
        self._nonces[channel, nonce] = (time.monotonic(), message)
        await self._emit("MESSAGE_CREATE", message)
        return json_answer(message)

    async def _open_direct(self, request: web.Request) -> web.Response:
        channel = self.direct_channel(str(request[BODY]["recipient_id"]))
        return json_answer({"id": channel, "type": 1, "recipients": []})

    async def _guild(self, request: web.Request) -> web.Response:
        if request.match_info["guild"] != GUILD:
            raise Refusal(404, 10004, "Unknown Guild")
        return json_answer(guild() | {"roles": self.roles})

    async def _guild_member(self, request: web.Request) -> web.Response:
        person = request.match_info["person"]
        return json_answer(member(person, self.held.get(person, [])))

    def _interaction(self, request: web.Request) -> Interaction:
        found = self.interactions.get(request.match_info["token"])
        if found is None or time.monotonic() - found.born > 900:
            raise Refusal(404, 10015, "Unknown Webhook")
        return found

    async def _callback(self, request: web.Request) -> web.Response:
        found = self._interaction(request)
        if found.acknowledged is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if time.monotonic() - found.born > 3:
            raise Refusal(404, 10062, "Unknown interaction")
        answer = request[BODY]
        found.acknowledged = answer
        if answer["type"] == 8:
            self.suggested[found.id] = answer["data"]["choices"]
        if answer["type"] == 5:
            flags = (answer.get("data") or {}).get("flags", 0)
            found.original = self._bot_message(
                found.channel, {"content": "…", "flags": flags | 128}
            )
        return web.Response(status=204)

    def _answerable(self, request: web.Request) -> Interaction:
        found = self._interaction(request)
        if found.acknowledged is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        return found

    async def _follow_up(self, request: web.Request) -> web.Response:
        found, body = self._answerable(request), request[BODY]
        if (
            found.original is not None and found.original["flags"] & 128
        ):  # the first takes its place
            flags = found.original["flags"] & HIDDEN
            self.messages.pop(found.original["id"], None)
            found.original = message = self._bot_message(found.channel, body | {"flags": flags})
        else:
            message = self._bot_message(found.channel, body)
        message["for"] = found.person
        return json_answer(message)

    async def _get_original(self, request: web.Request) -> web.Response:
        found = self._answerable(request)
        if found.original is None:
            raise Refusal(404, 10008, "Unknown Message")
        return json_answer(found.original)

    async def _patch_original(self, request: web.Request) -> web.Response:
        found = self._answerable(request)
        if found.original is None:
            raise Refusal(404, 10008, "Unknown Message")
        check(request[BODY], layouts=found.channel not in self.without_layouts)
        kept = (found.original["flags"] & HIDDEN) | (request[BODY].get("flags", 0) & LAYOUT)
        found.original.update(request[BODY], flags=kept)
        found.original["for"] = found.person
        return json_answer(found.original)

    async def _delete_original(self, request: web.Request) -> web.Response:
        found = self._answerable(request)
        if found.original is None:
            raise Refusal(404, 10008, "Unknown Message")
        self.messages.pop(found.original["id"], None)
        found.original = None
        return web.Response(status=204)

    def _bot_message(self, channel: str, body: Json) -> Json:
        check(body, layouts=channel not in self.without_layouts)
        message = self._message(channel, user(BOT, "Spotter", bot=True), body.get("content", ""))
        reference = body.get("message_reference")
        extra = ("components", "flags", "files", "nonce")
        message.update({key: body[key] for key in extra if key in body})
        message.setdefault("flags", 0)
        if reference:
            message["message_reference"] = reference
        return message

    # --- gateway ----------------------------------------------------------------------------------

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        session: Session | None = None
        async for frame in socket:
            if frame.type != WSMsgType.TEXT:
                break
            said = frame.json()
            if said["op"] == 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif said["op"] == 2:
                session = await self._identify(request, socket, said["d"])
            elif said["op"] == 6:
                session = await self._resume(socket, said["d"])
        if session is not None and session.socket is socket:
            session.socket = None
            if socket.close_code in (1000, 1001):
                self.sessions.pop(session.id, None)
        return socket

    async def _identify(
        self, request: web.Request, socket: web.WebSocketResponse, data: Json
    ) -> Session | None:
        self.identifies += 1
        if data["token"] != (self.gateway_token or self.token):
            await socket.close(code=4004, message=b"Authentication failed.")
            return None
        if data["intents"] & MESSAGE_CONTENT and not self.allow_content:
            await socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        session = Session(f"session-{self.identifies}", data["intents"], socket=socket)
        session.shard = tuple(data.get("shard") or (0, 1))
        self.sessions[session.id] = session
        ready = {
            "v": 10,
            "user": user(BOT, "Spotter", bot=True),
            "guilds": [{"id": GUILD, "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": self.resume_url or f"ws://{request.host}/gateway",
            "application": {"id": BOT, "flags": 0},
            "private_channels": [],
        }
        await self._push(session, "READY", ready)
        await self._push(session, "GUILD_CREATE", guild())
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        self.resumes += 1
        session = self.sessions.get(data["session_id"])
        if session is None or self.refuse_resume:
            await socket.send_json({"op": 9, "d": False, "s": None, "t": None})
            return None
        for event in session.events[data["seq"] or 0 :]:
            await socket.send_json(event)
        session.socket = socket
        await self._push(session, "RESUMED", {})
        return session

    async def _push(self, session: Session, name: str, data: Json) -> None:
        event = {"op": 0, "t": name, "s": len(session.events) + 1, "d": data}
        session.events.append(event)
        if session.socket is not None and not session.socket.closed:
            with contextlib.suppress(ConnectionError):  # it is replayed when they come back
                await session.socket.send_json(event)

    async def _emit(self, name: str, data: Json) -> None:
        for session in wanting(self.sessions, name, data):
            content = bool(session.intents & MESSAGE_CONTENT)
            seen = seen_by_bot(data, content=content) if "content" in data else data
            await self._push(session, name, seen)


async def serve(port: int) -> None:
    """Run until killed."""
    server = DiscordServer()
    await server.start(port)
    print(server.url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
