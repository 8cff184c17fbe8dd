"""Logs by allow-list: what happened and where in the code, never what was typed, whose it is or who asked.

A record is not printed; a line is made of what is allowed: time, level, the logger, the name of the route,
the status, how long it took, the class of an exception and where it was raised. A message is printed where it
is one of our own, without its values.
"""

from __future__ import annotations

import json
import logging
import os
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponse

OWN = "fanal"
_PLAIN = frozenset({"route", "status", "ms", "task", "job"})
"""What else a record may carry: names and numbers of our own."""
_DEEPEST = 12


class AllowListFormatter(logging.Formatter):
    """Makes a line of JSON of what is allowed of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Make one line."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        if record.name.split(".")[0] == OWN and isinstance(record.msg, str):
            said["what"] = record.msg
        said |= {name: value for name, value in vars(record).items() if name in _PLAIN and _is_plain(value)}
        if record.exc_info and record.exc_info[0] is not None:
            said["exception"] = record.exc_info[0].__name__
            said["where"] = _places(record.exc_info[2])
        return json.dumps(said)


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and len(value) < 100)


def _places(trace: TracebackType | None) -> list[str]:
    """Give files, lines and functions, the innermost last; never a line of source or a value."""
    frames = traceback.extract_tb(trace)[-_DEEPEST:]
    return [f"{'/'.join(one.filename.rsplit('/', 3)[1:])}:{one.lineno} {one.name}" for one in frames]


class RequestLogMiddleware:
    """Logs the name of the route, the status and the time; no address, no parameter, nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._logger = logging.getLogger("fanal.requests")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        began = time.perf_counter()
        answer = self.get_response(request)
        match = request.resolver_match
        more = {
            "route": (match.route if match else "") or "-",
            "status": answer.status_code,
            "ms": round((time.perf_counter() - began) * 1000),
        }
        self._logger.info("answered", extra=more)
        return answer


LEVEL = os.environ.get("FANAL_LOG", "INFO").upper()
"""From which level on our own messages are written."""
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"allowed": {"()": AllowListFormatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "allowed"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "fanal": {"level": LEVEL},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "procrastinate": {"level": "WARNING"},
    },
}
