"""Constants that more than one room goes by, once. What one module alone uses stands there."""

from __future__ import annotations

from datetime import timedelta

SESSION_GAP = timedelta(hours=4)  # sets less than this apart are one session (docs/glossary.md)
SAME_LOAD_ONE_IN = 125  # loads that differ by less than this part are one: 225 lb is 102.5 kg (R18)
SAME_LOAD = 1 / SAME_LOAD_ONE_IN

# What one set can hold, typed or in a file.
MOST_KG = 1000
MOST_REPS = 100  # with a load
MOST_REPS_BARE = 500  # without one
MOST_RANGE_REPS = 30  # of a range of repetitions, wished for or found
MOST_REPS_SCORED = 15  # longer sets are not predicted: the numbers beyond say little
