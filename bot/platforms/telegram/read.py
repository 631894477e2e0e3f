"""Telegram's raw updates -> inbox rows and messages; everything in an update is doubted.

Works on the raw JSON: an update of an unknown shape costs itself and nobody else.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram.constants import ChatID, ChatType, UpdateType

from bot.platforms.base import CannotRead
from bot.platforms.bounds import believable, clean, identity, is_key, moment, part, printable, words
from bot.platforms.raw_json import too_deep
from bot.platforms.telegram.buttons import KEPT, data_of, split_button
from bot.platforms.telegram.names import MOST_NAME, clean_name
from bot.platforms.telegram.reactions import reaction_of
from bot.platforms.telegram.start import opened_by
from bot.runtime.quarantine import body_of, unread_row
from core.bounds import whole
from core.exercises.names import catalogue_names
from core.intents import read_command
from core.messages import NOBODY, Address, File, Message, Sender
from core.store.rows import InboxRow

PLATFORM = "telegram"
MESSAGE, EDITED = UpdateType.MESSAGE.value, UpdateType.EDITED_MESSAGE.value
PRESS, MEMBER = UpdateType.CALLBACK_QUERY.value, UpdateType.MY_CHAT_MEMBER.value
REACTION = UpdateType.MESSAGE_REACTION.value
UPDATE_KINDS = (MESSAGE, EDITED, PRESS, MEMBER, REACTION)
COPIES = ChatID.SERVICE_CHAT  # who brings a channel's posts into its group
# An admin who hides, a channel: nobody in person.
ANONYMOUS = (ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, COPIES)
FILE_ID = 256  # characters; they have about 80
_OUTLINE = frozenset(
    {"id", "is_bot", "first_name", "last_name", "username", "language_code", "message_id", "type",
     "message_thread_id", "is_topic_message"}
)  # fmt: skip

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as Telegram knows it."""

    id: int
    username: str


# --- raw update -> inbox row --------------------------------------------------------------------


def inbox_row(update: object, me: Me, now: datetime, pressed: str = "") -> InboxRow:
    """Make the row that is committed before the update is acknowledged; never fails.

    `pressed`: what a button kept in the store stands for, looked up when the update came in.
    """
    try:
        if not too_deep(update):
            return _row(update, me, now, pressed)
        why = "nested too deeply"
    except Exception as error:  # whatever is in it: it costs itself and nobody else
        why = type(error).__name__
    outline = press_outline(update)
    chat = part(part(outline, "message"), "chat").get("id")
    return unread_row(PLATFORM, update, why, now, chat, outline)


def _row(update: object, me: Me, now: datetime, pressed: str) -> InboxRow:
    digest = _digest(update)
    kind, body = _kind(update)
    number = update.get("update_id") if isinstance(update, dict) else None
    message = part(body, "message") if kind == PRESS else body
    chat = identity(part(message, "chat").get("id"))
    said_at = body.get("edit_date") or body.get("date")
    twin = ""
    if kind in (MESSAGE, EDITED) and chat:
        place = f"{chat}:{identity(body.get('message_id'))}:{identity(body.get('edit_date'))}"
        twin = f"{PLATFORM}:{place}:{_digest(body)}"
    return InboxRow(
        key=f"{PLATFORM}:{me.id}:{identity(number)}:{digest}",
        platform=PLATFORM,
        chat=chat,
        body=json.dumps(
            {"me": [me.id, me.username], "pressed": pressed, "update": update},
            separators=(",", ":"),
        ),
        received_at=now,
        sent_at=believable(moment(said_at) or now, now),
        twin=twin,
        sender=identity((part(body, "from") or part(body, "user")).get("id")),
    )


def kept_button(update: object) -> tuple[int | None, str]:
    """Give owner and key of a pressed button whose sentence is kept in the store, else (0, "").

    This alone of an update is looked up before its batch is committed.
    """
    kind, body = _kind(update)
    data = data_of(body) if kind == PRESS else ""
    if data.startswith(KEPT):
        owner, key = split_button(data[len(KEPT) :])
        if owner and is_key(key):
            return owner, key
    return NOBODY, ""


