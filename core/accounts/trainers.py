"""A lifter and a trainer who may see their log: what is agreed, for how long, what may be said.

Pure rules. "Trainer" is a person; "coach" is this bot.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.records import Exposure, PrescribedSet

Shown = Literal["notes", "pain", "bodyweight"]
ProposalState = Literal["open", "accepted"]

SHOWN: tuple[Shown, ...] = ("notes", "pain", "bodyweight")  # each only where the lifter ticked it
CODE_LIFE = timedelta(hours=1)
LASTS = timedelta(days=90)
TOLD_BEFORE = timedelta(days=7)  # both, before it lapses
LOOKS_KEPT = timedelta(days=90)
MOST_LOOKS = 100  # different things looked at in a day
MOST_LIFTERS = 30  # of one trainer
MOST_SAID = 20  # comments and proposals of one trainer to one lifter in a day
MOST_CHARACTERS = 200  # of a comment
MOST_PROPOSED_SETS = 10
PROPOSAL_OPEN = timedelta(days=14)  # to be decided on
PROPOSAL_HELD = timedelta(days=30)  # from the tap to the workout it is for

# What calls somebody, leads elsewhere, or is marked up: "@bob", "<@1>", "t.me/x", "bit.ly".
_LEADS_AWAY = re.compile(
    r"[@<>\[\]`|]|://|\bwww\.|\b[\w-]{2,}\.[a-z]{2,}(?![\w])|\bt\.me\b|(?:^|\s)/\w", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A lifter lets a trainer see their log from a moment on, until another."""

    id: int
    lifter_id: int
    trainer_id: int
    from_at: datetime
    shows: frozenset[Shown]
    comments: bool  # the lifter takes them
    given_at: datetime
    until_at: datetime

    @property
    def key(self) -> str:
        """Note of its pings."""
        return f"trainer:{self.id}"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code that is alive opens."""

    code_hash: str
    lifter_id: int
    from_at: datetime
    shows: frozenset[Shown]


@dataclass(frozen=True, slots=True)
class Comment:
    """What a trainer said of a set; `set_id` as the lifter sees it, "" where it is gone."""

    set_id: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """Sets that a trainer proposes for the next workout with a lift."""

    id: int
    agreed_id: int
    exercise_id: str
    sets: tuple[PrescribedSet, ...]
    state: ProposalState
    at: datetime
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a trainer looked at on a day; `name` is "" where they are gone."""

    name: str
    what: str
    exercise_id: str
    times: int
    at: datetime


def holds(agreement: Agreement, now: datetime) -> bool:
    """Whether an agreement lets its trainer look."""
    return now < agreement.until_at


def may_see(agreement: Agreement, at: datetime) -> bool:
    """Whether what was done at a moment is shown to the trainer."""
    return at >= agreement.from_at


def is_open(proposal: Proposal, now: datetime) -> bool:
    """Whether a proposal can still be decided on."""
    return proposal.state == "open" and now - proposal.at < PROPOSAL_OPEN


def shows_of(words: str) -> frozenset[Shown]:
    """What is ticked, of text as it is stored."""
    return frozenset(each for each in SHOWN if each in words.split())


def shows_text(shows: frozenset[Shown]) -> str:
    """What is ticked, as it is stored."""
    return " ".join(each for each in SHOWN if each in shows)


def comment_of(words: str) -> str | None:
    """A comment on one line; None where it is empty, too long, calls somebody or leads elsewhere.

    Signs that nobody sees are taken out first, so that none hides a link.
    """
    seen = (each for each in words if unicodedata.category(each) not in ("Cf", "Co", "Cs"))
    text = unicodedata.normalize("NFKC", "".join(seen))
    text = " ".join("".join(" " if not each.isprintable() else each for each in text).split())
    if not text or len(text) > MOST_CHARACTERS or _LEADS_AWAY.search(text):
        return None
    return text


def is_for_now(
    proposal: Proposal,
    exposures: Sequence[Exposure],
    under_way: bool,
    now: datetime,
    *,
    in_session: bool,
) -> bool:
    """Whether an accepted proposal says what a session is to be.

    It is for the first session with the lift that begins after the tap. `exposures`: those of the
    lift, oldest first; `under_way`: the last is not over; `in_session`: that one is asked about,
    else what comes next.
    """
    at = proposal.accepted_at
    if proposal.state != "accepted" or at is None or now - at >= PROPOSAL_HELD:
        return False
    since = [each for each in exposures if each.session_at > at]
    if in_session and under_way:
        return len(since) == 1
    return not since or (len(since) == 1 and under_way and not since[0].working)
