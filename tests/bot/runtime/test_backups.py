"""When a backup is due, and what is done after one that failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.runtime.backups import AGAIN, FIRST, BackupSchedule

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Maker:
    def __init__(self, folder: Path) -> None:
        self.folder, self.now, self.works, self.made = folder, NOW, True, 0

    async def __call__(self) -> tuple[bool, str]:
        if self.works:
            self.folder.mkdir(exist_ok=True)
            (self.folder / f"spotter-{self.now.strftime('%Y%m%dT%H%M%SZ')}.db").touch()
            self.made += 1
        return self.works, "a line"

    def schedule(self) -> BackupSchedule:
        return BackupSchedule(Path("spotter.db"), self.folder, DAY, self, lambda: self.now)


async def test_the_first_is_made_a_minute_after_the_start(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "backups")
    schedule = maker.schedule()
    maker.now = NOW + FIRST - timedelta(seconds=1)
    assert not await schedule.look()
    maker.now = NOW + FIRST
    assert await schedule.look()
    assert not await schedule.look()


async def test_the_next_is_told_by_the_newest_file_also_after_a_restart(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "backups")
    await maker()
    for later, made in ((DAY - timedelta(seconds=1), False), (DAY, True)):
        maker.now = NOW + later - FIRST
        schedule = maker.schedule()
        maker.now = NOW + later
        assert await schedule.look() == made


async def test_what_fails_is_tried_again_after_a_quarter_of_an_hour(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "backups")
    schedule = maker.schedule()
    maker.now, maker.works = NOW + FIRST, False
    assert not await schedule.look()
    maker.works = True
    assert not await schedule.look()
    maker.now += AGAIN
    assert await schedule.look()


async def test_a_backup_from_the_future_is_no_reason_to_wait(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "backups")
    maker.now = NOW + 40 * DAY
    await maker()
    maker.now = NOW
    schedule = maker.schedule()
    maker.now = NOW + FIRST
    assert schedule.due_at() == NOW + FIRST


async def test_a_file_from_the_future_brings_no_backup_a_minute(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "backups")
    maker.now = NOW + 400 * DAY  # the clock was ahead, for one backup
    await maker()
    maker.now = NOW - FIRST
    schedule = maker.schedule()
    maker.now = NOW
    assert await schedule.look()
    maker.now += timedelta(minutes=1)
    assert not await schedule.look()
    maker.now = NOW + DAY
    assert await schedule.look()


async def test_a_clock_that_is_set_back_while_it_runs_stops_no_backups(tmp_path: Path) -> None:
    maker = Maker(tmp_path / "backups")
    maker.now = NOW + 400 * DAY
    schedule = maker.schedule()
    maker.now = NOW
    assert await schedule.look()
