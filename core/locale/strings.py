"""Every sentence, keyed, per language. No sentence lives in code; no markup lives in a sentence.

English is a mapping from key to sentence with named placeholders. Where a count changes the words,
`key.one` stands beside `key` and is used when the fact `n` is 1; where a range has one number only
(`low` equals `high`), `key.same` is. Other languages are catalogues (`core.locale.catalogues`);
what is missing there is said in English, so that a translation can grow sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.locale.catalogues import CATALOGUES
from core.locale.compiled import translations
from core.locale.counts import count_of, is_exact
from core.locale.english import (
    answers,
    calibration,
    chats,
    company,
    corrections,
    easy_weeks,
    errors,
    group_life,
    groups,
    help_texts,
    interchange,
    link,
    names,
    pain,
    partner_rating,
    peaks,
    pictures,
    pings,
    plans,
    platforms,
    privacy,
    questions,
    score,
    trainers,
    training,
    trial_pools,
    trials,
    warmups,
    weeks,
)
from core.locale.numerals import form_of, formatter, localised
from core.records import Reason

ENGLISH: Mapping[str, str] = {
    **training.SENTENCES,
    **trainers.SENTENCES,
    **trials.SENTENCES,
    **trial_pools.SENTENCES,
    **errors.SENTENCES,
    **answers.SENTENCES,
    **calibration.SENTENCES,
    **chats.SENTENCES,
    **company.SENTENCES,
    **corrections.SENTENCES,
    **easy_weeks.SENTENCES,
    **interchange.SENTENCES,
    **group_life.SENTENCES,
    **groups.SENTENCES,
    **partner_rating.SENTENCES,
    **help_texts.SENTENCES,
    **link.SENTENCES,
    **names.SENTENCES,
    **pain.SENTENCES,
    **privacy.SENTENCES,
    **pictures.SENTENCES,
    **pings.SENTENCES,
    **peaks.SENTENCES,
    **plans.SENTENCES,
    **platforms.SENTENCES,
    **questions.SENTENCES,
    **score.SENTENCES,
    **warmups.SENTENCES,
    **weeks.SENTENCES,
}
# Facts that are the name of a thing, and where its words stand.
NAMED = {"unit": "unit", "heaviest_unit": "unit", "muscle": "muscle", "part": "part"}
LANGUAGES: tuple[str, ...] = ("en", *CATALOGUES)


def known_language(hint: str) -> str:
    """The language the bot speaks that is nearest to a platform's hint ("de-AT"); else English."""
    short = hint.lower().replace("_", "-").split("-")[0]
    return short if short in LANGUAGES else "en"


def forget_catalogues() -> None:
    """Let go of the catalogues in memory, when menus have been said in every language.

    One that is spoken is read again when it is next said.
    """
    translations.cache_clear()


def has(language: str, key: str) -> bool:
    """Whether there is a sentence under a key, in the language or in English."""
    return key in ENGLISH


def say(language: str, key: str, /, **facts: object) -> str:
    """The sentence under a key, its placeholders filled. Raises KeyError for an unknown key."""
    if language != "en" and (said := _translated(language, key, facts)) is not None:
        return said
    if facts.get("n") == 1 and f"{key}.one" in ENGLISH:
        key = f"{key}.one"
    elif facts.get("low") == facts.get("high") and f"{key}.same" in ENGLISH:
        key = f"{key}.same"
    sentence = ENGLISH[key]
    return sentence.format_map(facts) if facts else sentence.format()


def _translated(language: str, key: str, facts: Mapping[str, object]) -> str | None:
    """The sentence in another language; None where it is not translated, or English has changed."""
    if language not in CATALOGUES:
        return None
    count = count_of(key, ENGLISH)
    if facts.get("n") == 1 and f"{key}.one" in ENGLISH:
        key = f"{key}.one" if is_exact(f"{key}.one", ENGLISH) else key
    elif facts.get("low") == facts.get("high") and f"{key}.same" in ENGLISH:
        key, count = f"{key}.same", None
    found = translations(language, "spotter").get(key)
    if found is None or found[0][-1] != ENGLISH[key]:
        return None
    forms = found[1]
    text = forms[0] if len(forms) == 1 else forms[form_of(language, facts.get(count or "n"))]
    return formatter(language).vformat(text, (), localised(language, _named(language, facts)))


def _named(language: str, facts: Mapping[str, object]) -> Mapping[str, object]:
    """Facts that are a unit, a muscle or a part of the body, as the language says them."""
    keys = {
        name: f"{NAMED[name]}.{facts[name]}".replace(" ", "_") for name in facts if name in NAMED
    }
    said = {name: say(language, key) for name, key in keys.items() if key in ENGLISH}
    return {**facts, **said} if said else facts


def say_reason(language: str, reason: Reason) -> str:
    """A reason in words."""
    return say(language, reason.key, **reason.facts)
