"""What travels between the small Bot API server and a bot: arguments, refusals, faults, texts."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import web

TAGS = {"b", "i", "u", "s", "code", "pre", "a"}

Json = dict[str, Any]
RAW = "raw text"  # key of a member that is sent as it stands


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass
class Fault:
    """An answer to give instead of (or, with `after`, behind) the real one."""

    method: str = "sendMessage"
    status: int = 500  # 0: the connection is cut
    description: str = "fault"
    times: int = 1
    chat: int | None = None
    parameters: Json = field(default_factory=dict)
    after: bool = False  # the request takes effect, its answer is lost
    delay: float = 0.0
    share: float = 1.0  # of the requests that are hit, spread evenly


@dataclass
class Sent:
    """One call that showed something, or answered a button."""

    method: str
    data: Json
    at: float
    message_id: int = 0

    @property
    def chat(self) -> int:
        return int(self.data.get("chat_id", 0))

    @property
    def text(self) -> str:
        """The text as a person sees it."""
        if "rich_message" in self.data:
            return rich_text(self.data["rich_message"]["blocks"])
        return html.unescape(re.sub(r"<[^>]+>", "", self.data.get("text", "")))

    @property
    def buttons(self) -> list[Json]:
        rows = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


async def arguments_of(request: web.Request) -> Json:
    """Read arguments from wherever a client may put them; nested ones are JSON in a form."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        return found | await request.json()
    for name, value in (await request.post()).items():
        if not isinstance(value, str):
            found[name] = {"file": value.filename, "size": len(value.file.read())}
        elif value[:1] in "{[" and name not in ("text", "caption"):
            found[name] = json.loads(value)
        else:
            found[name] = value
    return found


def chat_of(chat: int, user: int) -> Json:
    """A chat as an update holds it."""
    if chat > 0:
        return {"id": chat, "type": "private", "first_name": f"Lifter{user}"}
    return {"id": chat, "type": "supergroup", "title": "Gym"}


def check_text(data: Json) -> None:
    """Refuse what Telegram refuses: markup that does not parse, texts empty or too long."""
    text = data.get("text", "")
    if data.get("parse_mode") == "HTML":
        reader = _Markup()
        reader.feed(text)
        reader.close()
        if reader.open or reader.wrong:
            raise Refusal(400, "Bad Request: can't parse entities")
        text = reader.text
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise Refusal(400, "Bad Request: message is too long")


def rich_text(part: Any) -> str:
    """What the blocks, cells and texts of a rich message say, one under the other."""
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        inline = all(isinstance(each, str) or each.get("type") == "bold" for each in part
                     if not isinstance(each, list))  # fmt: skip
        apart = "" if inline and not any(isinstance(each, list) for each in part) else "\n"
        return apart.join(map(rich_text, part))
    cells = part.get("cells")
    if cells is not None:
        return "\n".join("  ".join(cell.get("text", "") for cell in row) for row in cells)
    return rich_text(part.get("text", ""))


def check_rich(message: Json) -> None:
    """Refuse what Telegram refuses of a rich message: other blocks, too many, too long."""
    blocks = message.get("blocks")
    if not blocks or "html" in message or "markdown" in message:
        raise Refusal(400, "Bad Request: exactly one of html, markdown and blocks must be used")
    rows = [row for each in blocks for row in each.get("cells", [])]
    if len(blocks) + len(rows) > 500 or any(not 1 <= len(row) <= 20 for row in rows):
        raise Refusal(400, "Bad Request: RICH_MESSAGE_TOO_BIG")
    for each in blocks:
        known = {"heading": {"text", "size"}, "paragraph": {"text"}, "table": {"cells"}}
        if not known.get(each["type"], {"?"}) <= set(each):
            raise Refusal(400, "Bad Request: can't parse InputRichBlock")
        if each["type"] == "heading" and each["size"] not in range(1, 7):
            raise Refusal(400, "Bad Request: size")
    sides = {"left", "center", "right"}, {"top", "middle", "bottom"}
    for cell in (cell for row in rows for cell in row):
        if cell.get("align") not in sides[0] or cell.get("valign") not in sides[1]:
            raise Refusal(400, "Bad Request: can't parse RichBlockTableCell")
    text = rich_text(blocks)
    if not text.strip() or len(text.encode("utf-16-le")) // 2 > 32768:
        raise Refusal(400, "Bad Request: message is too long")


class _Markup(HTMLParser):
    """Reads Telegram's HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong = False
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.wrong |= tag not in TAGS
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.wrong |= not self.open or self.open.pop() != tag

    def handle_data(self, data: str) -> None:
        self.text += data


def refused(refusal: Refusal) -> web.Response:
    body: Json = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.status)


def answer_of(updates: list[Json]) -> str:
    """Write an answer of getUpdates."""
    texts = [
        f'{{"update_id": {each["update_id"]}, {each[RAW]}}}' if RAW in each else json.dumps(each)
        for each in updates
    ]
    return f'{{"ok": true, "result": [{", ".join(texts)}]}}'
