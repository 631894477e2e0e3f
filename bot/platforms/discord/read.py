"""Discord's raw events -> inbox rows, and inbox rows -> messages. Pure: nothing here waits."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from discord import InteractionType, MessageType
from discord.utils import snowflake_time

from bot.platforms.base import CannotRead
from bot.platforms.bounds import believable, clean, identity, part, printable, snowflake, words
from bot.platforms.discord.rights import may_settle
from bot.platforms.discord.typed import COMMAND, SPOT, WINDOW, answered_by, meant_by, own_target
from bot.runtime.quarantine import body_of
from core.bounds import whole
from core.commands import answered_alone
from core.messages import Address, File, Message, Sender
from core.store.rows import InboxRow

PLATFORM = "discord"
REPLY = MessageType.reply.value
TYPED = (MessageType.default.value, REPLY)  # all others are notices of the platform
BUTTON = InteractionType.component.value
AUTOCOMPLETE = InteractionType.autocomplete.value
INTERACTION = "discord:i:"  # how the keys of their rows begin
PRIVATE_CONTEXT = 2  # a conversation of other people, reached by user install
TOKEN_LIFE = timedelta(minutes=15)  # of an interaction
EDIT_AGE = timedelta(days=1)  # later updates of an edited message are not new edits
MOST_STAMP = 64  # characters of a date
MOST_NAME = 100  # characters of a name, of a person or of a file
MOST_TOKEN = 512  # characters of an interaction's token; they have about 220
MOST_URL = 2048
MOST_LOCALE = 16

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """What messages are read with."""

    me: str  # the bot's own id
    overhear: bool  # messages in servers that do not speak to the bot are read too


@dataclass(frozen=True, slots=True)
class DeliveryHint:
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


def pack_note(note: DeliveryHint) -> str:
    """Write a note as text; only what differs from an empty one."""
    empty = DeliveryHint()
    kept = {
        k: getattr(note, k) for k in DeliveryHint.__slots__ if getattr(note, k) != getattr(empty, k)
    }
    return json.dumps(kept, separators=(",", ":")) if kept else ""


def unpack_note(text: str) -> DeliveryHint:
    """Read a note back; an unreadable one is an empty note."""
    try:
        return DeliveryHint(**json.loads(text)) if text else DeliveryHint()
    except (ValueError, TypeError):
        return DeliveryHint()


def message_row(
    data: Json, message_filter: MessageFilter, now: datetime, *, private: bool
) -> InboxRow | None:
    """Make an inbox row of a message that concerns us, else None.

    `data`: a message as the gateway or the REST API gives it. Overheard messages have a text only
    with the message content intent.
    """
    author, me = data.get("author") or {}, message_filter.me
    strange = author.get("bot") or data.get("webhook_id") or identity(author.get("id", me)) == me
    files = _files(data)
    if strange or data.get("type", 0) not in TYPED or not (data.get("content") or files):
        return None
    addressed = private or concerns(data, me)
    if not addressed and not message_filter.overhear:
        return None
    edited = _edit_stamp(data)
    content = words(data.get("content") or "")
    number, channel = snowflake(data["id"]), str(snowflake(data["channel_id"]))
    said = believable(said_at(data), now)
    body = {
        "kind": "message",
        "id": str(number),
        "channel": channel,
        "private": private,
        "author": _person(author, data.get("member")),
        "text": without_mention(content, me),
        "addressed": addressed,
        "edited": bool(edited),
        "at": said.isoformat(),
        **({"files": files} if files else {}),
        **({"answers": answers} if (answers := _answered(data, me)) else {}),
    }
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return InboxRow(
        key=f"discord:{number}:{edited}:{digest}",
        platform=PLATFORM,
        chat=channel,
        body=json.dumps(body, ensure_ascii=False),
        received_at=now,
        sent_at=believable(edited_at(data) or said, now),
        sender=identity(author.get("id")),
    )


def _files(data: Json) -> list[list[object]]:
    """The files a message carries, or a slash command, as [name, size, address]."""
    found = data.get("attachments")
    if found is None and data.get("type") == COMMAND:
        found = list(part(part(part(data, "data"), "resolved"), "attachments").values())
    return [
        [_name(each.get("filename")) or "file", whole(each.get("size")) or 0, url]
        for each in (found if isinstance(found, list) else ())
        if isinstance(each, dict)
        and (url := printable(each.get("url"), MOST_URL))
        and not _is_picture(each)
    ][:1]


def _name(value: object) -> str:
    """Take a name, cleaned and cut; "" where there is none."""
    return clean(value[:MOST_NAME]) if isinstance(value, str) else ""


def _is_picture(attachment: Json) -> bool:
    """Whether an attachment is a picture, a film or a sound: none of our business."""
    return str(attachment.get("content_type") or "").startswith(("image/", "video/", "audio/"))


def edit_row(
    data: Json, message_filter: MessageFilter, now: datetime, *, private: bool
) -> InboxRow | None:
    """Make an inbox row of an update to a message; None when its words were not edited just now.

    Previews, pins and flags update messages too: without an edit date, or with an old one.
    """
    stamp = edited_at(data)
    if stamp is None or now - stamp > EDIT_AGE:
        return None
    return message_row(data, message_filter, now, private=private)


def concerns(data: Json, me: str) -> bool:
    """Whether a message in a server speaks to the bot: a mention, or a reply to one of its own."""
    mentions = data.get("mentions")
    for person in mentions if isinstance(mentions, list) else ():
        if isinstance(person, dict) and identity(person.get("id")) == me:
            return True
    if me and re.search(rf"<@!?{me}>", words(data.get("content") or "")):
        return True
    return identity(part(part(data, "referenced_message"), "author").get("id")) == me


def _answered(data: Json, me: str) -> str:
    """Name the message that is answered: ours by its id, a person's as their `source`."""
    reference = part(data, "message_reference")
    number, channel = identity(reference.get("message_id")), identity(data["channel_id"])
    if data.get("type") != REPLY or not number or identity(reference.get("channel_id")) != channel:
        return ""
    author = part(part(data, "referenced_message"), "author")
    return number if identity(author.get("id")) == me else f"dc:{channel}:{number}"


