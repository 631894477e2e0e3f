"""What a person wished for, as it holds at one exercise. Pure rules on records."""

from __future__ import annotations

from core.records import Exercise, Load, Person, Preference, Span

MOST_REPS = 30  # of a range that is wished for
MOST_LEFT = 5  # beyond, nobody can call what is left (R11)
LEAST_LEFT_UNSAFE = 1  # where failing alone is not safe (R34)


def least_left(exercise: Exercise) -> int:
    """The least reserve that may be asked for at an exercise, in repetitions (R34)."""
    return 0 if exercise.safe_to_fail else LEAST_LEFT_UNSAFE


def effort_wished(exercise: Exercise, person: Person, preference: Preference | None) -> Span | None:
    """The reserve wished for at an exercise: its own wish before the person's; None without one.

    Where failing alone is not safe, a wish under 1 counts as 1 (R34).
    """
    own = preference.effort if preference is not None else None
    span = own or person.effort
    if span is None:
        return None
    least = least_left(exercise)
    return max(least, span[0]), max(least, span[1])


def weights_of(exercise: Exercise, person: Person) -> tuple[Load, ...]:
    """The dumbbells or kettlebells there are for an exercise, lightest first; () for any."""
    if exercise.equipment == "dumbbell":
        return person.dumbbells
    return person.kettlebells if exercise.equipment == "kettlebell" else ()
