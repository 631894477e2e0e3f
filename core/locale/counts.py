"""Sentences whose words follow a number, and the fact that holds it.

Languages differ in how many forms they have: English two, Russian three. A sentence that English
writes twice (`key` and `key.one`) follows the fact `n`; these follow a fact of another name, or
have one form in English only because the number is never 1 or the noun is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

COUNTED: Mapping[str, str] = {
    # two sentences in English too, which other languages write in more
    **dict.fromkeys(
        (
            "verdict.building", "verdict.hard.reps", "target.down.missed", "implausible.many",
            "implausible.reps", "trial.power", "line.many", "chosen.which", "set.weights_many",
            "error.file_interrupted", "import.unknown_unit", "import.reason.columns",
            "import.odd.reps", "import.left.not_done", "import.left.skipped",
            "import.left.rest_timer", "import.left.note", "import.left.future",
            "import.left.other", "import.reading", "remind.every_days", "remind.full",
            "recap.streak", "asked.ago", "accuracy.title", "accuracy.title_of", "board.more",
            "recap_group.streak", "recap_group.together",
        ),
        "n",
    ),
    "effort.left": "rir",
    "import.comparing": "of",
    "import.progress": "of",
    "target.return.training": "weeks",
    "target.return.lift": "weeks",
    "target.return.assisted": "days",
    "target.return.new": "days",
    "target.up.body_load": "sets",
    "target.hold.sets": "sets",
    "target.hold.so_far_time": "sets",
    "target.hold.into": "low",
    "verdict.under_plan": "reps",
    "verdict.calls_told": "lost",
    "swap.load": "sets",
    "trial.offer": "weeks",
    "error.list_mismatch": "sets",
    "error.too_many_sets": "limit",
    "plan.done": "planned",
    "plan.done.left": "planned",
    "link.sets": "there",
    "unlink.done": "there",
    "warmup.then": "minutes",
    "warmup.then_plates": "minutes",
    "warmup.near": "minutes",
}  # fmt: skip


def is_single(key: str, sentences: Mapping[str, str]) -> bool:
    """Whether a key holds the sentence for one of what its neighbour counts."""
    return key.endswith(".one") and key.removesuffix(".one") in sentences


def is_exact(key: str, sentences: Mapping[str, str]) -> bool:
    """Whether a sentence for one says it without a number ("Last set."), so for 1 alone.

    Others ("1 set") are a form of the plural, which Russian takes for 21 too.
    """
    text = sentences[key]
    return is_single(key, sentences) and "1" not in text and "{names}" not in text


def count_of(key: str, sentences: Mapping[str, str]) -> str | None:
    """The fact whose number decides the form of a sentence; None where nothing is counted."""
    return COUNTED.get(key) or ("n" if f"{key}.one" in sentences else None)
