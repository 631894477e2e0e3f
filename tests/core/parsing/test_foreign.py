"""Words of effort, marks and the end of a session in the languages of the exercise names."""

from __future__ import annotations

import pytest

from core.parsing.ratings import read_rating
from core.store.engine import Store
from tests.core.handlers.training_chat import Talk

FAILURE = (
    "bis zum Versagen", "bis zum Muskelversagen", "Muskelversagen", "al fallo", "hasta el fallo",
    "al fallo muscular", "até a falha", "até à falha", "ate a falha", "à falha", "à l'échec",
    "a l'echec", "jusqu'à l'échec", "a cedimento", "fino a cedimento", "до отказа", "в отказ",
    "отказ", "限界まで", "to failure", "f",
)  # fmt: skip
LEFT = (
    "2 übrig", "2 en reserva", "2 na reserva", "2 en réserve", "2 in riserva", "2 в запасе",
    "2 in Reserve", "2 drin", "2 noch drin", "noch 2 drin", "noch 2 übrig", "noch 2 in Reserve",
)  # fmt: skip
WARM = ("aufwärmen", "calentamiento", "aquecimento", "échauffement", "riscaldamento", "разминка",
        "ウォームアップ")  # fmt: skip
DROP = ("dropsatz", "serie descendente", "série dégressive", "дропсет", "ドロップセット")
DONE = ("fertig", "Fertig!", "listo", "terminado", "pronto", "terminei", "fini", "terminé",
        "finito", "готово", "закончила", "終わり")  # fmt: skip


async def one(store: Store, line: str) -> dict[str, object]:
    """The set that a line stores."""
    result = (await Talk(store).say(line)).result
    assert result is not None
    assert result["kind"] == "logged", (line, result)
    (found,) = result["sets"]  # type: ignore[misc]
    return dict(found)


async def test_failure_behind_a_set(sqlite_store: Store) -> None:
    for words in FAILURE:
        assert (await one(sqlite_store, f"leg extension 50x12 {words}"))["failed"] is True, words


@pytest.mark.parametrize("words", FAILURE)
def test_failure_as_a_whole_message(words: str) -> None:
    rating = read_rating(words)
    assert rating is not None
    assert rating.failed


@pytest.mark.parametrize(
    "words", ["noch 2", "2 Drinks", "fallo", "al", "a falha técnica", "отказался", "bis morgen"]
)
def test_what_is_no_rating(words: str) -> None:
    assert read_rating(words) is None


async def test_what_was_left(sqlite_store: Store) -> None:
    for words in LEFT:
        assert (await one(sqlite_store, f"bench 80x8 {words}"))["rir"] == 2, words
        rating = read_rating(words)
        assert rating is not None
        assert rating.rir_tenths == 20, words


async def test_marks(sqlite_store: Store) -> None:
    for words in WARM:
        assert (await one(sqlite_store, f"bench 40x8 {words}"))["warmup"] is True, words
    for words in DROP:
        assert (await one(sqlite_store, f"leg extension 30x12 {words}"))["drop"] is True, words


async def test_the_end_of_a_session(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("bench 80x8 rir2")
    for words in DONE:
        result = (await talk.say(words)).result
        assert result is not None, words
        assert result["kind"] == "session", words
    talked = (await talk.say("готово завтра")).result
    assert talked is not None
    assert talked["kind"] == "error"


async def test_the_band_of_a_body_weight_target_says_when_to_stop(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    for _ in range(3):
        await talk.say("pull-up 8 rir1")
    (line, *_) = await talk.lines("next pull-up")
    assert "stop with 0-2 left" in line
