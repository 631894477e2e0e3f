"""Drills: the real process against the loopback servers, under faults; figures are asserted here.

`make drills` runs all of them; `make drills DRILLS=tests/drills/test_X.py` one.
They take minutes and look at the clock, so `make test` leaves them out.
"""
