"""Each setting by its word in the command table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.chat import Answer
from core.turns import naming, settings, wishes
from core.turns.scene import Scene

SETTINGS: Mapping[str, Callable[[Scene, str], Answer]] = {
    "goal": settings.set_goal,
    "range": wishes.set_range,
    "effort": wishes.set_effort,
    "units": settings.set_units,
    "step": settings.set_step,
    "plates": settings.set_plates,
    "dumbbells": settings.set_dumbbells,
    "kettlebells": settings.set_kettlebells,
    "bar": settings.set_bar,
    "bodyweight": settings.set_bodyweight,
    "alias": naming.set_alias,
    "tz": settings.set_zone,
    "quiet": settings.set_quiet,
    "language": settings.set_language,
}
