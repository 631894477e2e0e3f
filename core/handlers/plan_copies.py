"""A plan that somebody shares in a group, taken over by others through a button there.

The button holds a code that is made by `/share plan` alone: whose plan, and a mark that nobody can
guess. Nothing is stored for it. It works while its owner shares the plan in that group, and ends
with `/share nothing`, `/leave` and `forget me`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime

from core.bounds import base36, in_base36
from core.context import RequestContext, say_lines
from core.exercises.names import names_for
from core.groups.rules import Member
from core.handlers.plan_days import LOOKED_BACK
from core.messages import Address, Answer, Button
from core.plans.copying import copied
from core.plans.problems import BadPlan
from core.plans.read import read
from core.plans.records import Plan
from core.records import Person

TAKE = "take"
CODE = re.compile(r"[0-9a-z]{1,13}-[a-z2-7]{16}", re.ASCII)
_SECRET = "plan links"  # noqa: S105 - what the secret is for
_MARK_BYTES = 10

Offer = Callable[[RequestContext, Plan], Answer]


def offered(context: RequestContext, member: Member) -> tuple[str, Button] | None:
    """What the group reads of a plan that is shared there, and the button; None without a plan."""
    if "plan" not in member.share or _shared_plan(context, context.person) is None:
        return None
    code = _code(context, member.person_id, context.address, member.joined_at)
    send = f"plan {TAKE} {code}"
    button = Button(context.words("button.take_plan"), send, open=True, role="main", aside=True)
    return context.words("group.shares.copy"), button


def take(context: RequestContext, code: str, offer: Offer) -> Answer:
    """`plan take CODE`: a copy of the plan to begin with; no code of ours takes nothing."""
    owner = base36(code.partition("-")[0]) if CODE.fullmatch(code) else None
    if owner is not None and owner == context.person.id:
        return _said(context, "plan.take.own")
    found = None if owner is None else _found(context, owner, code)
    return _said(context, "plan.take.gone") if found is None else offer(context, found)


def _said(context: RequestContext, key: str) -> Answer:
    return say_lines(context, context.words(key), result={"kind": "plan", "state": "none"})


def _found(context: RequestContext, owner: int, code: str) -> Plan | None:
    """The copy that a code stands for, while its owner shares the plan in the code's group."""
    groups = context.uow.groups
    for place, joined_at in groups.joined(owner):
        if hmac.compare_digest(_code(context, owner, place, joined_at), code):
            for member, person in groups.members(place):
                if member.person_id == owner and "plan" in member.share:
                    return _shared_plan(context, person)
    return None


def _shared_plan(context: RequestContext, owner: Person) -> Plan | None:
    """The newest plan that somebody began and did not stop, as others may have it."""
    newest = context.uow.plans.newest(owner.id, LOOKED_BACK)  # texts only sent may lie above it
    begun = next((each for each in newest if each.state != "draft"), None)
    if begun is None or begun.state == "stopped":
        return None
    names = names_for({}, context.uow.own_exercises.of(owner.id), owner.language)
    try:
        return copied(read(begun.text, names, owner.unit))
    except BadPlan:
        return None


def _code(context: RequestContext, owner: int, place: Address, joined_at: datetime) -> str:
    """Whose plan, and a mark that only this installation can make, for one joining of one group."""
    told = f"{owner}|{place.platform}|{place.chat}|{joined_at.isoformat()}"
    secret = context.uow.secret(_SECRET)
    mark = hmac.new(secret.encode(), told.encode(), hashlib.sha256).digest()[:_MARK_BYTES]
    return f"{in_base36(owner)}-{b32encode(mark).decode().lower()}"
