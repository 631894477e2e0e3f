"""Lines of the log: text or JSON, a trace id, levels by part, no secret in either form."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.log_lines import JsonLines, TextLines
from bot.redaction import Redaction
from bot.settings import Settings, SettingsError, levels_of_parts, load_settings
from bot.tracing import Tracer

SECRET = "hunter22-hunter22"


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if request.param == "json" else TextLines())
    handler.addFilter(Redaction([SECRET]))
    log = logging.getLogger("spotter.test")
    log.addHandler(handler)
    log.setLevel("DEBUG")
    log.propagate = False
    yield stream
    log.removeHandler(handler)
    log.propagate = True


def test_a_line_carries_the_trace_and_no_secret(written: io.StringIO) -> None:
    log, tracer = logging.getLogger("spotter.test"), Tracer(b"key")
    with tracer.about("telegram:1:700123"):
        log.info("said %s", SECRET)
        try:
            raise ValueError(SECRET)
        except ValueError:
            log.exception("broken\nin two")
    log.info("without")
    text = written.getvalue()
    assert SECRET not in text
    assert "700123" not in text
    assert text.count(tracer.name("telegram:1:700123")) == 2
    assert "Traceback" in text


def test_json_is_one_object_a_line() -> None:
    record = logging.LogRecord("spotter", 20, "", 1, "a\nb %s", ("ü",), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["part"], told["message"]) == ("INFO", "spotter", "a\nb ü")
    assert told["time"].endswith("+00:00")


def test_the_answer_has_the_trace_of_its_message() -> None:
    tracer = Tracer(b"key")
    assert tracer.name("reply:telegram:1:2") == tracer.name("telegram:1:2")
    assert tracer.name("telegram:1:2") != tracer.name("telegram:1:3")
    assert tracer.name("telegram:1:2") != Tracer(b"other").name("telegram:1:2")


def test_levels_of_parts() -> None:
    assert levels_of_parts(" spotter.sender=debug, discord=INFO,") == {
        "spotter.sender": "DEBUG",
        "discord": "INFO",
    }
    for bad in ("spotter", "spotter=loud", "=INFO", "a b=INFO"):
        with pytest.raises(ValueError, match="must be like"):
            levels_of_parts(bad)


def test_forms_are_checked(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOG_FORMAT", "xml")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.problems == (
        "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, such as LOG_LEVEL=INFO",
        "LOG_FORMAT must be one of text, json, such as LOG_FORMAT=json",
    )
