"""Discord's raw events -> inbox rows, and inbox rows -> messages. Pure: nothing here waits."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from discord.utils import snowflake_time

from bot.platform import CannotRead
from core.audience import answered_alone
from core.chat import Address, File, Message, Sender
from core.store.rows import InboxRow

PLATFORM = "discord"
PLAIN, REPLY = 0, 19  # message types; all others are notices of the platform
TYPED = (PLAIN, REPLY)
COMMAND, BUTTON, AUTOCOMPLETE = 2, 3, 4  # interaction types
ATTACHMENT = 11  # type of an option
ADMINISTRATOR, MANAGE_SERVER = 1 << 3, 1 << 5  # permissions
PRIVATE_CONTEXT = 2  # a conversation of other people, reached by user install
TOKEN_LIFE = timedelta(minutes=15)  # of an interaction
EDIT_AGE = timedelta(days=1)  # later updates of an edited message are not new edits

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ears:
    """What messages are read with."""

    me: str  # the bot's own id
    overhear: bool  # messages in servers that do not speak to the bot are read too


@dataclass(frozen=True, slots=True)
class Note:
    """How to deliver an answer, kept as `Message.delivery` between receiving and sending."""

    person: str = ""  # the person's id on the platform
    message: str = ""  # in a server: the message to reply to
    interaction: str = ""
    application: str = ""
    token: str = ""
    at: float = 0.0  # when the interaction began, in seconds
    deferred: bool = False  # a "thinking" message stands and waits to be replaced ...
    hidden: bool = False  # ... which only the person sees
    member: bool = True  # the bot can post in this channel by itself

    def __repr__(self) -> str:
        """Say which interaction, never its token."""
        return f"Note(person={self.person!r}, interaction={self.interaction!r})"


def pack_note(note: Note) -> str:
    """Write a note as text; only what differs from an empty one."""
    empty = Note()
    kept = {k: getattr(note, k) for k in Note.__slots__ if getattr(note, k) != getattr(empty, k)}
    return json.dumps(kept, separators=(",", ":")) if kept else ""


def unpack_note(text: str) -> Note:
    """Read a note back; an unreadable one is an empty note."""
    try:
        return Note(**json.loads(text)) if text else Note()
    except (ValueError, TypeError):
        return Note()


def message_row(data: Json, ears: Ears, now: datetime, *, private: bool) -> InboxRow | None:
    """Make an inbox row of a message that concerns us, else None.

    `data`: a message as the gateway or the REST API gives it. Overheard messages have a text only
    with the message content intent.
    """
    author, me = data.get("author") or {}, ears.me
    strange = author.get("bot") or data.get("webhook_id") or str(author.get("id", me)) == me
    files = _files(data)
    if strange or data.get("type", 0) not in TYPED or not (data.get("content") or files):
        return None
    addressed = private or concerns(data, me)
    if not addressed and not ears.overhear:
        return None
    edited = _edit_stamp(data)
    content = str(data.get("content") or "")
    channel = str(data["channel_id"])
    body = {
        "kind": "message",
        "id": str(data["id"]),
        "channel": channel,
        "private": private,
        "author": _person(author, data.get("member")),
        "text": without_mention(content, me),
        "addressed": addressed,
        "edited": bool(edited),
        "at": said_at(data).isoformat(),
        **({"files": files} if files else {}),
        **({"answers": answers} if (answers := _answered(data, me)) else {}),
    }
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return InboxRow(
        key=f"discord:{data['id']}:{edited}:{digest}",
        platform=PLATFORM,
        chat=channel,
        body=json.dumps(body, ensure_ascii=False),
        received_at=now,
        sent_at=edited_at(data) or said_at(data),
        sender=str(author.get("id", "")),
    )


def _files(data: Json) -> list[list[object]]:
    """The files a message carries, or a slash command, as [name, size, address]."""
    found = data.get("attachments")
    if found is None and data.get("type") == COMMAND:
        resolved = (data.get("data") or {}).get("resolved") or {}
        found = list((resolved.get("attachments") or {}).values())
    return [
        [str(each.get("filename") or "file")[:100], int(each.get("size") or 0), str(each["url"])]
        for each in (found if isinstance(found, list) else ())
        if isinstance(each, dict) and each.get("url") and not _is_picture(each)
    ][:1]


def _is_picture(attachment: Json) -> bool:
    """Whether an attachment is a picture, a film or a sound: none of our business."""
    return str(attachment.get("content_type") or "").startswith(("image/", "video/", "audio/"))


def edit_row(data: Json, ears: Ears, now: datetime, *, private: bool) -> InboxRow | None:
    """Make an inbox row of an update to a message; None when its words were not edited just now.

    Previews, pins and flags update messages too: without an edit date, or with an old one.
    """
    stamp = edited_at(data)
    if stamp is None or now - stamp > EDIT_AGE:
        return None
    return message_row(data, ears, now, private=private)


def concerns(data: Json, me: str) -> bool:
    """Whether a message in a server speaks to the bot: a mention, or a reply to one of its own."""
    if any(str(person.get("id")) == me for person in data.get("mentions") or ()):
        return True
    if me and re.search(rf"<@!?{me}>", str(data.get("content") or "")):
        return True
    answered = data.get("referenced_message") or {}
    return str((answered.get("author") or {}).get("id")) == me


def _answered(data: Json, me: str) -> str:
    """Name the message that is answered: ours by its id, a person's as their `source`."""
    reference = data.get("message_reference") or {}
    number, channel = reference.get("message_id"), str(data["channel_id"])
    if data.get("type") != REPLY or not number or str(reference.get("channel_id")) != channel:
        return ""
    author = (data.get("referenced_message") or {}).get("author") or {}
    return str(number) if str(author.get("id")) == me else f"dc:{channel}:{number}"


