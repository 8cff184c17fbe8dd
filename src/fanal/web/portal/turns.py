"""Whose turn it is to draw: one picture at a time, so that readers of pages never wait for drawings."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from fanal.web.design.errors import Refused
from fanal.web.portal import reading

WAITING = 6
"""Requests of a process that wait for a drawing or make one: as many as a browser asks for at once.

The other threads of the process serve pages meanwhile (`operations.serving`)."""
_RETRY_S = 3
_places = threading.BoundedSemaphore(WAITING)
_here = threading.Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no process of the site draws, and draw.

    Raises
    ------
    Refused
        503, if too many wait here already: the page asks again in a few seconds.
    """
    if not _places.acquire(blocking=False):
        raise Refused("web.portal.many-pictures", status=503, retry_after=_RETRY_S)
    try:
        with ExitStack() as stack:
            # Where nothing can be written, each process takes its own turns.
            with suppress(OSError):
                folder = reading.cache_root()
                folder.mkdir(parents=True, exist_ok=True)
                fcntl.flock(stack.enter_context((folder / ".drawing").open("w")), fcntl.LOCK_EX)
            with _here:
                yield
    finally:
        _places.release()
