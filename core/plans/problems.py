"""What is wrong with the text of a plan: where, why, and a line that would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from core.errors import UserError

MOST_PROBLEMS = 5  # told at once
LONGEST_QUOTE = 80
USUAL_ITEM = "bench 4x6-8 rir2"


@dataclass(frozen=True, slots=True)
class Problem:
    """One line that cannot be read; `why` is the end of the key `plan.problem.<why>`."""

    line: int  # from 1, as typed
    text: str  # the part that is meant, as typed
    why: str
    example: str  # a line that works in its place
    facts: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[str, ...] = ()  # names of exercises that may be meant


class BadPlan(UserError):
    """A plan that cannot be read as it stands (facts: line, text, why, example, problems)."""

    code = "bad_plan"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep every problem found; the first one is told in full."""
        first = problems[0]
        super().__init__(
            first.text, line=first.line, why=first.why, example=first.example,
            problems=tuple(problems[:MOST_PROBLEMS]), more=max(0, len(problems) - MOST_PROBLEMS),
        )  # fmt: skip
        self.problems = tuple(problems[:MOST_PROBLEMS])


class BadPart(Exception):
    """A part of a line that cannot be read, before its place is known."""

    def __init__(
        self,
        why: str,
        text: str,
        example: str = USUAL_ITEM,
        choices: tuple[str, ...] = (),
        **facts: object,
    ) -> None:
        """Keep what is wrong; the reader adds the line."""
        super().__init__(why)
        self.why, self.text, self.example = why, text[:LONGEST_QUOTE], example
        self.choices, self.facts = choices, facts

    def at(self, line: int) -> Problem:
        """The problem with its place."""
        return Problem(line, self.text, self.why, self.example, self.facts, self.choices)


def too_much(what: str, text: str, most: int | str, example: str = USUAL_ITEM) -> NoReturn:
    """Refuse a number or a length beyond what a plan may hold. Raises BadPart."""
    raise BadPart("bounds", text, example, what=what, most=most)
