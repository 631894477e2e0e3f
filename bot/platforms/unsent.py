"""Faults of aiohttp that say that a request surely did not arrive: sending it again is safe."""

from __future__ import annotations

import aiohttp

# No connection came about, none in time, or the one that was kept had closed already.
_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectionResetError,
    aiohttp.ClientHttpProxyError,
)


def never_sent(fault: BaseException) -> bool:
    """Tell whether a request did not go out, or not the whole of it.

    aiohttp refuses to write to a connection that is closing, and says so as it is or as the cause
    of a body that could not be written; what it had not written by then was missing. A connection
    lost after that says nothing: the request may have been taken.
    """
    return isinstance(fault, _NEVER_SENT) or isinstance(
        fault.__cause__, aiohttp.ClientConnectionResetError
    )
