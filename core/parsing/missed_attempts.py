"""Missed attempts: "missed 102.5", "bench failed 102.5", "100x0". A lift tried, no repetition done.

The words stand for an attempt only with a load that can be one and hardly anything else: "missed
the bus at 7" is talk, and "bench 100x8 missed" may mean the ninth repetition, so it is asked.
"""

from __future__ import annotations

from core.errors import NotASet, NothingToRepeat, Unreadable
from core.locale.strings import say
from core.parsing import scan
from core.parsing.amounts import Known, Row, load_of, written
from core.parsing.exercise_names import COMMON, PROSE, Marked
from core.parsing.options import FEW, Doubt, Option, by_step, shown, usual_milli
from core.parsing.parts import BARE, Group, Number, Parts, as_loads
from core.parsing.products import Plan
from core.parsing.scan import Token

MOST_REPS_FAILED = 30_000  # "12 fail": a bare number up to it, before the word, is repetitions
LEAST_LOAD = 10_000  # a smaller bare number is hardly a load where nothing is known
MOST_NOTE_WORDS = 4
_SILENT = frozenset({"the", "a", "an", "my", "on", "lift", "attempt", "single", "rep"})
TRIED = frozenset({scan.MISS, scan.FAIL})
_LOADS = frozenset({scan.NUMBER, scan.BODY, scan.LOADWARD})
_SIGHS = COMMON | {"again", "damn", "ugh", "argh", "close", "barely", "sadly", "stuck"}
_PREPOSITIONS = frozenset({"on", "in"})
# words that make a number something else than a load
_COUNTED_WORDS = """
days weeks months years hours minutes session sessions workout workouts times percent rep reps sets
trains buses calls class classes lesson lessons exam exams chance chances
"""
_COUNTED = frozenset(_COUNTED_WORDS.split())


def without_articles(tokens: list[Token], marked: Marked) -> list[Token]:
    """The tokens without words that say nothing: "missed the 102.5 on bench".

    For a line with a token of a kind in `TRIED`.
    """
    names = {start for _, start, _ in marked.names}
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        at_name = token.text in _PREPOSITIONS and token.end + 1 in names
        if not (at_name or (token.text in _SILENT and _leads_to_load(tokens, place))):
            kept.append(token)
    return kept


def _leads_to_load(tokens: list[Token], place: int) -> bool:
    """Whether only such words stand between "missed" and a number: "missed the lift at 102.5"."""
    before, after = place - 1, place + 1
    while before >= 0 and tokens[before].text in _SILENT:
        before -= 1
    while after < len(tokens) and tokens[after].text in _SILENT:
        after += 1
    tried = before >= 0 and tokens[before].kind in (scan.MISS, scan.FAIL)
    return tried and after < len(tokens) and tokens[after].kind in _LOADS


def tells_attempt(lead: list[Token]) -> bool:
    """Whether the words before the numbers say that a lift was missed."""
    return any(
        each.kind == scan.MISS or (each.kind == scan.FAIL and each.text in scan.FAIL_VERBS)
        for each in lead
    )


def check_attempts(text: str, parts: list[Parts], *, named: bool) -> None:
    """Refuse talk: "I missed 2 days", "missed you". Raises NotASet."""
    for part in parts:
        if not part.tried:
            continue
        if not part.counts and part.miss is not None:
            raise NotASet(text)
        words = " ".join(text[start:end] for start, end in part.note).lower().split()
        talk = PROSE.intersection(words) or _COUNTED.intersection(words)
        known = named or _SIGHS.issuperset(word.strip(".,!") for word in words)
        if words and (talk or not known or len(words) > MOST_NOTE_WORDS):
            raise NotASet(text)


def plan_attempt(part: Parts, known: Known) -> Plan | None:
    """The plan of a stretch that tells of a missed attempt; None where it tells something else.

    Raises Unreadable, NotASet, or Doubt where it may have been a repetition that was missed.
    """
    if part.miss is None and part.verb is None:
        return None
    if part.factors or part.reps or part.leading_x or part.timed or part.sets is not None:
        return None if part.miss is None or _says_none(part) else _with_amount(part, known)
    groups = [*part.loads, *part.bare]
    if part.at and not groups and (part.at[0][0].kind != BARE or part.at[0][0].milli > LEAST_LOAD):
        groups = [part.at.pop(0)]
    if len(groups) == 2 and part.miss is not None and _is_one(groups[1]):  # "102.5 for 1"
        groups.pop()
    if len(groups) != 1 and part.miss is not None:
        raise Unreadable(word="missed")
    if len(groups) != 1:
        return None
    group = as_loads(groups[0])
    if part.miss is None and _is_amount(part, group[0], known):
        return None
    _check_load(part, group, known)
    return _none_at(group)


def _is_one(group: Group) -> bool:
    return len(group) == 1 and group[0].plain and group[0].milli == 1000


