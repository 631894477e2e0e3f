"""A command's word with one letter wrong: "hsitory squat", "wek", "verluaf kniebeuge".

Whether the line is the command then is for its own guards; a lift's name, or a word of talk, is
never taken for a slip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.parsing.reading import Vocabulary
from core.parsing.weekdays import plain

SHORTEST, SURE_FROM = 3, 5  # letters typed; letters of a command from which any one may be wrong
MOST_BEHIND = 4  # words behind it; more is talk
_LIKE_A_LIFT = 80.0  # of 100: as near as that to the name of a lift, it is one
_MARKS = ".,!?:;/"
# words that are right as they are, one letter from a command
_REAL = frozenset(
    """
bone bored boards gone none done's dose dine doe don den quite text best rest line like chat trail
shape shared paint paints main plain plant plants plane plans play goat gold gals gal pan ski sip
sit unite united stop steps stay seek weak weeks weekly weaker meat feet leaf expert impart forgot
answered closed costly host hosted links reset rests arrest alarm range's ranger change changes
changed orange strange helps helped held hell skin ship slip swan swamp tested tests star stars
smart stare starts started pulse purse paused causes pauses charts charm charter heart
remained remains remind's settle setting's settled calm reason reactor partner parted panners
woche's wochen wochentag krank kranker hilft hilfe's weit weiterer weitere heutige heuer teile teil
zeile ziele zielt ziert ruhen rufe reserven bereiche bereits schmerzen schritte schnitt spat
semanas pausas pasos peso pasa metas menta metal ayudas ayuda's listos lista listas cambia cambio
barras barro barata sales salis hoja hojas salar salto saltos resumir disco discote prueban pruebas
meter plana planos pronta prontos pulo pular's teste's testes fixa faixas custo ajudar
histoires suites suivre finis fine fins aides aider sautes barres butin bilans repas essais unités
""".replace("'s", "").split()
)


# each word that begins a command, without accents: as it is spelled, and the command
Commands = Mapping[str, tuple[str, str]]


def line_without_slip(text: str, commands: Commands, vocabulary: Vocabulary) -> str | None:
    """A line with its first word as the one command it can mean; None where it may be else."""
    words = text.removeprefix("/").split()
    if not 0 < len(words) <= MOST_BEHIND + 1 or "\n" in text:
        return None
    meant = command_meant(words[0], commands)
    if meant is None or _is_lift(words, vocabulary):
        return None
    return " ".join((meant, *words[1:]))


def command_meant(word: str, commands: Commands) -> str | None:
    """The command's word that is one slip away; None for none, and for those of two commands."""
    bare = plain(word).strip(_MARKS)
    if len(bare) < SHORTEST or not bare.isalpha() or bare in commands or bare in _REAL:
        return None
    near = [each for each in commands if _is_slip(bare, each)]
    meant = {commands[each][1] for each in near}
    return commands[near[0]][0] if len(meant) == 1 else None


def _is_slip(typed: str, word: str) -> bool:
    """Whether one letter is wrong; of short words one that is missing, doubled or swapped."""
    if len(word) < SURE_FROM - 1 or abs(len(typed) - len(word)) > 1:
        return False
    if typed[0] != word[0] and typed[:2] != word[1::-1]:
        return False
    from rapidfuzz.distance import OSA  # 4 MB, for who types a word we do not know

    if OSA.distance(typed, word, score_cutoff=1) > 1:
        return False
    if len(word) >= SURE_FROM:
        return True
    doubled = any(word == typed[:at] + typed[at + 1 :] and typed[at] == typed[at - 1]
                  for at in range(1, len(typed)))  # fmt: skip
    return doubled or len(typed) < len(word) or sorted(typed) == sorted(word)


def _is_lift(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a line begins with the name of a lift, or with what is nearly one."""
    if vocabulary.find(words, 0) is not None:
        return True
    several, near = (getattr(vocabulary, each, None) for each in ("candidates", "near"))
    if several is not None and several(words[0]):
        return True
    return near is not None and any(score >= _LIKE_A_LIFT for _, score in near(words[0], 1))
