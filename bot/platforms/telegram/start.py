"""Links that open the bot: t.me/<bot>?start=PAYLOAD, and ?startgroup=PAYLOAD for a group.

A payload is written by whoever makes the link: it only ever stands for a command that anybody may
type, out of a short list, and what is none of them is a plain "/start".
"""

from __future__ import annotations

import re

MOST = 64  # characters of a payload, as Telegram has it
_START = re.compile(r"/start(?:\s+(\S.*))?", re.IGNORECASE | re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CODE = re.compile(r"link[-_]([A-Za-z0-9]{4}[-_]?[A-Za-z0-9]{4})")
_PLAN = re.compile(r"plan_([0-9a-z]{1,13}-[a-z2-7]{16})", re.ASCII)
_TAKEN = re.compile(r"plan take (\S+)")
# What a link stands for; a code of a link asks before anything is merged, and never in a group.
_PRIVATE = re.compile("help|import|next|plan")
_GROUP = re.compile("join|board")


def opened_by(text: str, *, private: bool) -> str:
    """A text as it is meant: "/start join" by a link is "/join"; all else stays as it is."""
    found = _START.fullmatch(text)
    if found is None:
        return text
    payload = (found[1] or "").strip()
    if len(payload) > MOST or not _PAYLOAD.fullmatch(payload):
        return "/start"
    code = _CODE.fullmatch(payload) if private else None
    if code is not None:
        return f"/link {code[1]}"
    command = payload.lower()
    plan = _PLAN.fullmatch(command) if private else None
    if plan is not None:
        return f"/plan take {plan[1]}"
    allowed = _PRIVATE if private else _GROUP
    return f"/{command}" if allowed.fullmatch(command) else "/start"


def link_to_chat(bot: str, send: str) -> str:
    """The link that opens the private chat with a sentence in it; "" for one that has none."""
    taken = _TAKEN.fullmatch(send)
    payload = f"plan_{taken[1]}" if taken else ""
    fits = _PAYLOAD.fullmatch(payload) and opened_by(f"/start {payload}", private=True) != "/start"
    return f"https://t.me/{bot}?start={payload}" if fits else ""
