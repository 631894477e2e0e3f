"""Which reports of pain count as an exercise's own, and which concern every lift (R46)."""

from __future__ import annotations

from core.records import Exposure, Lifter, Pain


def own_reports(lifter: Lifter) -> list[Pain]:
    """Reports at the exercise, and urgent signs of a part that it loads: a pop in the shoulder.

    An urgent sign has at least the effect of an ordinary report, wherever it was kept.
    """
    signs = (each for each in lifter.near_pains if each.urgent and each.parts)
    return [*lifter.pains, *signs]


def general_signs(lifter: Lifter) -> list[Pain]:
    """Urgent signs that no part of the body explains: dizziness, pain in the chest."""
    return [each for each in lifter.near_pains if each.urgent and not each.parts]


def is_hurt_today(today: Exposure, lifter: Lifter) -> bool:
    """Whether pain was reported at an exercise in this session: no further set is advised (R46).

    A report of which nobody has said the lift is of each that was done before it.
    """
    if any(pain.at >= today.session_at for pain in lifter.pains):
        return True
    begun = min(each.at for each in today.sets)
    unsaid = [each for each in lifter.near_pains if not each.exercise_id and not each.ended_at]
    return any(each.at >= begun for each in unsaid)