def without_mention(content: str, me: str) -> str:
    """Take the bot's own name out of a text."""
    return re.sub(rf"[ \t]*<@!?{me}>[,:]?[ \t]*", " ", content).strip()


def said_at(data: Json) -> datetime:
    """When a message was sent: its id says it, or its date where that is the later one."""
    when = snowflake_time(snowflake(data["id"]))
    with contextlib.suppress(KeyError, ValueError, TypeError):
        when = max(when, _stamp(data["timestamp"]))
    return when


def edited_at(data: Json) -> datetime | None:
    """When a message was edited, or None. Raises ValueError where the date is none."""
    stamp = data.get("edited_timestamp")
    return _stamp(stamp) if stamp else None


def _stamp(value: object) -> datetime:
    """Read a date. Raises ValueError."""
    if not isinstance(value, str) or len(value) > MOST_STAMP:
        raise ValueError("no date")
    when = datetime.fromisoformat(value)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _edit_stamp(data: Json) -> int:
    """Give the moment of the edit in microseconds, however the date is written; 0 for none."""
    when = edited_at(data)
    return round(when.timestamp() * 1_000_000) if when else 0


def _person(user: Json, member: Json | None = None) -> dict[str, str]:
    """Who wrote, under the name others see."""
    number = str(snowflake(user["id"]))
    names = ((member or {}).get("nick"), user.get("global_name"), user.get("username"))
    return {"id": number, "name": next(filter(None, map(_name, names)), number)}


