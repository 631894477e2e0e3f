"""What a group may read (docs/decisions/028); whom a command answers is its row's `audience`.

A group is told what was said there, what its members agreed to share, and nothing else.
"""

from __future__ import annotations

from typing import Literal

# group: the group. alone: the person. set: the group, where the answer speaks only of what was said
# in that group (such an answer carries `Reply.about`), else the person.
Audience = Literal["group", "set", "alone"]

# Refusals about a set that hold the words just typed, limits and fixed examples: all others are for
# the person alone ("squat" by itself shows its target, a near name may be one of their own).
_SAYABLE = frozenset(
    {
        "reps_range", "load_range", "effort_range", "future_date", "too_long", "too_many_sets",
        "list_mismatch", "unreadable", "nothing_to_repeat", "nothing_to_undo", "no_such_set",
        "not_a_group", "expired", "already_rated", "bad_setting", "unknown_exercise",
    }
)  # fmt: skip
FOR_THEM_ALONE = frozenset({"not_yours", "not_joined", "not_admin"})

# Reasons that speak of the set just said, of effort and of habits of the exercise alone. All others
# may quote other sets, sessions or plans made from them, and are left out in a group.
_OF_THIS_SET = frozenset(
    {
        "verdict.warmup", "verdict.drop", "verdict.on_target", "verdict.failure_allowed",
        "verdict.failure_early", "verdict.failure_unsafe", "verdict.hard", "verdict.too_hard",
        "verdict.easy", "verdict.too_easy", "verdict.unrated", "verdict.unrated.time",
        "verdict.unrated.distance",
        "next.planned", "next.build_up", "next.same", "next.same_time", "next.same_way",
        "next.heavier", "next.unknown", "next.stop_earlier", "next.back_off",
        "next.after_failed_single",
        "target.first", "target.hold.unassisted", "target.hold.time", "target.hold.distance",
    }
)  # fmt: skip


def is_for_group(audience: Audience, error: str = "", *, said_there: bool = False) -> bool:
    """Whether a group may read an answer for an audience.

    `error` is the code of a refusal; `said_there`: all that is answered was said in that group.
    """
    if audience == "alone" or error in FOR_THEM_ALONE:
        return False
    if audience == "group":
        return True
    return error in _SAYABLE if error else said_there


def of_this_set(reason: str) -> bool:
    """Whether a reason, by its key, speaks of nothing but the set it was given for."""
    return reason in _OF_THIS_SET
