"""Names of one file that mean the same exercise of the catalogue, and are done differently.

"Single Arm Cable Curl" alone may well be the cable curl; beside "Cable Curl" it is another lift
with loads of its own. What tells them apart are words for the hand or leg, the side, the kind of
machine, what is held, and the variants of a lift that share a name here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.exercises.words import normalise_words
from core.records import Exercise

_TAGS = {
    "single": "single one 1 unilateral isolateral einarmig einarmige einbeinig einbeinige "
    "monolateral monolaterale unilaterale monopodal mano одной",
    "two": "two double both bilateral",
    "left": "left l links izquierda izquierdo gauche sinistro sinistra esquerda esquerdo левая",
    "right": "right r rechts derecha derecho droite destro destra direita direito правая",
    "alternating": "alternating alternate alternated alternado alterne alternierend",
    "plate": "plate plates plateloaded hammer lever leverage iso",
    "stack": "stack selectorized selectorised pin",
    "rope": "rope corda cuerda seil corde веревка",
    "vbar": "vbar vgrip v triangle",
    "straight": "straight",
    "handle": "handle handles dhandle strap cuff",
    "wide": "wide ancho breit large larga широкий",
    "close": "close narrow estrecho eng serre stretta узкий",
    "neutral": "neutral parallel hammergrip",
    "under": "underhand supinated reverse inverse supine",
    "over": "overhand pronated",
    "knee": "knee kneeling knees rodilla knien",
    "muscle": "muscle", "power": "power", "hang": "hang hanging", "split": "split", "push": "push",
    "block": "block", "deficit": "deficit", "pause": "pause paused", "tempo": "tempo",
    "band": "band banded bands", "chain": "chain chains",
    "behind": "behind", "incline": "incline", "decline": "decline",
    "partial": "partial half", "kettlebell": "kettlebell kb",
    "negative": "negative eccentric", "explosive": "explosive clapping clap plyo jump jumping",
}  # fmt: skip
_TAG_OF = {word: tag for tag, words in _TAGS.items() for word in words.split()}


def tags_of(name: str) -> frozenset[str]:
    """What a name says of how an exercise is done, as far as that makes it another one."""
    return frozenset(_TAG_OF[word] for word in normalise_words(name) if word in _TAG_OF)


def set_apart(
    resolved: Mapping[str, str],
    counted: Mapping[str, int],
    exercises: Mapping[str, Exercise],
    settled: Iterable[str] = (),
) -> dict[str, Exercise]:
    """Names that must not be taken for the exercise they mean, with that exercise.

    Of several names for one exercise that are done differently, those keep it that are done as its
    own name says, else those with most sets. `settled` are names a person decided about.
    """
    by_exercise: dict[str, list[str]] = {}
    for name, exercise_id in resolved.items():
        by_exercise.setdefault(exercise_id, []).append(name)
    decided = frozenset(settled)
    apart: dict[str, Exercise] = {}
    for exercise_id, names in by_exercise.items():
        kept = _kept(names, counted, exercises[exercise_id])
        for name in names:
            if name not in decided and tags_of(name) != kept:
                apart[name] = exercises[exercise_id]
    return apart


def _kept(names: Sequence[str], counted: Mapping[str, int], exercise: Exercise) -> frozenset[str]:
    """How the exercise is done in this file."""
    sets: dict[frozenset[str], int] = {}
    for name in names:
        sets[tags_of(name)] = sets.get(tags_of(name), 0) + counted[name]
    own = tags_of(exercise.name)
    return own if own in sets else max(sets, key=lambda each: sets[each])