def interaction_row(data: Json, now: datetime, text: str, owner: int | None) -> InboxRow:
    """Make an inbox row of a slash command or a pressed button that stands for a typed sentence."""
    user, member = data.get("user"), data.get("member")
    person = _person(user or (member or {})["user"], member)
    private = in_private(data)
    number, channel = snowflake(data["id"]), str(snowflake(data["channel_id"]))
    body = {
        "kind": "interaction",
        "id": str(number),
        "channel": channel,
        "private": private,
        "author": {**person, "language": printable(data.get("locale"), MOST_LOCALE)},
        "text": text,
        "owner": owner,
        "under": answered_by(data) or identity(part(data, "message").get("id")),
        **_as_written(data, channel, now),
        "admin": may_settle(data),
        "note": pack_note(interaction_note(data, person["id"], now)),
        **({"files": files} if (files := _files(data)) else {}),
    }
    return InboxRow(
        key=f"{INTERACTION}{number}",
        platform=PLATFORM,
        chat=channel,
        body=json.dumps(body, ensure_ascii=False),
        received_at=now,
        sent_at=believable(_pressed_at(data, now), now),
        sender=person["id"],
    )


def _as_written(data: Json, channel: str, now: datetime) -> dict[str, str]:
    """Where and when the message that is to be logged was written, if who asks wrote it."""
    target = own_target(data)
    if not target:
        return {}
    source = f"dc:{channel}:{snowflake(target['id'])}"
    return {"source": source, "at": believable(said_at(target), now).isoformat()}


def _pressed_at(data: Json, now: datetime) -> datetime:
    """When an interaction was begun; none is delivered later than its token lives."""
    when = snowflake_time(snowflake(data["id"]))
    return when if now - when < TOKEN_LIFE else now


def completed(data: Json, application: str) -> Json:
    """Give an interaction with the two ids that are elsewhere when it does not carry them."""
    channel = part(data, "channel").get("id", "")
    return {"application_id": application, "channel_id": channel, **data}


def interaction_note(data: Json, person: str, now: datetime) -> DeliveryHint:
    """How the answer to an interaction can be delivered."""
    return DeliveryHint(
        person=person,
        interaction=str(snowflake(data["id"])),
        application=identity(data["application_id"]),
        token=printable(data["token"], MOST_TOKEN),
        at=_pressed_at(data, now).timestamp(),
        deferred=data["type"] in (COMMAND, WINDOW),
        hidden=data["type"] in (COMMAND, WINDOW) and is_hidden(data),
        member=is_member(data),
    )


def in_private(data: Json) -> bool:
    """Whether an interaction came from the conversation with the bot itself."""
    return not data.get("guild_id") and data.get("context") != PRIVATE_CONTEXT


def is_hidden(data: Json) -> bool:
    """Whether the first sign of life to a slash command is for the person only.

    Where the answer turns out otherwise, what was shown first is taken away again.
    """
    alone = data.get("type") == WINDOW and meant_by(data) == SPOT  # refusals and thanks are theirs
    return not in_private(data) and (alone or answered_alone(meant_by(data)))


def is_member(data: Json) -> bool:
    """Whether the bot itself is where the interaction happened (not only the person's install)."""
    if in_private(data):
        return True
    owners = data.get("authorizing_integration_owners")
    return bool(data.get("guild_id")) and (not isinstance(owners, dict) or "0" in owners)


def read_row(row: InboxRow) -> Message:
    """Turn an inbox row into a message. Raises CannotRead."""
    try:
        body = body_of(row)
        reader = {"message": _typed, "interaction": _pressed}[body["kind"]]
        return reader(row, body)
    except (ValueError, KeyError, TypeError) as fault:
        raise CannotRead(type(fault).__name__) from fault


def _typed(row: InboxRow, body: Json) -> Message:
    reply_to = "" if body["private"] else str(body["id"])
    note = DeliveryHint(person=body["author"]["id"], message=reply_to)
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
        sent_at=datetime.fromisoformat(body["at"]) if "at" in body else row.sent_at,
        source=body.get("source") or f"dc:i:{body['id']}",
        owner=body["owner"],
        receipt=row.key,
        delivery=body["note"],
        files=_handed(body),
        reply_to=body.get("under", ""),
        admin=body.get("admin"),
    )


def _sender(author: Json) -> Sender:
    return Sender(PLATFORM, author["id"], author["name"], author.get("language", ""))