def _none_at(group: Group) -> Plan:
    """No repetition at each load."""
    first = group[0]
    none = [Number(0, "0", first.start, first.end)] * len(group)
    return Plan(amounts=none, loads=group, counted=True)


def _says_none(part: Parts) -> bool:
    """Whether no repetitions are typed outright: "100x0 missed"."""
    amounts = part.reps or (part.factors[-1] if part.factors else [])
    return any(each.milli == 0 for each in amounts)


def _is_amount(part: Parts, number: Number, known: Known) -> bool:
    """Whether a number beside "fail" is repetitions to failure, or a change of the last load."""
    if number.sign and not number.body:
        return not part.verb_first
    if number.kind != BARE or number.loadward:
        return False
    if known.by_body or known.exercise.measure == "distance":
        return True
    if usual_milli(known) > 2 * number.milli:
        return True
    return not part.verb_first and number.whole and number.milli <= MOST_REPS_FAILED


def _check_load(part: Parts, group: Group, known: Known) -> None:
    """Ask about a bare number that is hardly a load. Raises NotASet where nothing was named."""
    number = group[0]
    if number.kind != BARE or number.sign:
        return
    if known.exercise.measure in ("load", "assisted"):
        usual = usual_milli(known)
        small = usual > 2 * number.milli if usual else number.milli < LEAST_LOAD
        if not small or (not usual and by_step(number.milli, known)):
            return
        if not (known.named or known.headed):
            raise NotASet
    raise Doubt("reading", (_missed_option(part, number, known),))


def _missed_option(part: Parts, number: Number, known: Known) -> Option:
    """The reading "missed", spelt out in place of the number and the word."""
    load = load_of(number, known)
    label = say(known.language, "choice.missed", load=shown(load))
    return Option(
        label, (*_unsaid(part), (number.start, number.end, f"{written(load, known)} x 0 f"))
    )


def _unsaid(part: Parts) -> tuple[tuple[int, int, str], ...]:
    return tuple((*each, "") for each in (part.miss, part.verb) if each is not None)


def _with_amount(part: Parts, known: Known) -> Plan:
    """A single that did not go up, "missed 100x1"; with more repetitions it is asked."""
    alone = not (part.bare or part.loads or part.at or part.reps or part.timed or part.sets)
    first, second = part.factors if len(part.factors) == 2 and alone else ([], [])
    if _is_one(first) and not _is_one(second):  # "1x102.5"
        first, second = second, first
    load = as_loads(first) if first else []
    sure = len(load) == 1 and (load[0].kind != BARE or load[0].milli > FEW)
    plain = all(each.plain and each.side is None and each.partials is None for each in second)
    if not sure or not plain:
        raise Unreadable(word="missed")
    if all(each.milli == 1000 for each in second):
        return _none_at(load * len(second))
    weight = load_of(load[0], known)
    done = f"{shown(weight)} x {second[-1].text}"
    place = (first[0].start, second[-1].end)
    reps = ",".join(each.text for each in second)
    failed = Option(
        say(known.language, "choice.failed", done=done),
        (*_unsaid(part), (*place, f"{written(weight, known)} x {reps} f")),
    )
    missed = Option(
        say(known.language, "choice.missed", load=shown(weight)),
        (*_unsaid(part), (*place, f"{written(weight, known)} x 0 f")),
    )
    raise Doubt("reading", (failed, missed))


def repeated(part: Parts, known: Known, row: Row) -> Row:
    """The set that "same" repeats, missed where that is said.

    Raises Doubt after a missed attempt: whether the next one went up is not known.
    """
    last = known.last
    if last is None:
        raise NothingToRepeat
    if part.miss is not None:
        if last.reps is None:
            raise Unreadable(word="missed")
        return row._replace(reps=0, partials=0, failed=True)
    if not last.missed or part.failed:
        return row._replace(failed=last.missed)
    name = "" if known.named else f"{known.exercise.name} "
    load = written(last.load, known)
    place = part.same_at
    ways = tuple(
        Option(label, ((*place, f"{name}{load} x {done}"),))
        for label, done in (
            (say(known.language, "choice.missed", load=shown(last.load)), "0 f"),
            (f"{shown(last.load)} x 1", "1"),
        )
    )
    raise Doubt("reading", ways, lacks="missed", sample=f"{load} x 1")


def is_missed(words: str) -> bool:
    """Whether words say nothing but that a set was missed: "missed", "x0", "0 reps"."""
    tokens = [each for each in scan.scan(words.strip().lower()) if each.kind != scan.MARK]
    if len(tokens) == 1:
        return tokens[0].kind == scan.MISS
    kinds, none = {each.kind for each in tokens}, any(each.text == "0" for each in tokens)
    return len(tokens) == 2 and none and kinds in ({scan.NUMBER, scan.X}, {scan.NUMBER, scan.REPS})
