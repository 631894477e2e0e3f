"""A log as its person sees it (decision 078)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOT_HERE = "own-0"  # no exercise has this id


@dataclass(frozen=True, slots=True)
class PersonLog:
    """A log of a person: what is added to the numbers of its rows, to have those they see."""

    id: int
    own: bool = True  # the person's own, or one that was joined
    sets: int = 0
    changes: int = 0
    calibrations: int = 0
    exercises: int = 0
    # Exercises of somebody's own: their ids in the log, and those the person sees. Only of a log
    # that was joined, and it grows as exercises are first used there.
    seen: dict[str, str] = field(default_factory=dict, hash=False)

    def exercise_seen(self, exercise_id: str) -> str:
        """What the person calls an exercise of the log."""
        return self.seen.get(exercise_id, exercise_id) if self.seen else exercise_id

    def exercise_here(self, exercise_id: str) -> str:
        """What the log calls an exercise of the person; `NOT_HERE` where it has none of it."""
        if self.own or not exercise_id.startswith("own-"):
            return exercise_id
        return next((here for here, seen in self.seen.items() if seen == exercise_id), NOT_HERE)

    def has_room(self, seen: int) -> bool:
        """Whether an exercise may have the number in the log that goes with the one seen."""
        number = seen - self.exercises
        return number > 0 and f"own-{number}" not in self.seen

    def see(self, number: int, seen: int) -> None:
        """Note by which number the person knows an exercise of their own that is now in the log."""
        if not self.own:
            self.seen[f"own-{number}"] = f"own-{seen}"

    def asked(self, asked: Mapping[str, object]) -> dict[str, object]:
        """The parameters of a query in the terms of the log."""
        exercise = asked.get("exercise")
        if isinstance(exercise, str):
            return {**asked, "log": self.id, "exercise": self.exercise_here(exercise)}
        return {**asked, "log": self.id}


def log_named(log_id: int, found: tuple[PersonLog, ...]) -> PersonLog | None:
    """One of a person's logs by its number; None when it is none of theirs."""
    return next((each for each in found if each.id == log_id), None)
