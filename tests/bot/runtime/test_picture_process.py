"""Pictures are drawn in a process of their own: what it answers, and what ends it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import struct
import sys
from datetime import UTC, datetime

import pytest

from bot.__main__ import main
from bot.platforms.discord.send import write_letter
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.terminal.pictures import PictureFolder
from bot.runtime.file_process import child_environment
from bot.runtime.pace import Pace
from bot.runtime.picture_process import PictureLimits, PictureProcess
from bot.runtime.sender import Sender
from core.messages import Address, Picture, Reply
from core.pictures.drawings import Card, Entry
from tests.bot.platforms.test_changed_messages import outgoing
from tests.servers.telegram import TOKEN, TelegramServer
from tests.waiting import until

BAD = "tests.bot.runtime.bad_painter"
CARD = Card("Session", "Ann", (Entry("Squat", "140 kg x 8"),))
TABLE = (("lift", "set"), ("Squat", "140 kg x 8"))
POSIX = pytest.mark.skipif(os.name == "nt", reason="processes are looked at by signals")


def reply_of(*titles: str, lines: tuple[str, ...] = ("A card.",)) -> Reply:
    pictures = tuple(
        Picture(f"{title}.png", alt=f"card {title}", drawing=Card(title)) for title in titles
    )
    return Reply(lines=lines, table=TABLE, pictures=pictures)


@contextlib.asynccontextmanager
async def painting(module: str = "bot.runtime.picture_child", **limits: float):
    painter = PictureProcess(PictureLimits(**limits), module)
    try:
        yield painter
    finally:
        await painter.close()


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_drawing_becomes_a_picture_and_its_table_goes() -> None:
    async with painting() as painter:
        reply = Reply(
            lines=("x",), table=TABLE, pictures=(Picture("a.png", alt="y", drawing=CARD),)
        )
        drawn = await painter.drawn(reply)
        (picture,) = drawn.pictures
        assert picture.content.startswith(b"\x89PNG")
        assert (picture.name, picture.alt, picture.drawing) == ("a.png", "y", None)
        assert (drawn.lines, drawn.table) == (("x",), ())


async def test_without_drawings_nothing_is_started() -> None:
    async with painting() as painter:
        reply = Reply(lines=("x",), table=TABLE, pictures=(Picture("a.png", b"1"),))
        assert await painter.drawn(reply) is reply
        assert painter.pid is None


async def test_the_same_drawing_is_drawn_once() -> None:
    async with painting() as painter:
        first = await painter.draw(CARD)
        await painter.close()
        assert await painter.draw(CARD) == first
        assert painter.pid is None  # nobody was asked


async def test_what_is_kept_is_bounded_and_the_oldest_goes() -> None:
    async with painting(BAD, kept=10) as painter:
        for title in ("aaaa", "bbbb", "cccc"):
            assert await painter.draw(Card(title)) == title.encode()
            assert painter.kept_bytes <= 10
        await painter.close()
        assert await painter.draw(Card("cccc")) == b"cccc"
        assert painter.pid is None
        assert await painter.draw(Card("aaaa")) == b"aaaa"
        assert painter.pid is not None


def test_it_ends_after_a_minute_and_keeps_a_megabyte() -> None:
    limits = PictureLimits()
    assert (limits.idle, limits.kept) == (60.0, 1 << 20)


@POSIX
async def test_idle_it_ends_and_starts_again_when_asked() -> None:
    async with painting(BAD, idle=0.05) as painter:
        await painter.draw(Card("a"))
        pid = painter.pid
        assert pid is not None
        await until(lambda: painter.pid is None and not lives(pid))
        assert await painter.draw(Card("b")) == b"b"


@POSIX
@pytest.mark.parametrize("title", ["die", "lie", "hang"])
async def test_what_goes_wrong_gives_the_text_and_the_next_picture_is_drawn(title: str) -> None:
    async with painting(BAD, seconds=2 if title == "hang" else 20) as painter:
        drawn = await painter.drawn(reply_of(title))
        assert (drawn.pictures, drawn.table, drawn.lines) == ((), TABLE, ("A card.",))
        assert painter.pid is None
        assert await painter.draw(Card("good")) == b"good"


async def test_a_table_stays_where_one_of_two_pictures_failed() -> None:
    async with painting(BAD) as painter:
        drawn = await painter.drawn(reply_of("good", "die"))
        assert [each.content for each in drawn.pictures] == [b"good"]
        assert drawn.table == TABLE


async def test_what_cannot_be_laid_out_is_left_out_and_the_process_goes_on() -> None:
    async with painting() as painter:
        assert await painter.draw(Card("x", entries=(("no entry",),))) == b""
        pid = painter.pid
        assert (await painter.draw(CARD)).startswith(b"\x89PNG")
        assert painter.pid == pid


async def test_a_picture_that_would_be_heavy_is_drawn_smaller() -> None:
    name = (
        "杠铃深蹲暂停三秒哑铃上斜卧推与龙门架绳索面拉超级组训练日记录 Жим штанги лёжа узким хватом"
    )
    entries = tuple(Entry(f"{n} {name}", f"{name} {n * 17}", "самый тяжёлый") for n in range(12))
    async with painting(seconds=60) as painter:
        light, heavy = await painter.draw(CARD), await painter.draw(Card("Session", "", entries))
    (wide, _), (narrow, high) = (struct.unpack(">II", each[16:24]) for each in (light, heavy))
    assert wide == 1080
    assert 430 <= narrow < 1080
    assert high > narrow
    assert len(heavy) <= 200_000


async def test_a_fault_of_ours_leaves_the_text() -> None:
    async with painting() as painter:
        broken = Picture("a.png", alt="x", drawing=object())  # type: ignore[arg-type]
        reply = Reply(lines=("x",), table=TABLE, pictures=(broken,))
        drawn = await painter.drawn(reply)
        assert (drawn.lines, drawn.table, drawn.pictures) == (("x",), TABLE, ())


async def test_too_many_waiting_are_answered_as_text() -> None:
    async with painting(BAD, waiting=2, seconds=20) as painter:
        first = [asyncio.create_task(painter.draw(Card(f"hang {n}"))) for n in range(2)]
        await until(lambda: painter.pid)
        assert await painter.draw(Card("good")) == b""
        for each in first:
            each.cancel()
        await asyncio.gather(*first, return_exceptions=True)
        assert await painter.draw(Card("good")) == b"good"


async def test_after_failures_in_a_row_none_is_tried_for_a_while() -> None:
    async with painting(BAD, failures=2, rest=3600) as painter:
        for _ in range(2):
            assert await painter.draw(Card("die")) == b""
        assert await painter.draw(Card("good")) == b""
        assert painter.pid is None
    async with painting(BAD, failures=2, rest=3600) as painter:
        for title in ("die", "good", "die", "fine"):  # not in a row
            found = await painter.draw(Card(title))
        assert found == b"fine"


@POSIX
async def test_it_dies_with_the_bot() -> None:
    script = (
        "import asyncio\n"
        "from bot.runtime.picture_process import PictureProcess\n"
        "from core.pictures.drawings import Card\n"
        "async def main():\n"
        "    painter = PictureProcess()\n"
        "    await painter.draw(Card('x'))\n"
        "    print(painter.pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, env=child_environment()
    )
    assert bot.stdout is not None
    pid = int(await bot.stdout.readline())
    assert lives(pid)
    bot.send_signal(signal.SIGKILL)
    await bot.wait()
    await until(lambda: not lives(pid))


async def test_it_is_given_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")
    assert "secret" not in str(child_environment())


# --- on the way to the platforms ----------------------------------------------------------------


async def test_the_sender_draws_right_before_it_sends(sqlite_store) -> None:
    async with TelegramServer() as server, painting(BAD) as painter:
        server.say("hello")
        chat = TelegramChat(TOKEN, server.url, sqlite_store)
        sender = Sender(sqlite_store, chat, Pace(0, 0, 0), painter=painter)
        task = asyncio.create_task(sender.run())
        for key, title in (("a", "good"), ("b", "die")):
            reply = reply_of(title)
            now = datetime.now(UTC)
            await sqlite_store.run(
                lambda uow, r=reply, k=key, n=now: uow.outbox.post(
                    Address("telegram", "1"), r, "", k, n
                )
            )
            sender.ring()
            await until(lambda k=key: len(server.sent) == (1 if k == "a" else 2))
        await sender.stop(2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await chat.close()
        drawn, told = server.sent
        assert (drawn.method, told.method) == ("sendPhoto", "sendMessage")
        assert drawn.data["caption"] == "A card.\ncard good"  # all in one message
        assert "140 kg x 8" in told.text  # the table that the picture would have replaced


async def test_a_long_text_stands_above_the_picture_and_the_facts_below(sqlite_store) -> None:
    async with TelegramServer() as server:
        server.say("hello")
        chat = TelegramChat(TOKEN, server.url, sqlite_store)
        sent = Picture("a.png", b"1", alt="what it <shows>")
        most = 1024 - len("\nwhat it &lt;shows&gt;")
        for number, length in enumerate((most, most + 1)):
            reply = Reply(lines=("x" * length,), pictures=(sent,))
            await chat.send(outgoing(reply, number=number))
        await chat.close()
        methods = [each.method for each in server.sent]
        assert methods == ["sendPhoto", "sendMessage", "sendPhoto"]
        assert server.sent[0].data["caption"].startswith("x")
        assert server.sent[-1].data["caption"] == "what it &lt;shows&gt;"


async def test_discord_is_told_what_a_picture_shows(sqlite_store) -> None:
    reply = Reply(lines=("x",), pictures=(Picture("a.png", b"1", alt="y" * 2000),
                                          Picture("b.png", drawing=CARD)))  # fmt: skip
    letter = await write_letter(sqlite_store, reply)
    assert letter.files == (("a.png", b"1", "y" * 1024),)  # what was not drawn is not sent
    parts = letter.part(0)
    assert parts.files is not None
    assert [each.description for each in parts.files] == ["y" * 1024]


async def test_the_terminal_writes_files_and_never_over_another(tmp_path) -> None:
    async with painting(BAD) as painter, PictureFolder(tmp_path / "new", painter) as folder:
        for _ in range(2):
            kept = await folder.kept(reply_of("good"))
            assert kept.table == ()
        assert kept.pictures[0].name == str(tmp_path / "new" / "good-2.png")
        assert (tmp_path / "new" / "good-1.png").read_bytes() == b"good"


async def test_where_a_file_cannot_be_written_the_text_is_told(tmp_path) -> None:
    async with painting(BAD) as painter, PictureFolder(tmp_path / "new", painter) as folder:
        (tmp_path / "new").rmdir()
        kept = await folder.kept(reply_of("good"))
        assert (kept.pictures, kept.table, kept.lines) == ((), TABLE, ("A card.",))


def test_a_folder_that_is_none_is_refused(tmp_path, capsys) -> None:
    (tmp_path / "file").write_text("x")
    url = f"sqlite:///{tmp_path}/a.db"
    arguments = ["chat", "--database", url, "--pictures", str(tmp_path / "file" / "new")]
    assert main(arguments) == 2
    assert "--pictures" in capsys.readouterr().err


async def test_the_bot_itself_imports_nothing_that_draws() -> None:
    script = (
        "import sys, bot.app, core.coach, bot.platforms.telegram.adapter\n"
        "drawn = ('resvg_py', 'core.pictures.draw', 'core.pictures.font')\n"
        "print([each for each in drawn if each in sys.modules])\n"
    )
    asked = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, env=child_environment()
    )
    said, _ = await asked.communicate()
    assert said.decode().strip() == "[]"
