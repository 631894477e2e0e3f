"""Pictures in the terminal: drawn as for every platform, and written to a folder."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from bot.runtime.picture_process import PictureProcess
from core.messages import Picture, Reply

log = logging.getLogger(__name__)


class PictureFolder:
    """Writes each picture as a file of its own; never over one that is there."""

    def __init__(self, folder: Path, painter: PictureProcess | None = None) -> None:
        """Write into a folder, which is made where there is none."""
        self._folder, self._painter = folder, painter or PictureProcess()

    async def __aenter__(self) -> PictureFolder:
        """Make the folder. Raises NotADirectoryError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotADirectoryError(f"--pictures {self._folder}: {error.strerror}") from None
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process that draws."""
        await self._painter.close()

    async def kept(self, reply: Reply) -> Reply:
        """A reply with its pictures drawn and written to files, which are their names.

        Where they cannot be written it is the reply as text.
        """
        drawn = await self._painter.drawn(reply)
        try:
            return replace(drawn, pictures=tuple(map(self._written, drawn.pictures)))
        except OSError as error:
            log.error("a picture cannot be written: %s", error.strerror)
            return replace(reply, pictures=())

    def _written(self, picture: Picture) -> Picture:
        stem, number = Path(picture.name).stem, 1
        while True:
            path = self._folder / f"{stem}-{number}.png"
            try:
                with path.open("xb") as file:
                    file.write(picture.content)
            except FileExistsError:
                number += 1
                continue
            return replace(picture, name=str(path))
