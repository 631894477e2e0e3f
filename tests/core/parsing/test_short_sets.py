"""Fewer repetitions than wanted, as one says it, in six languages."""

from __future__ import annotations

import pytest

from core.parsing.short_sets import as_short_set, read_short_set


@pytest.mark.parametrize(
    ("text", "reps"),
    [
        ("only got 6", "6"), ("got 6 only", "6"), ("got only six", "6"), ("just 5 reps", "5"),
        ("i could only do 4", "4"), ("only managed 6 of 8", "6"), ("6 tops", "6"),
        ("couldn't get more than 5", "5"), ("stopped at 6", "6"), ("only got 6, rir0", "6 rir0"),
        ("failed at 6", "6 f"), ("got 5 and failed the 6th", "5 f"), ("died after 6", "6 f"),
        ("got 6 then failed", "6 f"),
        ("failed on the 7th", "6 f"), ("failed on rep 7", "6 f"), ("missed the 7th rep", "6 f"),
        ("nur 6 geschafft", "6"), ("hab nur 6 Wdh geschafft", "6"), ("bei 6 gescheitert", "6 f"),
        ("solo hice 6", "6"), ("hice solo 6 reps", "6"), ("fallé en la 6", "6 f"),
        ("só fiz 6", "6"), ("consegui só 6 reps", "6"), ("falhei na 6", "6 f"),
        ("seulement 6", "6"), ("j'en ai fait que 6", "6"), ("échec à 6", "6 f"),
        ("только 6", "6"), ("сделал только 6 раз", "6"), ("отказ на 6", "6 f"),
        ("only got 30", "30"),
    ],
)  # fmt: skip
def test_what_was_reached(text: str, reps: str) -> None:
    said = as_short_set(text)
    assert said == f"fix only {reps}"
    assert read_short_set(said.removeprefix("fix ")) == reps


@pytest.mark.parametrize(
    "text",
    [
        "only got 31", "only got 100x5", "it was only 6", "only got 6 that time", "failed 102.5",
        "missed 6", "only bench today", "only got 20 minutes", "nur bankdrücken", "failed on rep 1",
        "just did 6", "i just made 6", "got 6", "6", "bench 80x6 only", "waren nur 6",
    ],
)  # fmt: skip
def test_all_else_is_read_otherwise(text: str) -> None:
    assert as_short_set(text) is None
    assert read_short_set("6") is None
