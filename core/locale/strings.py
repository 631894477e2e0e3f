"""Every sentence, keyed, per language. No sentence lives in code; no markup lives in a sentence.

A language is a mapping from key to sentence with named placeholders. Where a count changes the
words, `key.one` stands beside `key` and is used when the fact `n` is 1; where a range has one
number only (`low` equals `high`), `key.same` is. A missing key in another language falls back to
English, so that a translation can grow sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.locale.english import (
    answers,
    calibration,
    chats,
    corrections,
    errors,
    groups,
    help_texts,
    interchange,
    link,
    pain,
    partner_rating,
    pictures,
    pings,
    plans,
    privacy,
    questions,
    score,
    training,
    trials,
    warmups,
    weeks,
)
from core.records import Reason

ENGLISH: Mapping[str, str] = {
    **training.SENTENCES,
    **trials.SENTENCES,
    **errors.SENTENCES,
    **answers.SENTENCES,
    **calibration.SENTENCES,
    **chats.SENTENCES,
    **corrections.SENTENCES,
    **interchange.SENTENCES,
    **groups.SENTENCES,
    **partner_rating.SENTENCES,
    **help_texts.SENTENCES,
    **link.SENTENCES,
    **pain.SENTENCES,
    **privacy.SENTENCES,
    **pictures.SENTENCES,
    **pings.SENTENCES,
    **plans.SENTENCES,
    **questions.SENTENCES,
    **score.SENTENCES,
    **warmups.SENTENCES,
    **weeks.SENTENCES,
}
LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


def known_language(hint: str) -> str:
    """The language the bot speaks that is nearest to a platform's hint ("de-AT"); else English."""
    short = hint.lower().replace("_", "-").split("-")[0]
    return short if short in LANGUAGES else "en"


def has(language: str, key: str) -> bool:
    """Whether there is a sentence under a key."""
    return key in LANGUAGES[language] or key in ENGLISH


def say(language: str, key: str, /, **facts: object) -> str:
    """The sentence under a key, its placeholders filled. Raises KeyError for an unknown key."""
    sentences = LANGUAGES[language]
    if facts.get("n") == 1 and f"{key}.one" in sentences:
        key = f"{key}.one"
    elif facts.get("low") == facts.get("high") and f"{key}.same" in sentences:
        key = f"{key}.same"
    sentence = sentences.get(key) or ENGLISH[key]
    return sentence.format_map(facts) if facts else sentence.format()


def say_reason(language: str, reason: Reason) -> str:
    """A reason in words."""
    return say(language, reason.key, **reason.facts)
