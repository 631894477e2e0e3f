"""The facts of an answer as JSON-ready mappings: the terminal's contract (docs/language.md)."""

from __future__ import annotations

from collections.abc import Mapping

from core.locale.strings import say, say_reason
from core.records import Exercise, Expected, LoggedSet, NextSet, Reason, Target, Verdict
from core.training.evidence import evidence

# Sources that are no paper, and where their words stand.
SAID = {
    "product choice": "choice",
    "the published RTS chart": "rts",
    "coaching data": "coaching",
    "ACSM position stand": "acsm",
    "dose-response reviews, read in digests": "reviews",
}


def plain_number(tenths: int | None) -> int | float | None:
    """Tenths as a JSON number: 15 -> 1.5, 20 -> 2."""
    if tenths is None:
        return None
    return tenths // 10 if tenths % 10 == 0 else tenths / 10


def metres(centimetres: int | None) -> int | float | None:
    """Centimetres as metres, whole where they are."""
    if centimetres is None:
        return None
    return centimetres // 100 if centimetres % 100 == 0 else centimetres / 100


def _why(reason: Reason, language: str) -> str:
    """A reason in words; "" where it is not said."""
    return say_reason(language, reason) if reason.key else ""


def _distance(centimetres: int | None) -> dict[str, object]:
    return {} if centimetres is None else {"distance_m": metres(centimetres)}


def set_facts(each: LoggedSet, exercise: Exercise) -> dict[str, object]:
    """A stored set."""
    return {
        "id": each.id,
        "exercise": exercise.name,
        "load": each.load.text,
        "unit": each.load.unit,
        "reps": each.reps,
        "rir": plain_number(each.rir_tenths),
        "rir_at_least": each.rir_at_least,
        "failed": each.failed,
        "amrap": each.amrap,
        "partials": each.partials,
        "warmup": each.warmup,
        "drop": each.drop,
        "seconds": each.seconds,
        "distance_m": metres(each.distance_cm),
        "per_side": each.per_side,
        "side": each.side or None,
        "shared_effort": each.shared_effort,
        "note": each.note or None,
        **({"superset": True} if each.superset else {}),
        "at": each.at.isoformat(),
    }


def verdict_facts(verdict: Verdict, language: str) -> dict[str, object]:
    """What a set says; `records` only where there are any."""
    records = [say_reason(language, each) for each in verdict.records]
    return {
        "kind": verdict.kind,
        "reason": say_reason(language, verdict.reason),
        **({"records": records} if records else {}),
    }


def next_facts(advice: NextSet | None, language: str) -> dict[str, object] | None:
    """What to do in the next set; `seconds` and `distance_m` only where they say how much."""
    if advice is None:
        return None
    return {
        "load": advice.load.text,
        "unit": advice.load.unit,
        "reps_low": advice.reps_low,
        "reps_high": advice.reps_high,
        **({"seconds": advice.seconds} if advice.seconds is not None else {}),
        **_distance(advice.distance_cm),
        "rir_low": advice.rir_low,
        "rir_high": advice.rir_high,
        "rest_s": advice.rest_s,
        "reason": _why(advice.reason, language),
    }


def target_facts(
    target: Target | None, exercise: Exercise, language: str
) -> dict[str, object] | None:
    """What to aim for next session; `distance_m` only where it says how much."""
    if target is None:
        return None
    return {
        "exercise": exercise.name,
        "kind": target.kind,
        "sets": target.sets,
        "load": target.load.text,
        "unit": target.load.unit,
        "aims": aims_facts(target),
        **({"prescribed": prescribed_facts(target)} if target.prescribed else {}),
        "reps_low": target.reps_low,
        "reps_high": target.reps_high,
        "seconds": target.seconds,
        **_distance(target.distance_cm),
        "rir_low": target.rir_low,
        "rir_high": target.rir_high,
        "reason": _why(target.reason, language),
        "source": source_of(target.reason.rules),
    }


def prescribed_facts(target: Target) -> list[dict[str, object]]:
    """Sets that a plan says one by one; none where it leaves the load to the coach."""
    return [
        {
            "load": each.load.text, "unit": each.load.unit, "reps_low": each.reps_low,
            "reps_high": each.reps_high, "more": each.more,
        }
        for each in target.prescribed
    ]  # fmt: skip


def aims_facts(target: Target) -> list[object]:
    """Repetitions aimed at, one for each set; back-offs with a load of their own."""
    found: list[object] = list(target.aims)
    if target.back_offs is not None:
        load = target.back_offs.load.text
        found += [{"reps": each, "load": load} for each in target.back_offs.aims]
    return found


def expected_facts(expected: Expected | None) -> dict[str, object] | None:
    """What to expect of a set ahead: repetitions, the 67 % and 95 % intervals, and a chance."""
    if expected is None:
        return None
    chance = expected.chance
    return {
        "load": expected.load.text,
        "unit": expected.load.unit,
        "set": expected.number,
        "left": expected.left,
        "reps": round(expected.reps, 1),
        "likely": [round(each, 1) for each in expected.likely],
        "wide": [round(each, 1) for each in expected.wide],
        "chance": None if chance is None else round(chance, 2),
        "of": expected.goal,
    }


def source_of(rules: tuple[str, ...]) -> str:
    """The sources behind the rules of a reason."""
    sources = dict.fromkeys(evidence(rule).source for rule in rules)
    return "; ".join(sources)


def words_of_source(language: str, source: str) -> str:
    """Sources as a lifter reads them: papers by their authors, the rest in words."""
    pieces = source.split("; ")
    return "; ".join(
        say(language, f"source.{SAID[each]}") if each in SAID else each for each in pieces
    )


def error_facts(code: str, quote: str, facts: Mapping[str, object]) -> dict[str, object]:
    """A refusal, with the person's own words."""
    plain = {key: value for key, value in facts.items() if isinstance(value, str | int | float)}
    return {"kind": "error", "error": code, "quote": quote, **plain}
