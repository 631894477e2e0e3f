"""Every mistake a user can make, as a class holding facts, no sentences.

`UserError.code` is the `error` of the terminal's JSON; `facts` fill the sentence that
`language.strings` keeps under `error.<code>`. `quote` is the user's own words that caused it.
"""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """Something the person typed cannot be done; nothing was stored."""

    code = "not_a_set"

    def __init__(self, quote: str = "", **facts: object) -> None:
        """Keep the person's own words and the facts; sentences are made elsewhere."""
        super().__init__(self.code)
        self.quote = quote
        self.facts: Mapping[str, object] = facts


class AdminUnknown(Exception):
    """Only an admin of the group may do this, and nobody asked the platform yet.

    No mistake of the person: the message comes in again with `admin` set to True or False.
    """


class NotASet(UserError):
    """Plain talk: neither a set nor a command."""


class NoNumber(UserError):
    """An exercise without any number."""

    code = "no_number"


class RepsRange(UserError):
    """Repetitions of zero, below, or beyond what a set can hold (facts: limit)."""

    code = "reps_range"


class LoadRange(UserError):
    """A load outside what can be lifted (facts: limit, unit)."""

    code = "load_range"


class EffortRange(UserError):
    """RIR outside 0-10 or RPE outside 1-10."""

    code = "effort_range"


class FutureDate(UserError):
    """A date that has not come yet."""

    code = "future_date"


class TooLong(UserError):
    """More characters than one message may have (facts: limit)."""

    code = "too_long"


class TooManySets(UserError):
    """More sets than one message may have (facts: limit)."""

    code = "too_many_sets"


class ListMismatch(UserError):
    """A list of loads or efforts that does not match the number of sets (facts: sets, given)."""

    code = "list_mismatch"


class UnknownExercise(UserError):
    """No exercise is named and none can be inherited (facts: near)."""

    code = "unknown_exercise"


class Unreadable(UserError):
    """A word holding a digit, or a sign, that is not understood."""

    code = "unreadable"


class UnclearLoad(UserError):
    """Words that could stand for several loads or numbers: "2 plates" (facts: word)."""

    code = "unclear_load"


class TwoExercises(UserError):
    """Two exercises named for one set."""

    code = "two_exercises"


class NothingToRepeat(UserError):
    """`same`, `+2.5` or `x7` with no set to start from."""

    code = "nothing_to_repeat"


class NothingToUndo(UserError):
    """No change left to take back, or none to bring back (facts: direction)."""

    code = "nothing_to_undo"


class NoSuchSet(UserError):
    """A short id that names no set of this person."""

    code = "no_such_set"


class NoSetsThere(UserError):
    """No set of the lift or the day that a correction names (facts: what, near: the last set)."""

    code = "no_sets_there"


class ExerciseUnasked(UserError):
    """A correction that would change a lift without saying so (facts: exercise, name, set_id)."""

    code = "exercise_unasked"


class NotYours(UserError):
    """A button made for somebody else."""

    code = "not_yours"


class NotAdmin(UserError):
    """Only an admin of the group may do this (facts: example)."""

    code = "not_admin"


class NotJoined(UserError):
    """Something for those who joined the group."""

    code = "not_joined"


class NotAGroup(UserError):
    """Something that belongs in a group, typed in private (facts: command)."""

    code = "not_a_group"


class Expired(UserError):
    """A question that was answered already or is gone."""

    code = "expired"


class BadSetting(UserError):
    """A setting that cannot be read (facts: setting, example)."""

    code = "bad_setting"


class WhichExercise(UserError):
    """Words that may stand for several exercises (facts: choices, each a name and what to send)."""

    code = "which_exercise"


class AlreadyRated(UserError):
    """The sets asked about are rated already (facts: example)."""

    code = "already_rated"


class BadCode(UserError):
    """Words after `link` that are no code."""

    code = "bad_code"


class UnknownCode(UserError):
    """A code that nobody made, that was used, or that is too old (facts: n tries left)."""

    code = "unknown_code"


class TooManyCodes(UserError):
    """Too many wrong codes in a row (facts: minutes to wait)."""

    code = "too_many_codes"


class NotLinked(UserError):
    """`unlink` with nothing to part, or a link that is gone."""

    code = "not_linked"


class LinkRefused(UserError):
    """A link that cannot be made (facts: direction: own, same, both, gone)."""

    code = "link_refused"
