"""Days off as typed: "next week", "from monday", "3-10 dec", "from 3 to 10 december", "tomorrow".

Words are looked at one by one, in six languages; what says more than days is no time off. A range
holds its last day. "From monday" alone has no end: it goes on until its lifter trains again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from core.errors import Unreadable
from core.parsing.calendar_days import calendar_day
from core.parsing.characters import fold, tidy
from core.parsing.days_ahead import read_day_ahead
from core.parsing.weekdays import is_weekday, plain, weekdays_of

MOST_WORDS = 16
LOOKED_BACK = timedelta(days=60)  # a holiday that is told afterwards
_FAR = timedelta(days=182)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class DaysOff(NamedTuple):
    """Days off: [first, until); without an end they last until their lifter trains again."""

    first: date
    until: date | None


def _set(words: str) -> frozenset[str]:
    return frozenset(map(plain, words.split()))


_FROM = _set("""from starting beginning begins starts since as ab vom von seit desde partir dès
    depuis du de del с со начиная between entre zwischen между""")
_SINCE = _set("since seit depuis")
_TO = _set("""to until till til through thru and - bis hasta a al até ao à au jusqu'à jusqu'au
    y e et по до и und""")
_UNTIL = _set("until till til bis hasta até jusqu'à jusqu'au до")
_BENT = {
    "понедельника": "пн", "вторника": "вт", "среды": "ср", "четверга": "чт", "пятницы": "пт",
    "субботы": "сб", "воскресенья": "вс",
}  # fmt: skip
_FOR = _set("for für por durante pendant pour на")
_FILLERS = _set("""on the in of for at around la el los las le les l' der die das den dem am im em
    na no nas nos a o à en de del da do du des в во на all whole entire ganze ganzen toda todo toute
    tout всю весь целую für por para durante pendant pour during während um""")
_NEXT = _set("""next coming following upcoming nächste nächsten nächster nächstes kommende kommenden
    próxima próximo siguiente seguinte prochain prochaine prochains que viene vem entrante
    следующую следующей следующий следующего следующем""")
_THIS = _set("this diese diesen dieser dieses esta este essa esse cette ce cet эту этой этот этом")
_LAST = _set("""last past letzte letzten letzter letztes vergangene vergangenen pasada pasado
    passada passado última último dernière dernier passée passé прошлую прошлой прошлый прошлом""")
_AFTER_NEXT = _set("übernächste übernächsten übernächster")
_WEEKS = _set(
    "week weeks wk woche wochen semana semanas semaine semaines неделю неделе неделя недели"
)
_MONTHS = _set("month monat monats mes mês mois месяц месяце")
_WEEKENDS = _set("""weekend wochenende findesemana fimdesemana week-end выходные выходных finde""")
_TWO_WORDS = re.compile(r"\bfi[nm] de semana\b", re.IGNORECASE)
# what makes words about days a time off, and what may stand around them
_AWAY = _set("""away off gone holiday holidays vacation vacations travelling traveling break
    weg urlaub ferien auszeit verreist abwesend pausa pause vacaciones fuera viaje férias fora
    viajando ausente vacances congé congés absent absente отпуске отпуск отъезде отъезд каникулы
    каникулах уезжаю уеду перерыв пауза""")
_ITSELF = _set("pause sick /pause /sick")  # a command that was typed
_ILL = _set("sick ill krank enfermo enferma doente malade болею болен больна заболел заболела")
_NOT = _set("no not can't cant cannot won't wont don't dont не")
_TRAINED = _set("gym train training workout workouts lifting lift будет")
_ASIDE = (
    _AWAY
    | _ILL
    | _NOT
    | _TRAINED
    | _set("""i i'm im i'll ill i've ive been am is will be was going time day
    days have having go out of town on in a trip taking take ich bin war werde nicht da
    mache wir im in estoy estaré estuve voy me de estou tô estarei estive vou em je suis serai pars
    serei étais en я буду был была меня не будет в во""")
)
SOME_DAY = date(2001, 1, 1)  # where only the form of words is asked
TODAY = DaysOff(SOME_DAY, SOME_DAY + _DAY)
_RANGE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|(?<=[\d.]) ?[-\u2013\u2014] ?(?=\d)")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.")
_COUNT = re.compile(
    r"(\d{1,3}) ?(d|days?|t|tage?n?|dias?|jours?|w|wks?|weeks?|wochen?|semanas?|semaines?"
    r"|months?|monate?n?|mes(?:es)?|mois|дн(?:я|еи)|день|недел[иьюяе]*|месяц\w*)\.?"
)
_NUMBERS = {
    each: str(number)
    for number, words in enumerate((
        "a an one ein eine einen un una um uma une один одну",
        "two zwei dos dois duas deux два две",
        "three drei tres três trois три", "four vier cuatro quatro quatre четыре",
    ), 1)
    for each in map(plain, words.split())
}  # fmt: skip


def read_days_off(words: str, today: date, *, past: bool = False) -> DaysOff | None:
    """The days off that words tell; None where they tell something else.

    `past`: "since monday" is the last one. Raises Unreadable for a day that is in no calendar.
    """
    said = _TWO_WORDS.sub("weekend", fold(tidy(words)).strip(" .!"))
    said = _RANGE.sub(lambda found: found[0] if found[0][0].isdigit() else " - ", said)
    found = [part for each in said.lower().split() for part in _parted(each.strip(",!"))]
    kept = _without(found, _ASIDE)
    if not 0 < len(kept) <= MOST_WORDS:
        return None
    return (
        _until(kept, today)
        or _range(kept, today)
        or _counted(kept, today)
        or _since(kept, today, past=past)
        or _calendar(kept, today)
        or _one_day(kept, today)
    )


def said_off(text: str) -> str | None:
    """The command for a time off as one tells it: "I'm away next week" is `pause next week`."""
    said = text.strip().rstrip(".!")
    days = said.replace("’", "'")
    words = [plain(each.strip(",.!'")) for each in days.split()]
    if not 1 < len(words) <= MOST_WORDS or "?" in said or "\n" in said:
        return None
    if words[0] in _ITSELF:
        return None
    off = not _AWAY.isdisjoint(words)
    off = off or not (_NOT.isdisjoint(words) or _TRAINED.isdisjoint(words))
    command = "sick" if not _ILL.isdisjoint(words) else "pause" if off else ""
    try:
        found = read_days_off(days, SOME_DAY) if command else None
    except Unreadable:
        return f"{command} {days}"
    if found is None or found == TODAY:  # "no gym today" leaves out today's workout
        return None
    return f"{command} {days}"


def _without(words: Sequence[str], idle: frozenset[str]) -> list[str]:
    """The words without those at both ends that are idle."""
    first, end = 0, len(words)
    while first < end and plain(words[first]) in idle:
        first += 1
    while end > first and plain(words[end - 1]) in idle:
        end -= 1
    return list(words[first:end])


def _parted(word: str) -> list[str]:
    """A word; "mon-fri" is three, and days are as in a list where a case has bent them."""
    left, dash, right = word.partition("-")
    if dash and is_weekday(plain(left)) and is_weekday(plain(right)):
        return [left, "-", right]
    return [_BENT.get(plain(word), word)] if word else []


def _until(words: Sequence[str], today: date) -> DaysOff | None:
    """From today to the day before one."""
    if plain(words[0]) not in _UNTIL:
        return None
    day = _day(_without(words[1:], _FILLERS | _TO), today)
    return DaysOff(today, day) if day is not None else None


def _places(words: Sequence[str], marks: frozenset[str]) -> list[int]:
    return [place for place, each in enumerate(words) if plain(each) in marks]


def _range(words: Sequence[str], today: date) -> DaysOff | None:
    """Two days with a word between them: "3 dec to 10 dec", "monday to friday"."""
    for place in _places(words, _TO):
        left = _without(words[:place], _FROM | _FILLERS)
        right = _without(words[place + 1 :], _FILLERS | _TO)
        first, last = _ends(left, right, today)
        if first is not None and last is not None and first <= last:
            return _this_year(DaysOff(first, last + _DAY), today)
    return None


def _ends(left: list[str], right: list[str], today: date) -> tuple[date | None, date | None]:
    """Both days of a range; a number alone takes the month of the other one."""
    if not left or not right:
        return None, None
    if (number := _bare(right)) and (first := _day(left, today)):
        return first, calendar_day(first.year, first.month, number, word=" ".join(right))
    first = _day(left, today)
    last = _day(right, first or today)
    if last is not None and first is None and (number := _bare(left)):
        ahead = number <= last.day
        month = last if ahead else last.replace(day=1) - _DAY
        first = calendar_day(month.year, month.month, number, word=" ".join(left))
    return first, last


def _bare(words: Sequence[str]) -> int | None:
    found = re.fullmatch(r"(\d{1,2})(?:\.|st|nd|rd|th|er|º)?", " ".join(words))
    return int(found[1]) if found else None


def _counted(words: Sequence[str], today: date) -> DaysOff | None:
    """So long from a day on: "2 weeks from monday", "from monday for a week", "next 2 weeks"."""
    for place in _places(words, _FROM):
        first = _day(_without(words[place + 1 :], _FROM | _FILLERS), today)
        span = _span(_without(words[:place], _FILLERS))
        if first is not None and span is not None:
            return DaysOff(first, first + span)
    for place in _places(words, _FOR):
        first = _day(_without(words[:place], _FROM | _FILLERS), today)
        span = _span(_without(words[place + 1 :], frozenset()))
        if first is not None and span is not None:
            return DaysOff(first, first + span)
    ahead = _without(words, _FILLERS | _NEXT)
    span = _span(ahead) if any(plain(each) in _NEXT for each in words) else None
    return DaysOff(today, today + span) if span is not None and len(ahead) > 1 else None


def _span(words: Sequence[str]) -> timedelta | None:
    if not words:
        return None
    first, *more = map(plain, words)
    found = _COUNT.fullmatch(" ".join((_NUMBERS.get(first, first), *more)))
    if found is None:
        return None
    unit = found[2][0]
    week = unit in "wsн" and not found[2].startswith("дн")
    return int(found[1]) * (_WEEK if week else timedelta(30) if unit in "mм" else _DAY)


def _since(words: Sequence[str], today: date, *, past: bool) -> DaysOff | None:
    """From a day or a week on, with no end."""
    kept = _without(words, _FILLERS - _FROM)
    if not kept or plain(kept[0]) not in _FROM:
        return None
    rest = _without(kept, _FROM | _FILLERS)
    week = _calendar(rest, today)
    first = _day(rest, today) or (week.first if week else None)
    if first is None:
        return None
    back = past or plain(kept[0]) in _SINCE
    if back and first > today and week is None:
        named = len(rest) == 1 and is_weekday(plain(rest[0]))
        first -= _WEEK * ((first - today).days // 7 + 1) if named else timedelta(0)
        return _this_year(DaysOff(first, None), today, always=True)
    return DaysOff(first, None)


def _calendar(words: Sequence[str], today: date) -> DaysOff | None:
    """A week, a weekend or a month of the calendar: "next week", "la semana que viene"."""
    said = [plain(each) for each in words if plain(each) not in _FILLERS]
    after = "after" in said
    which = [each for each in said if each != "after"]
    nouns = [each for each in which if each in _WEEKS | _MONTHS | _WEEKENDS]
    others = [each for each in which if each not in nouns]
    if len(nouns) != 1 or (not others and nouns[0] not in _WEEKENDS):
        return None
    for marks, step in ((_NEXT, 1), (_THIS, 0), (_LAST, -1), (_AFTER_NEXT, 2)):
        if all(each in marks for each in others):
            return _whole(nouns[0], step + after, today) if others else _whole(nouns[0], 0, today)
    return None


def _whole(noun: str, step: int, today: date) -> DaysOff:
    monday = today - timedelta(days=today.weekday()) + _WEEK * step
    if noun in _WEEKENDS:
        saturday = monday + 5 * _DAY
        return DaysOff(max(saturday, today) if step == 0 else saturday, monday + _WEEK)
    if noun in _WEEKS:
        return DaysOff(max(monday, today) if step == 0 else monday, monday + _WEEK)
    first, after = _month(today, step), _month(today, step + 1)
    return DaysOff(max(first, today) if step == 0 else first, after)


def _month(today: date, step: int) -> date:
    count = today.year * 12 + today.month - 1 + step
    return date(count // 12, count % 12 + 1, 1)


def _one_day(words: Sequence[str], today: date) -> DaysOff | None:
    day = _day(_without(words, _FILLERS), today)
    return None if day is None else DaysOff(day, day + _DAY)


def _this_year(found: DaysOff, today: date, *, always: bool = False) -> DaysOff:
    """Days far ahead that were not long ago: "3-10 nov", told in the middle of November."""
    if not always and found.first <= today + _FAR:
        return found
    try:
        first = found.first.replace(year=found.first.year - 1)
    except ValueError:  # 29 February
        return found
    until = None if found.until is None else first + (found.until - found.first)
    return found if first < today - LOOKED_BACK else DaysOff(first, until)


def _day(words: Sequence[str], today: date) -> date | None:
    """A day to come that words name, with nothing else."""
    kept = _without(words, _NEXT - {"next"})
    said = " ".join(kept)
    if not said:
        return None
    if said in ("now", "jetzt", "ahora", "agora", "maintenant", "сейчас"):
        return today
    folded = plain(said)
    if is_weekday(folded) and len({each[0] for each in weekdays_of([folded])}) == 1:
        number = weekdays_of([folded])[0][0]
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    try:
        ahead = read_day_ahead(said, today)
    except Unreadable:
        if _DOTTED.search(said) or any(map(str.isalpha, said)):
            raise
        return None
    if ahead is None or ahead.rest.strip(". "):
        return None
    return ahead.day
