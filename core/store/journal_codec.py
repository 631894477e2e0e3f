"""Sets as the journal keeps them: with their place among messages and who touched them last."""

from __future__ import annotations

from collections.abc import Sequence

from core.store.codec import Json, dumps, json_set, loads, set_json
from core.store.repositories.set_rows import Kept


def kept_text(kept: Sequence[Kept]) -> str:
    """Write sets."""
    return dumps(
        [
            {**set_json(each.set), "place": each.place, "changed_by": each.changed_by}
            for each in kept
        ]
    )


def text_kept(text: str) -> list[Kept]:
    """Read sets."""
    return [json_kept(each) for each in loads(text)]


def json_kept(value: Json) -> Kept:
    """Read one set."""
    return Kept(json_set(value), value["place"], value["changed_by"])