def without_mention(content: str, me: str) -> str:
    """Take the bot's own name out of a text."""
    return re.sub(rf"[ \t]*<@!?{me}>[,:]?[ \t]*", " ", content).strip()


def said_at(data: Json) -> datetime:
    """When a message was sent: its id says it, or its date where that is the later one."""
    when = snowflake_time(int(data["id"]))
    with contextlib.suppress(KeyError, ValueError, TypeError):
        stamp = datetime.fromisoformat(str(data["timestamp"]))
        when = max(when, stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC))
    return when


def edited_at(data: Json) -> datetime | None:
    """When a message was edited, or None."""
    stamp = data.get("edited_timestamp")
    if not stamp:
        return None
    when = datetime.fromisoformat(str(stamp))
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _edit_stamp(data: Json) -> int:
    """Give the moment of the edit in microseconds, however the date is written; 0 for none."""
    when = edited_at(data)
    return round(when.timestamp() * 1_000_000) if when else 0


def _person(user: Json, member: Json | None = None) -> dict[str, str]:
    """Who wrote, under the name others see."""
    nick = (member or {}).get("nick")
    name = nick or user.get("global_name") or user.get("username") or user["id"]
    return {"id": str(user["id"]), "name": str(name)}


def interaction_row(data: Json, now: datetime, text: str, owner: int | None) -> InboxRow:
    """Make an inbox row of a slash command or a pressed button that stands for a typed sentence."""
    user, member = data.get("user"), data.get("member")
    person = _person(user or (member or {})["user"], member)
    private = in_private(data)
    body = {
        "kind": "interaction",
        "id": str(data["id"]),
        "channel": str(data["channel_id"]),
        "private": private,
        "author": {**person, "language": str(data.get("locale") or "")},
        "text": text,
        "owner": owner,
        "under": str((data.get("message") or {}).get("id") or ""),
        "admin": may_settle(data),
        "note": pack_note(interaction_note(data, person["id"], now)),
        **({"files": files} if (files := _files(data)) else {}),
    }
    return InboxRow(
        key=f"discord:i:{data['id']}",
        platform=PLATFORM,
        chat=str(data["channel_id"]),
        body=json.dumps(body, ensure_ascii=False),
        received_at=now,
        sent_at=_pressed_at(data, now),
        sender=person["id"],
    )


def may_settle(data: Json) -> bool | None:
    """Whether an interaction comes from an admin of the server; None where it does not say."""
    held = (data.get("member") or {}).get("permissions")
    return None if held is None else allows(held)


