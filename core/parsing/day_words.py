"""Words for days, parts of a day and months in the languages whose exercise names are known.

"hier" alone is yesterday for whom French is spoken to, "here" in German.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _days(offset: int, words: str) -> dict[str, int]:
    return dict.fromkeys((each.strip() for each in words.split(",")), offset)


# how many days from today each is
NEAR_DAYS: Mapping[str, int] = {
    **_days(0, "today, earlier today, this morning, this afternoon, this evening, tonight"),
    **_days(0, "heute, hoy, aujourd'hui"),
    **_days(0, "oggi, hoje, сегодня, dzisiaj, dziś, vandaag, idag, i dag, bugün, 오늘, 今天, 今日"),
    **_days(-1, "yesterday, last night, gestern, ayer, hier soir, hier matin, ieri, ontem, вчера"),
    **_days(-1, "wczoraj, gisteren, igår, i går, dün, 어제, 昨天, 昨日"),
    **_days(-2, "the day before yesterday, day before yesterday, vorgestern, anteayer, avant-hier"),
    **_days(-2, "l'altro ieri, anteontem, позавчера, przedwczoraj, eergisteren, i förrgår"),
    **_days(-2, "förrgår, evvelsi gün, 그저께, 그제, 前天, 一昨日, おととい"),
    **_days(1, "tomorrow, mañana, demain, domani, amanhã, завтра, jutro"),
}
_HIER = re.compile(r"^(\s*)hier(?=[\s:,])|(?<=\s)hier(?=\s*[.!]*\s*$)", re.IGNORECASE)


def said_in(text: str, language: str) -> str:
    """A text with a word that is a day in one's own language alone as one that is in all of them.

    It keeps its length: "hier squat 100x5" said in French.
    """
    if language != "fr" or "hier" not in text.lower():
        return text
    return _HIER.sub(lambda found: f"{found[1] or ''}ieri", text)


# words written without spaces: what follows them may touch
GLUED_DAYS = tuple(each for each in NEAR_DAYS if not each.isascii() and ord(each[0]) > 0x3000)

# parts of a day behind a word for it; they change nothing, a session is dated by its day
PARTS_OF_DAY = (
    "morning|afternoon|evening|night|noon|lunchtime"
    "|morgen|früh|mittag|nachmittag|abend|nacht"
    "|por la mañana|por la tarde|por la noche"
    "|matin|midi|après-midi|soir"
    "|mattina|pomeriggio|sera"
    "|de manhã|à tarde|à noite"
    "|утром|днём|днем|вечером"
    "|rano|wieczorem|po południu"
    "|ochtend|middag|avond"
    "|på morgonen|på kvällen"
    "|sabah|akşam"
    "|아침|저녁|밤|早上|上午|下午|晚上|朝|夜"
)

_FULL_WEEKDAYS = """
montag dienstag mittwoch donnerstag freitag samstag sonntag
lunes martes miércoles jueves viernes sábado domingo
lundi mardi mercredi jeudi vendredi samedi dimanche
lunedì martedì mercoledì giovedì venerdì sabato domenica
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo
понедельник вторник среда четверг пятница суббота воскресенье
poniedziałek wtorek środa czwartek piątek sobota niedziela
måndag tisdag onsdag torsdag fredag lördag söndag
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
pazartesi salı çarşamba perşembe cuma cumartesi pazar
월요일 화요일 수요일 목요일 금요일 토요일 일요일
星期一 星期二 星期三 星期四 星期五 星期六 星期日
周一 周二 周三 周四 周五 周六 周日
月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日
"""
# Monday is 0
FOREIGN_WEEKDAYS: Mapping[str, int] = {
    **{
        word: number
        for days in _FULL_WEEKDAYS.strip().split("\n")
        for number, word in enumerate(days.split())
    },
    "sonnabend": 5, "miercoles": 2, "sabado": 5, "lunedi": 0, "martedi": 1, "mercoledi": 2,
    "giovedi": 3, "venerdi": 4, "среду": 2, "пятницу": 4, "субботу": 5,
    # short ones that are no other word of talk and one day in every language
    "mo": 0, "lun": 0, "jue": 3, "jeu": 3, "vie": 4, "ven": 4, "dom": 6,
    "пн": 0, "вт": 1, "ср": 2, "чт": 3, "пт": 4, "сб": 5, "вс": 6,
}  # fmt: skip

# before a date alone: "Mo, 16.11.2026"
SHORT_WEEKDAYS = (
    "mo|tu|we|th|su|di|mi|do|fr|sa|so|lun|lu|mar|ma|mié|mie|me|jue|je|vie|ve|sáb|sab|dom|mer|jeu"
    "|ven|sam|dim|gio|пн|вт|ср|чт|пт|сб|вс|pon|wt|śr|czw|pt|sob|niedz|mån|tis|ons|tors|lör|sön"
    "|din|woe|don|vrij|zat|zon|pzt|çar|per|cum"
)

# "2 days ago" in other words: what stands before the number, the steps, what stands behind
_AGO = (
    ("vor ", "tagen|tag|wochen|woche", ""),
    ("hace ", "días|día|dias|dia|semanas|semana", ""),
    ("il y a ", "jours|jour|semaines|semaine", ""),
    ("há ", "dias|dia|semanas|semana", ""),
    ("för ", "dagar|dag|veckor|vecka", " sedan"),
    ("", "giorni|giorno|settimane|settimana", " fa"),
    ("", "день|дня|дней|недели|неделю|недель", " назад"),
    ("", "dni|dzień|tygodnie|tydzień", " temu"),
    ("", "dagen|dag|weken|week", " geleden"),
    ("", "gün|hafta", " önce"),
    ("", "일|주", "전"),
    ("", "天|周|週", "前"),
    ("", "日|週間", "前"),
)
WEEKS = ("w", "sem", "sett", "нед", "ty", "veck", "haft", "주", "周", "週")  # how they begin
STEPS = frozenset(step for _, steps, _ in _AGO for step in steps.split("|"))
AGO_WORDS = "|".join(
    rf"{before}\s*\d{{1,3}}\s*(?:{steps})\s*{after.strip()}".replace(" \\s", "\\s")
    for before, steps, after in _AGO
)

_FULL_MONTHS = """
januar january enero janvier gennaio janeiro января stycznia januari ocak
februar february febrero février fevrier febbraio fevereiro февраля lutego februari şubat
märz march marzo mars março marco марта marca maart mart
april april abril avril aprile апреля kwietnia nisan
mai may mayo maggio maio мая maja maj mei mayıs
juni june junio juin giugno junho июня czerwca haziran
juli july julio juillet luglio julho июля lipca temmuz
august agosto août aout августа sierpnia augusti augustus ağustos
september septiembre septembre settembre setembro сентября września eylül
oktober october octubre octobre ottobre outubro октября października ekim
november noviembre novembre novembro ноября listopada kasım
dezember december diciembre décembre decembre dicembre dezembro декабря grudnia aralık
"""
MONTHS: Mapping[str, int] = {
    **{
        word: number
        for number, words in enumerate(_FULL_MONTHS.strip().split("\n"), 1)
        for word in words.split()
    },
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
    "sept": 9, "okt": 10, "dez": 12, "dic": 12, "ene": 1, "abr": 4,
}  # fmt: skip
MONTH_WORDS = "|".join(sorted(MONTHS, key=len, reverse=True))
