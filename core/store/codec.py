"""Records to JSON and back, for what the store keeps as a whole: replies, journal, questions."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from core.exercises.own import text_exercise as text_exercise  # noqa: PLC0414 - beside its inverse
from core.messages import Button, Emphasis, File, Picture, Reply
from core.pictures.drawings import drawing_json, json_drawing
from core.records import Exercise, Load, LoggedSet
from core.store.rows import Option
from core.store.schema.types import clean, micros, moment_of

Json = Any

_SET_DEFAULTS = {
    each.name: each.default
    for each in fields(LoggedSet)
    if each.init and each.name not in {"exercise_id", "load", "reps", "at", "line"}
}


def dumps(value: Json) -> str:
    """Write JSON that both databases can store."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" not in text and (text.isascii() or clean(text) == text):
        return text
    return json.dumps(_cleaned(value), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Json:
    """Read JSON."""
    return json.loads(text)


def _cleaned(value: Json) -> Json:
    """Clean every string inside."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(each) for each in value]
    return value


# --- times and loads ----------------------------------------------------------------------------


def time_json(moment: datetime | None) -> str | None:
    """A moment in ISO form with its zone; None where there is none."""
    return None if moment is None else moment.isoformat()


def load_json(load: Load | None) -> Json:
    """Write a load as [milli, unit]."""
    return None if load is None else [load.milli, load.unit]


def plates_text(plates: Sequence[Load]) -> str:
    """Write a row of plates."""
    return dumps([load_json(each) for each in plates])


def text_plates(text: str) -> tuple[Load, ...]:
    """Read a row of plates."""
    return tuple(Load(milli, unit) for milli, unit in loads(text)) if text != "[]" else ()


# --- sets ---------------------------------------------------------------------------------------


def set_json(each: LoggedSet) -> dict[str, Json]:
    """Write a set; what has its default is left out."""
    made: dict[str, Json] = {
        "exercise_id": each.exercise_id,
        "load": [each.load.milli, each.load.unit],
        "reps": each.reps,
        "at": micros(each.at),
        "line": each.line,
    }
    for name, default in _SET_DEFAULTS.items():
        value = getattr(each, name)
        if value != default:
            made[name] = value
    if each.session_at is not None:
        made["session_at"] = micros(each.session_at)
    return made


def json_set(value: Mapping[str, Json]) -> LoggedSet:
    """Read a set; keys that are not known are passed over."""
    found = {name: value[name] for name in _SET_DEFAULTS if name in value}
    if "session_at" in found:
        found["session_at"] = moment_of(found["session_at"])
    return LoggedSet(
        value["exercise_id"],
        Load(*value["load"]),
        value["reps"],
        moment_of(value["at"]),
        value["line"],
        **found,
    )


# --- exercises ----------------------------------------------------------------------------------


def exercise_text(exercise: Exercise) -> str:
    """Write an exercise of a person's own."""
    made = {each.name: getattr(exercise, each.name) for each in fields(Exercise)}
    made["step_kg"] = load_json(exercise.step_kg)
    made["step_lb"] = load_json(exercise.step_lb)
    return dumps(made)


# --- questions ----------------------------------------------------------------------------------


def options_text(options: Sequence[Option]) -> str:
    """Write the options of a question."""
    return dumps(
        [{each.name: getattr(option, each.name) for each in fields(Option)} for option in options]
    )


def text_options(text: str) -> tuple[Option, ...]:
    """Read the options of a question."""
    return tuple(Option(**each) for each in loads(text))


# --- replies ------------------------------------------------------------------------------------


def reply_text(reply: Reply) -> str:
    """Write a reply with its buttons, pictures and files."""
    made: dict[str, Json] = {"lines": reply.lines}
    if reply.title:
        made["title"] = reply.title
    if reply.table:
        made["table"] = reply.table
    if reply.buttons:
        made["buttons"] = [_button_json(each) for each in reply.buttons]
    if reply.pictures:
        made["pictures"] = [_picture_json(each) for each in reply.pictures]
    if reply.files:
        made["files"] = [_attached(each) for each in reply.files]
    if reply.private:
        made["private"] = True
    if reply.owner is not None:
        made["owner"] = reply.owner
    if reply.about:
        made["about"] = reply.about
    if reply.edits:
        made["edits"] = reply.edits
    if reply.pin:
        made["pin"] = reply.pin
    if reply.reaction:
        made["reaction"] = reply.reaction
    if reply.visible_to is not None:
        made["visible_to"] = reply.visible_to
    if reply.strong:
        made["strong"] = [(each.line, each.words) for each in reply.strong]
    if reply.judged:
        made["judged"] = (reply.judged, reply.verdict)
    if reply.tries:
        made["tries"] = [_button_json(each) for each in reply.tries]
    return dumps(made)


def text_reply(text: str) -> Reply:
    """Read a reply."""
    found = loads(text)
    judged, verdict = found.get("judged", ("", ""))
    return Reply(
        lines=tuple(found["lines"]),
        title=found.get("title", ""),
        table=tuple(tuple(row) for row in found.get("table", ())),
        buttons=tuple(Button(*each) for each in found.get("buttons", ())),
        pictures=tuple(_json_picture(each) for each in found.get("pictures", ())),
        files=tuple(File(*_detached(each)) for each in found.get("files", ())),
        private=found.get("private", False),
        owner=found.get("owner"),
        about=found.get("about", ""),
        edits=found.get("edits", ""),
        pin=found.get("pin", ""),
        reaction=found.get("reaction", ""),
        visible_to=found.get("visible_to"),
        strong=tuple(Emphasis(*each) for each in found.get("strong", ())),
        judged=judged,
        verdict=verdict,
        tries=tuple(Button(*each) for each in found.get("tries", ())),
    )


def _picture_json(each: Picture) -> Json:
    drawing = [drawing_json(each.drawing)] if each.drawing is not None else []
    return (*_attached(each), *([each.alt] if each.alt or drawing else []), *drawing)


def _json_picture(value: Sequence[Json]) -> Picture:
    alt = value[2] if len(value) > 2 else ""
    drawing = json_drawing(value[3]) if len(value) > 3 else None
    return Picture(*_detached(value), alt, drawing)


def _button_json(each: Button) -> tuple[object, ...]:
    """Write a button, no longer than it must be."""
    if each.aside:
        return each.label, each.send, each.open, each.role, True
    if each.role:
        return each.label, each.send, each.open, each.role
    return (each.label, each.send, True) if each.open else (each.label, each.send)


def _attached(each: Picture | File) -> tuple[str, str]:
    return each.name, base64.b64encode(each.content).decode("ascii")


def _detached(pair: Sequence[str]) -> tuple[str, bytes]:
    return pair[0], base64.b64decode(pair[1])
