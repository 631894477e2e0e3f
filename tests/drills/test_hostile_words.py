"""What people may type into any field: everything is answered, nobody is called, no SQL is run."""

from __future__ import annotations

import json

from tests.drills.places import on_each_platform, running

WORDS = [
    "'; DROP TABLE sets; --", 'squat 100x5 "Robert\'); DELETE FROM people; --"', "\x00", "\u202ex",
    "squat 100x5 \u202e\u2066", "squat １４０x５", "squat ١٤٠x٥", "💪" * 2000, "e\u0301" * 500,
    "<b>squat</b> 100x5", "</pre><script>", "@everyone squat 100x5", "*_[`~||", "\u200d" * 400,
    "squat 100x5 @everyone <@1> <b>", "squat nanx5", "squat infx5", "squat 1e309x5",
    "squat " + "9" * 4000,
    "squat 100x" + "9" * 400, "bw " + "1" * 500, "goal ' OR 1=1", "note <a href='x'>y</a>", "=1+1",
    "name ==cmd|' /C calc'!A0", "squat 100x5 x" * 300, "\n" * 4000, "rpe", "/", "//", "@",
    "undo @s1'--",
]  # fmt: skip


@on_each_platform
async def test_everything_typed_is_answered(tmp_path, figure, database_url, platform):
    async with running(platform, database_url, tmp_path) as here:
        on = here.on
        await on.say(1, "squat 100x5 rir2")
        await on.say(2, "help")  # the first words of somebody new on Discord are fetched beside
        await on.server.until(lambda: on.answers(1) and on.answers(2), 60)
        await here.finished()
        silent = []
        for place, words in enumerate(WORDS):
            before = len(on.answers(1))
            await on.say(1, words)
            await on.say(2, f"squat {60 + place}x5 rir2")  # whoever comes after it is answered
            await here.finished()
            assert any(f"{60 + place} kg" in text for text in on.answers(2))
            if len(on.answers(1)) == before:
                silent.append(ascii(words[:20]))
        told = "\n".join(on.answers(1))
        figure("lines, unanswered", (len(WORDS), silent))
        assert silent == []
        assert "\u202e" not in told
        assert "\x00" not in told
        assert "fault" not in here.bot.log
        assert (await here.rows("SELECT count(*) FROM people"))[0][0] == 3
        if platform == "discord":
            posts = [json.dumps(body) for method, _, body in on.server.calls if method == "POST"]
            assert all('"parse": []' in each for each in posts if "everyone" in each)