def allows(permissions: object) -> bool:
    """Whether permissions, a number as Discord writes it, make somebody an admin."""
    text = str(permissions)
    return text.isdecimal() and bool(int(text) & (ADMINISTRATOR | MANAGE_SERVER))


def _pressed_at(data: Json, now: datetime) -> datetime:
    """When an interaction was begun; none is delivered later than its token lives."""
    when = snowflake_time(int(data["id"]))
    return when if now - when < TOKEN_LIFE else now


def completed(data: Json, application: str) -> Json:
    """Give an interaction with the two ids that are elsewhere when it does not carry them."""
    channel = (data.get("channel") or {}).get("id", "")
    return {"application_id": application, "channel_id": channel, **data}


def interaction_note(data: Json, person: str, now: datetime) -> Note:
    """How the answer to an interaction can be delivered."""
    return Note(
        person=person,
        interaction=str(data["id"]),
        application=str(data["application_id"]),
        token=str(data["token"]),
        at=_pressed_at(data, now).timestamp(),
        deferred=data["type"] == COMMAND,
        hidden=data["type"] == COMMAND and is_hidden(data),
        member=is_member(data),
    )


def in_private(data: Json) -> bool:
    """Whether an interaction came from the conversation with the bot itself."""
    return not data.get("guild_id") and data.get("context") != PRIVATE_CONTEXT


def is_hidden(data: Json) -> bool:
    """Whether the first sign of life to a slash command is for the person only.

    Where the answer turns out otherwise, what was shown first is taken away again.
    """
    return not in_private(data) and answered_alone(command_name(data))


def is_member(data: Json) -> bool:
    """Whether the bot itself is where the interaction happened (not only the person's install)."""
    if in_private(data):
        return True
    owners = data.get("authorizing_integration_owners")
    return bool(data.get("guild_id")) and (owners is None or "0" in owners)


def command_name(data: Json) -> str:
    """Give the name of the slash command behind an interaction."""
    return str((data.get("data") or {}).get("name", ""))


def command_text(data: Json) -> str:
    """Write a slash command as the sentence that would have been typed."""
    options: Sequence[Json] = (data.get("data") or {}).get("options") or ()
    typed = (option for option in options if option.get("type") != ATTACHMENT)
    words = [str(option.get("value", "")).strip() for option in typed]
    return " ".join(["/" + command_name(data), *filter(None, words)])


def read_row(row: InboxRow) -> Message:
    """Turn an inbox row into a message. Raises CannotRead."""
    try:
        body = json.loads(row.body)
        reader = {"message": _typed, "interaction": _pressed}[body["kind"]]
        return reader(row, body)
    except (ValueError, KeyError, TypeError) as fault:
        raise CannotRead(type(fault).__name__) from fault


def _typed(row: InboxRow, body: Json) -> Message:
    reply_to = "" if body["private"] else str(body["id"])
    note = Note(person=body["author"]["id"], message=reply_to)
    return Message(
        address=Address(PLATFORM, body["channel"], private=body["private"]),
        sender=_sender(body["author"]),
        text=body["text"],
        sent_at=datetime.fromisoformat(body["at"]),
        source=f"dc:{body['channel']}:{body['id']}",
        addressed=body["addressed"],
        edited=body["edited"],
        receipt=row.key,
        delivery=pack_note(note),
        files=_handed(body),
        reply_to=body.get("answers", ""),
    )


def _handed(body: Json) -> tuple[File, ...]:
    return tuple(File(name, b"", size, url) for name, size, url in body.get("files", ()))


def _pressed(row: InboxRow, body: Json) -> Message:
    return Message(
        address=Address(PLATFORM, body["channel"], private=body["private"]),
        sender=_sender(body["author"]),
        text=body["text"],
        sent_at=row.sent_at,
        source=f"dc:i:{body['id']}",
        owner=body["owner"],
        receipt=row.key,
        delivery=body["note"],
        files=_handed(body),
        reply_to=body.get("under", ""),
        admin=body.get("admin"),
    )


def _sender(author: Json) -> Sender:
    return Sender(PLATFORM, author["id"], author["name"], author.get("language", ""))
