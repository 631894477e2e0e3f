"""`spotter migrate`: to the present schema, and what the revision is before."""

from __future__ import annotations

from bot.cli.command import Refusal, say, with_store
from bot.cli.opening import why_not_opened
from core.store.address import file_of, parse_address
from core.store.cancellation import Patience
from core.store.engine import Store
from core.store.faults import FILE_FAULTS, InUse, StoreError
from core.store.looking import NoDatabase, look_into
from core.store.migrate import check_known, version_of
from core.store.schema.tables import HEAD
from core.store.sqlite.locks import Locks
from core.store.sqlite.owning import make_folder


async def revision_of(url: str) -> str | None:
    """Read a database's revision, None where it has none. Raises Refusal."""
    try:
        found = await look_into(url, version_of)
        if found is not None and found != HEAD:
            check_known(found)
    except NoDatabase:
        return None
    except Exception as error:  # whatever a driver raises
        raise Refusal(why_not_opened(error, url)) from None
    return found


async def bring_up_to_date(url: str) -> int:
    """Apply what is missing, say from where to where. Raises Refusal where the bot serves it."""
    before = await revision_of(url)
    if before == HEAD:
        say(f"the database has revision {HEAD}: nothing to do")
        return 0
    held = _alone_with(url)
    try:
        await with_store(url, _nothing)
    finally:
        if held is not None:
            held.close()
    after = await revision_of(url)
    if after != HEAD:
        raise Refusal(f"the database has revision {after}, not {HEAD}")
    copy = f"; the copy made before is {_copy(url, before)}" if before and held else ""
    say(f"the database went from {before or 'nothing'} to {HEAD}{copy}")
    return 0


def _alone_with(url: str) -> Locks | None:
    """See that no `spotter run` serves a SQLite file meanwhile. Raises Refusal."""
    address = parse_address(url)
    if address.get_backend_name() != "sqlite":
        return None  # PostgreSQL has a lock of its own for this
    path = file_of(address)
    locks = Locks(path, Patience())
    try:
        make_folder(path.parent)
        locks.open()
        locks.serve()
    except (InUse, StoreError) as error:
        locks.close()
        raise Refusal(f"{error}: stop it first; its next start migrates by itself") from None
    except FILE_FAULTS as error:  # a folder or a file of somebody else
        locks.close()
        raise Refusal(why_not_opened(error, url)) from None
    return locks


def _copy(url: str, before: str) -> str:
    """Name the copy that was made before the migration."""
    path = file_of(parse_address(url))
    copies = sorted(path.parent.glob(f"{path.name}.before-{before}-*"))
    return str(copies[-1]) if copies else "gone"


async def _nothing(store: Store) -> None:
    """Opening it was all."""