def _digest(content: object) -> str:
    """Hash a piece of JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _kind(update: object) -> tuple[str, Json]:
    """Find what an update is about; ("", {}) where it is nothing we know."""
    if isinstance(update, dict):
        for kind in UPDATE_KINDS:
            if isinstance(body := update.get(kind), dict):
                return kind, body
    return "", {}


# --- inbox row -> message -----------------------------------------------------------------------


def message_of(row: InboxRow) -> Message | None:
    """Turn a row into a message; None where there is nothing to say to. Raises CannotRead."""
    try:
        raw = body_of(row)
        kind, body = _kind(raw["update"])
        me = Me(*raw["me"])
        if kind in (MESSAGE, EDITED):
            return _typed(row, me, body, edited=kind == EDITED)
        if kind == PRESS:
            return _pressed(row, me, body, raw["pressed"])
        if kind == REACTION:
            return reaction_of(row, body, _address(body), _sender({"from": body.get("user")}))
    except CannotRead as error:
        raise CannotRead(str(error), _presser(row)) from None
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise CannotRead(type(error).__name__, _presser(row)) from None
    if kind == MEMBER:
        return None
    raise CannotRead("an update of an unknown kind")


def nobody_of(row: InboxRow) -> tuple[Address, str] | None:
    """Where a command was typed by somebody in disguise (hidden admin, channel), and our note.

    None for all else: bots, copies of a channel's posts, talk, commands to other bots.
    """
    try:
        raw = body_of(row)
        kind, body = _kind(raw["update"])
        who, me = body.get("from"), Me(*raw["me"])
        if kind != MESSAGE or not body.get("sender_chat") or not isinstance(who, dict):
            return None
        if who.get("id") == COPIES or body.get("is_automatic_forward"):
            return None
        address = _address(body)
        text, _ = _said_to_us(words(body.get("text") or ""), me, private=False)
        if not text or _chat_type(body["chat"]) == ChatType.CHANNEL:
            return None
        if not text.startswith("/") or read_command(text, catalogue_names()) is None:
            return None
        return address, json.dumps({"message": _whole(body["message_id"])})
    except (CannotRead, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def migration_of(row: InboxRow) -> tuple[str, str] | None:
    """Give the old and the new id of a group that became a supergroup with this update."""
    try:
        _, body = _kind(body_of(row)["update"])
    except (CannotRead, KeyError):
        return None
    new = whole(body.get("migrate_to_chat_id"))
    return (row.chat, str(new)) if row.chat and new is not None else None


def standing_of(row: InboxRow) -> tuple[str, bool] | None:
    """Give the group that put the bot out or took it in with this update, and whether it is in."""
    try:
        kind, body = _kind(body_of(row)["update"])
        if kind != MEMBER or _address(body).private or not row.chat:
            return None
        return row.chat, body["new_chat_member"]["status"] not in ("left", "kicked")
    except (CannotRead, KeyError, TypeError, ValueError, AttributeError):
        return None


def _typed(row: InboxRow, me: Me, body: Json, *, edited: bool) -> Message | None:
    """Read a typed message or the caption of a picture."""
    said = body.get("text") or body.get("caption")
    sender = _sender(body)
    # a date that is missing or hidden (0) is the time of receiving; one that is odd is doubted
    if not isinstance(said, str | None) or (body.get("date") and moment(body["date"]) is None):
        raise CannotRead("no text or no date")
    files = _files(body)
    if said is None and files:
        said = ""
    if said is None or sender is None or _chat_type(body["chat"]) == ChatType.CHANNEL:
        return None
    address = _address(body)
    text, addressed = _said_to_us(words(said), me, private=address.private)
    if text is None:
        return None
    number = _whole(body["message_id"])
    return Message(
        address=address,
        sender=sender,
        text=opened_by(text, private=address.private),
        sent_at=believable(moment(body.get("date")) or row.sent_at, row.received_at),
        source=f"tg:{me.id}:{address.chat}:{number}",
        addressed=addressed or address.private or _replies_to(body, me),
        edited=edited,
        receipt=row.key,
        delivery=_note(number, sender),
        files=files,
        reply_to=_answered(body, me, address.chat),
    )


def _files(body: Json) -> tuple[File, ...]:
    """The document a message carries, not downloaded yet."""
    document = part(body, "document")
    ref, name = printable(document.get("file_id"), FILE_ID), document.get("file_name")
    if not ref:
        return ()
    shown = clean_name(name) if isinstance(name, str) else ""
    return (File(shown or "file", b"", whole(document.get("file_size")) or 0, ref),)


def _pressed(row: InboxRow, me: Me, body: Json, kept: str) -> Message | None:
    """Read a pressed button. A forged or forgotten one belongs to nobody."""
    message = body.get("message")
    sender = _sender({"from": body["from"]})
    if not isinstance(message, dict) or sender is None:
        return None
    owner, send = split_button(kept or data_of(body))
    press = identity(body["id"])
    number = _whole(message["message_id"])
    return Message(
        address=_address(message),
        sender=sender,
        text=send,
        sent_at=row.received_at,
        source=f"tg:cb:{press or row.key}",
        owner=owner,
        receipt=row.key,
        delivery=_note(number, sender, press=press),
        reply_to=str(number),
    )


def press_outline(update: object) -> Json | None:
    """What is kept of a press that cannot be read, to tell who pressed: flat values alone."""
    kind, body = _kind(update)
    if kind != PRESS:
        return None
    message = part(body, "message")
    return _flat(body) | {
        "from": _flat(part(body, "from")),
        "message": _flat(message) | {"chat": _flat(part(message, "chat"))},
    }


def _flat(body: Json) -> dict[str, object]:
    """The values an outline needs of an object, bounded."""
    kept: dict[str, object] = {}
    for name in _OUTLINE & body.keys():
        value = body[name]
        if isinstance(value, str):
            kept[name] = clean(value[:MOST_NAME])
        elif isinstance(value, bool) or whole(value) is not None:
            kept[name] = value
    return kept


def _presser(row: InboxRow) -> Message | None:
    """The message of who pressed a button that cannot be read: nobody's, so they are told."""
    try:
        raw = json.loads(row.body)
        body = (raw["pressed"] if "unread" in raw else press_outline(raw["update"])) or {}
        sender = _sender({"from": body["from"]})
        message, press = body["message"], identity(body.get("id"))
        if sender is None:
            return None
        note = _note(whole(message.get("message_id")) or 0, sender, press=press)
        address = _address(message)
    except (CannotRead, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None  # nobody to tell, or nowhere
    return Message(
        address, sender, "", row.received_at, f"tg:cb:{press or row.key}",
        owner=NOBODY, receipt=row.key, delivery=note,
    )  # fmt: skip


def _note(message: int, sender: Sender, **more: str) -> str:
    """Write down where a reply belongs, for `TelegramChat.send`."""
    return json.dumps({"message": message, "user": sender.id, "language": sender.language, **more})


def _address(body: Json) -> Address:
    """Read where a message was written."""
    chat = body["chat"]
    thread = body.get("message_thread_id") if body.get("is_topic_message") else None
    return Address(
        platform=PLATFORM,
        chat=str(_whole(chat["id"])),
        thread="" if thread is None else str(_whole(thread)),
        private=_chat_type(chat) == ChatType.PRIVATE,
    )


def _chat_type(chat: Json) -> str:
    """Give a chat's type; where it is not said, people have ids above zero."""
    kind = chat.get("type")
    return str(kind) if kind else "private" if _whole(chat["id"]) > 0 else "group"


def _sender(body: Json) -> Sender | None:
    """Read who wrote; None for bots, channels and admins who hide."""
    who = body.get("from")
    if not isinstance(who, dict) or body.get("sender_chat") or who.get("is_bot"):
        return None
    number = _whole(who["id"])
    if number in ANONYMOUS:
        return None
    said = [who.get(part) for part in ("first_name", "last_name", "username")]
    names = [n if isinstance(n, str) else "" for n in said]
    language = who.get("language_code")
    return Sender(
        platform=PLATFORM,
        id=str(number),
        name=clean_name(" ".join(names[:2])) or clean_name(names[2]) or str(number),
        language=language if isinstance(language, str) and len(language) <= 16 else "",
    )


def _whole(value: object) -> int:
    """Take a whole number. Raises CannotRead."""
    number = whole(value)
    if number is None:
        raise CannotRead("no whole number where an id should be")
    return number


def _said_to_us(text: str, me: Me, *, private: bool) -> tuple[str | None, bool]:
    """Take our name out of a text and tell whether it was said to us.

    The text is None for a command to another bot; those are none of our business.
    """
    command = re.match(r"(/\w+)@(\w+)", text)
    if command:
        if command[2].lower() != me.username.lower():
            return None, False
        return command[1] + text[command.end() :], True
    if text.startswith("/"):
        return text, True
    if private or not me.username:
        return text, private
    name = re.escape(me.username)
    rest, count = re.subn(rf"(?<![\w@])@{name}(?!\w)[,:]?[^\S\n]*", "", text, flags=re.I)
    return (rest.strip() if count else text), bool(count)


def _replies_to(body: Json, me: Me) -> bool:
    """Tell whether a message replies to one of ours (a topic's first message is no such reply)."""
    answered = part(body, "reply_to_message")
    return part(answered, "from").get("id") == me.id and "forum_topic_created" not in answered


def _answered(body: Json, me: Me, chat: str) -> str:
    """Name the message that is answered: ours by its number, a person's as their `source`.

    A topic's own first message is no such message: everything said in the topic refers to it.
    """
    answered = part(body, "reply_to_message")
    number = whole(answered.get("message_id"))
    if number is None or "forum_topic_created" in answered:
        return ""
    if part(answered, "from").get("id") == me.id:
        return str(number)
    return f"tg:{me.id}:{chat}:{number}"
