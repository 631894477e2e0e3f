"""The transport under python-telegram-bot: aiohttp, and errors that say what arrived."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.platforms.raw_json import read_json
from bot.platforms.unsent import never_sent

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
SLOWEST_SECONDS = 60.0  # more, for what comes or goes in drops
KEEP_SECONDS = 10.0  # shorter than servers keep an idle connection: fewer sends into a closing one
NO_LIMIT = 0  # of connections: who calls has a limit of its own, and waits for nobody else's call
LONGEST_NUMBER = 40  # digits
# The answer, the list of updates, an update, a press, what it was under: a part is lost alone.
UPDATE_LEVELS = 5
_PLAIN = json.JSONEncoder().encode
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SERVER_FAULT, FLOOD = 500, 429
NOT_KNOWN = (401, 404)  # the token, or the method
SAID_BY_TELEGRAM = (*range(200, 300), 400, 403, 409)  # any other answer is of something before it
TOO_LARGE = (413, 414, 431)


class NotSent(NetworkError):
    """No connection came about: the server cannot have seen the request."""


class ServerTrouble(NetworkError):
    """The server, or something before it, answered with a fault of its own."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server answered {status}")
        self.status = status


class Flood(TelegramError):
    """Too much was sent: wait so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests, wait {seconds:g} s")
        self.seconds = seconds


class Values:
    """Parameters that are plain texts, numbers, lists and mappings, without a file.

    The library looks at each for its own classes, and makes an object of what comes back: for the
    call that every answer takes, that is more work than the call itself.
    """

    __slots__ = ("_values",)

    contains_files = False

    def __init__(self, values: Mapping[str, object]) -> None:
        """Take values as the Bot API names them; None is left out."""
        self._values = values

    @property
    def json_parameters(self) -> dict[str, str]:
        """Give texts as they are, all else as JSON."""
        return {name: _text(value) for name, value in self._values.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int else _PLAIN(value)  # ids are most of them


class AiohttpRequest(BaseRequest):
    """Requests of python-telegram-bot over one aiohttp session, opened when first needed."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Give the seconds to wait for an answer where a call names none."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._open()

    def _open(self) -> aiohttp.ClientSession:
        """Open the session in the running loop, through the proxy that the environment names.

        Looked up once: aiohttp would ask the environment and a .netrc with every call, each on
        another thread.
        """
        connector = aiohttp.TCPConnector(limit=NO_LIMIT, keepalive_timeout=KEEP_SECONDS)
        self._session = aiohttp.ClientSession(connector=connector, proxy=proxy_for(self._base_url))
        return self._session

    async def call(self, url: str, values: Mapping[str, object]) -> object:
        """Call a method of the Bot API with plain values; gives what it answers, as it is.

        Raises TelegramError, and KeyError for an answer without a result.
        """
        return await self.post(url, cast("RequestData", Values(values)))

    async def shutdown(self) -> None:
        """Close the session."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. Raises TelegramError; what could not be read is not repeated."""
        text = payload.decode("utf-8", "replace")
        for read in _READERS:
            try:
                answer = read(text)
            except (ValueError, RecursionError):
                continue
            if isinstance(answer, dict) and ("result" in answer or not answer.get("ok")):
                return answer
        raise TelegramError("the server's answer cannot be read")

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request. Raises NotSent, TimedOut, ServerTrouble, Flood or NetworkError."""
        session = self._session or self._open()
        wait = read_timeout if isinstance(read_timeout, int | float) else ANSWER_SECONDS
        body, headers = _body(request_data)
        try:
            async with session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=_timeout(wait),
                allow_redirects=False,
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientError, OSError) as error:  # a time that is up is among them
            if never_sent(error):
                raise NotSent(type(error).__name__) from None
            if isinstance(error, TimeoutError):
                raise TimedOut from None
            raise NetworkError(type(error).__name__) from None
        if status >= SERVER_FAULT:
            raise ServerTrouble(status)
        if status == FLOOD:
            raise Flood(_retry_after(payload))
        if status in NOT_KNOWN:  # said in JSON or, by something in front of the server, in words
            raise InvalidToken
        if status in TOO_LARGE:
            raise BadRequest("the request is too large")
        if status not in SAID_BY_TELEGRAM:
            raise ServerTrouble(status)
        return status, payload


@lru_cache(maxsize=8)
def _timeout(wait: float) -> aiohttp.ClientTimeout:
    most = wait + SLOWEST_SECONDS
    return aiohttp.ClientTimeout(total=most, connect=CONNECT_SECONDS, sock_read=wait)


def proxy_for(base_url: str) -> str | None:
    """Find the proxy that the environment names for an address; it may name who we are there."""
    address = urlsplit(base_url)
    host = address.hostname or ""
    if _is_loopback(host) or proxy_bypass(host):
        return None
    return getproxies().get(address.scheme)


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """Encode parameters the way the Bot API is usually called: a form, with parts for files."""
    if data is None:
        return None, {}
    parameters = data.json_parameters
    if not data.contains_files:
        return urlencode(parameters, errors="replace").encode(), FORM
    form = aiohttp.FormData()
    for name, value in parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def _short_int(digits: str) -> int | None:
    """Read a whole number; None where it is longer than any id."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else None


# One absurd number, or one update nested without end, must not hide the updates beside it.
_READERS: tuple[Callable[[str], Any], ...] = (
    json.loads,
    partial(json.loads, parse_int=_short_int),
    partial(read_json, levels=UPDATE_LEVELS),
)


def _retry_after(payload: bytes) -> float:
    """Read how long a 429 asks to wait, in seconds; a minute at most where it does not say."""
    try:
        seconds = float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 5.0
    return min(max(seconds, 0.05), 3600.0)


def _is_loopback(host: str) -> bool:
    """Tell whether a proxy for the outside must be left out."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
