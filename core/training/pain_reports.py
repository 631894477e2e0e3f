"""Which reports of pain count as an exercise's own, and which concern every lift (R46)."""

from __future__ import annotations

from core.records import Lifter, Pain


def own_reports(lifter: Lifter) -> list[Pain]:
    """Reports at the exercise, and urgent signs of a part that it loads: a pop in the shoulder.

    An urgent sign has at least the effect of an ordinary report, wherever it was kept.
    """
    signs = (each for each in lifter.near_pains if each.urgent and each.parts)
    return [*lifter.pains, *signs]


def general_signs(lifter: Lifter) -> list[Pain]:
    """Urgent signs that no part of the body explains: dizziness, pain in the chest."""
    return [each for each in lifter.near_pains if each.urgent and not each.parts]
