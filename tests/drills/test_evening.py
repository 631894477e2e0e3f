"""An evening of six groups on both platforms with their limits: no 429, nothing lost, in order."""

from __future__ import annotations

import pytest

from tests.bench.evening import evening
from tests.bench.evening_lifters import Pace

SHORT = Pace(
    seconds=40.0, gap=(6.0, 12.0), turn=(3.0, 6.0), other=(3.0, 6.0), others=3, rush=5,
    rush_seconds=6.0,
)  # fmt: skip


@pytest.mark.longest
async def test_an_evening_with_limits(tmp_path, figure, monkeypatch: pytest.MonkeyPatch):
    """Everything of an hour in 40 s: the limits are met by waiting, not by being refused."""
    found = await evening(tmp_path, SHORT, 1, 0.0, monkeypatch.setattr)
    most = max(found.most(group) for group in found.made.groups)
    figure("most a minute in a group", most)
    figure("sets", len(found.sets))
    figure("where 429 was said", found.refused())
    assert most >= 17  # or nothing was held back; the last of the 18 come spread over the minute
    assert most <= 20
    assert found.made.refused() == 0
    assert found.lost() == []
    assert found.astray() == 0
    for group in found.made.groups:
        told = "\n".join(found.made.transcript(group))
        assert "The week here" in told
        assert "Training today 19:31" in told
    assert "Squat at one rack" in "\n".join(found.made.transcript(found.made.groups[0]))
