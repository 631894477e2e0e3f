"""How fast one chat may be sent to; whole conversations are paced in `test_sender.py`."""

from __future__ import annotations

from bot.runtime.pace import Pace


def test_a_chats_seconds_are_counted_from_when_a_message_is_there() -> None:
    pace, parked = Pace(0, 1, 18), []
    for began, there in ((100.0, 105.0), *[(105.0, 105.0)] * 4):
        pace.count("a", began, group=False)
        pace.arrived("a", there)
        parked.append("a" in pace.parked(there))
    assert parked == [False, False, False, False, True]  # five at once, not six
