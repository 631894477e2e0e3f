"""Sets as the journal keeps them: with their place among messages and who touched them last.

They have the numbers of their log, so that whose it is can change. Which log that is stands with
them only where it is not the one of the change: sets may be corrected by another account.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.store.codec import Json, dumps, json_set, loads, set_json
from core.store.person_log import PersonLog, log_named
from core.store.repositories.set_rows import Kept


def kept_text(kept: Sequence[Kept], log: PersonLog) -> str:
    """Write sets for a change of a log; every exercise of theirs is known to their own log."""
    return dumps([_kept_json(each, log) for each in kept])


def _kept_json(kept: Kept, log: PersonLog) -> dict[str, Json]:
    value = set_json(kept.set)
    value["place"] = kept.place - kept.log.changes
    value["changed_by"] = kept.changed_by - kept.log.changes
    if not kept.log.own:
        value["id"] = f"s{kept.id}"
        value["exercise_id"] = kept.log.exercise_here(kept.set.exercise_id)
    if kept.log.id != log.id:
        value["log"] = kept.log.id
    return value


def text_kept(text: str, log: PersonLog, logs: tuple[PersonLog, ...]) -> list[Kept]:
    """Read the sets of a change of a log, as the person sees them.

    `logs`: those of the person. Sets of a log that is not theirs any more are left out.
    """
    found = (json_kept(each, log, logs) for each in loads(text))
    return [each for each in found if each is not None]


def json_kept(value: Json, log: PersonLog, logs: tuple[PersonLog, ...]) -> Kept | None:
    """Read one set; None when it is not of one of the person's logs."""
    its = log_named(value["log"], logs) if "log" in value else log
    if its is None:
        return None
    if not its.own:
        value = {
            **value,
            "id": f"s{int(value['id'][1:]) + its.sets}",
            "exercise_id": its.exercise_seen(value["exercise_id"]),
        }
    return Kept(
        json_set(value), value["place"] + its.changes, value["changed_by"] + its.changes, its
    )
