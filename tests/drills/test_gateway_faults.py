"""The gateway of Discord drops, replays and refuses to resume amid bursts: nothing is lost."""

from __future__ import annotations

from tests.drills.places import running

BURSTS, EACH, PEOPLE = 6, 16, 8


async def test_dropped_connections_in_the_middle_of_bursts(tmp_path, figure, database_url):
    """Resumed with a replay, begun anew and caught up with, in turns."""
    async with running("discord", database_url, tmp_path) as here:
        server, said = here.on.server, 0
        for person in range(1, PEOPLE + 1):
            await here.on.say(person, "squat 50x5 rir2")
        await here.finished()
        for burst in range(BURSTS):
            server.refuse_resume = burst % 2 == 1
            for place in range(EACH):
                if place == EACH // 2:
                    await server.drop()
                await here.on.say(1 + said % PEOPLE, f"squat {60 + said // PEOPLE}x5 rir2")
                said += 1
            count = said + PEOPLE

            async def all_stored(count=count):
                return (await here.rows("SELECT count(*) FROM sets"))[0][0] >= count

            await server.until(all_stored, 90)
        await here.finished()
        figure("sessions begun, resumed", (server.identifies, server.resumes))
        stored = await here.rows("SELECT source, position FROM sets")
        assert len(stored) == len(set(stored)) == said + PEOPLE
        for person in range(1, PEOPLE + 1):
            assert len(here.on.answers(person)) == 1 + said // PEOPLE
        assert server.identifies <= 1 + BURSTS
