"""Counts in the form that Prometheus reads; labels are platforms, steps and outcomes alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.http.health import Health
from bot.runtime.inbox_worker import utc_now
from bot.runtime.measures import BOUNDS, Histogram
from core.store.statistics import Queue, Queues

CONTENT_TYPE = CONTENT_TYPE_LATEST


async def exposition(health: Health) -> bytes:
    """Write down everything that is counted. What the database does not answer is left out."""
    registry = CollectorRegistry()
    registry.register(_Snapshot(health, await health.waiting(), await health.predicted()))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return generate_latest(registry)


class _Snapshot(Collector):
    """All counts at one moment."""

    def __init__(
        self, health: Health, waiting: Queues | None, predicted: tuple[int, int] | None
    ) -> None:
        self._health, self._waiting, self._predicted = health, waiting, predicted

    def collect(self) -> Iterable[Metric]:
        """Give every family of metrics."""
        yield from self._work()
        yield from self._standing()
        if self._waiting is not None:
            yield from _queues(self._waiting)
        if self._predicted is not None:
            near, scored = self._predicted
            yield _gauge("predictions_scored", "Sets of 7 days that were predicted", scored)
            yield _gauge("predictions_within_one", "Of these, within one repetition", near)

    def _work(self) -> Iterator[Metric]:
        measures = self._health.measures
        received = CounterMetricFamily(
            "spotter_updates_received", "New updates in the inbox", labels=("platform",)
        )
        for platform in self._health.platforms:
            received.add_metric((platform,), measures.received[platform])
        yield received
        handled = CounterMetricFamily(
            "spotter_messages_handled", "Messages by what came of them",
            labels=("platform", "outcome"),
        )  # fmt: skip
        for labels, count in sorted(measures.handled.items()):
            handled.add_metric(labels, count)
        yield handled
        sends = CounterMetricFamily(
            "spotter_sends", "Calls that deliver a message, by what came of them",
            labels=("platform", "kind", "outcome"),
        )  # fmt: skip
        for each, count in sorted(measures.sends.items()):
            sends.add_metric(each, count)
        yield sends
        late = CounterMetricFamily(
            "spotter_pings_late", "Pings sent more than a minute after they were due",
            labels=("platform",),
        )  # fmt: skip
        for platform in self._health.platforms:
            late.add_metric((platform,), measures.late_pings[platform])
        yield late
        steps = HistogramMetricFamily(
            "spotter_step_seconds", "How long each step of a message took", labels=("step",)
        )
        for step, histogram in sorted(measures.steps.items()):
            steps.add_metric((step,), _buckets(histogram), histogram.total)
        yield steps

    def _standing(self) -> Iterator[Metric]:
        given_up = GaugeMetricFamily(
            "spotter_platform_given_up", "1 where a platform refused for good", labels=("platform",)
        )
        for platform in self._health.platforms:
            given_up.add_metric((platform,), int(platform in self._health.given_up))
        yield given_up


def _queues(found: Queues) -> Iterator[Metric]:
    count = GaugeMetricFamily(
        "spotter_queue_waiting", "What waits in the database", labels=("queue", "platform")
    )
    age = GaugeMetricFamily(
        "spotter_queue_oldest_seconds", "How long the oldest waits", labels=("queue", "platform")
    )
    now = utc_now()
    kinds: tuple[tuple[str, tuple[Queue, ...]], ...] = (
        ("inbox", found.inbox), ("replies", found.replies), ("pings", found.pings),
    )  # fmt: skip
    for name, queues in kinds:
        for queue in queues:
            labels = (name, queue.platform)
            count.add_metric(labels, queue.count)
            age.add_metric(labels, max((now - queue.oldest).total_seconds(), 0.0))
    yield count
    yield age
    yield _gauge("quarantine", "Messages that were set aside", found.aside)
    yield _gauge("reminders_overdue", "Reminders due for a minute and not queued", found.overdue)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"spotter_{name}", about, value=value)


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    """Give counts up to each bound, as the format has them."""
    bounds = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
    return list(zip(bounds, map(float, accumulate(histogram.counts)), strict=True))
