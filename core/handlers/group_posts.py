"""What is posted in groups without a question: worded when it is sent, changed as logs change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from core.context import RequestContext
from core.exercises.names import names_for
from core.groups.posts import GroupPost, PostKind, is_late, post_named
from core.groups.rules import Feature, is_on
from core.handlers.group_recap import recap_reply
from core.handlers.pinned_board import board_reply
from core.messages import Answer, Reply
from core.records import Person
from core.reminders.schedule import zone_of
from core.store.unit_of_work import UnitOfWork

FEATURE: Mapping[PostKind, Feature] = {"board": "board", "weekly": "recap"}
OF_A_WEEK = frozenset({"logged", "changed"})  # kinds of answers after which a board is another


def word_post(uow: UnitOfWork, key: str, now: datetime) -> Reply | str:
    """The words of a board or a recap as all stands now, or why it is not sent."""
    named = post_named(key)
    post = uow.group_posts.get(named[0]) if named else None
    if named is None or post is None:
        return "dropped"
    if not is_on(uow.groups.group_settings(post.where), FEATURE[post.kind]):
        return "switched off"
    context = as_group(uow, post, now)
    if post.kind == "board":
        return board_reply(context, post)
    if is_late(post, named[1], now):
        return "late"
    return recap_reply(context) or "nothing"


def as_group(uow: UnitOfWork, post: GroupPost, now: datetime) -> RequestContext:
    """The surroundings of what nobody asked for: the group's zone and language, no person."""
    rules = uow.groups.group_settings(post.where)
    language = rules.language if rules is not None and rules.language else post.language
    zone = zone_of(post.zone)
    nobody = Person(0, "", language, zone=zone.key if isinstance(zone, ZoneInfo) else "UTC")
    return RequestContext(uow, nobody, names_for({}, (), language), {}, now, post.where, group=True)


def follow(context: RequestContext, answer: Answer) -> Answer:
    """After a change of a log, or of what is shared, the boards that show it follow soon."""
    kind = (answer.result or {}).get("kind")
    if kind in OF_A_WEEK:
        context.uow.group_posts.changed_by(context.person.id, context.address, context.now)
    elif kind == "sharing" and context.group:
        context.uow.group_posts.changed_in(context.address, context.now)
    return answer
