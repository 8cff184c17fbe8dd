"""Sending a package to a hub on another site, by its API: sealed on the way, nowhere else, and never twice.

The same package sent again is the same contribution there, so a send that broke off is simply done anew.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from fanal.presentation import Refusal
from fanal.privacy.plain_signs import is_plain

PATH = "/api/v1/contributions/"
"""Where the API of a site takes packages."""
TIMEOUT_S = 60
_MOST_ANSWER = 1 << 20
_WHY = {
    400: "contributing.send-not-taken",
    401: "contributing.send-token",
    403: "contributing.send-token",
    404: "contributing.send-no-hub",
    405: "contributing.send-no-hub",
    409: "contributing.send-agreement",
    413: "contributing.send-too-large",
    422: "contributing.send-not-taken",
    423: "contributing.send-locked",
    429: "contributing.send-later",
}


@dataclass(frozen=True)
class Receipt:
    """What the hub answered.

    Attributes
    ----------
    contribution
        The id that it gave.
    state
        How far it is there.
    """

    contribution: str
    state: str


def checked(address: str) -> SplitResult:
    """Read the address of a hub.

    Raises
    ------
    Refusal
        If it is none, or what is sent there could be read on its way.
    """
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Refusal("contributing.send-address") from None
    if (
        not host
        or parts.scheme not in ("http", "https")
        or parts.username
        or parts.password
        or parts.fragment
    ):
        raise Refusal("contributing.send-address")
    if parts.scheme == "http" and not _is_loopback(host):
        raise Refusal("contributing.send-in-the-clear")
    return parts


def send(address: str, token: str, raw: bytes) -> Receipt:
    """Send a package; no redirect is followed, since it could lead elsewhere.

    Parameters
    ----------
    address
        Of the hub's site; ``https`` unless it is this machine.
    token
        As the hub's steward gave it.
    raw
        The package, sealed or not.

    Raises
    ------
    Refusal
        If it was not taken; says whether to try again.
    """
    parts = checked(address)
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise Refusal("contributing.send-token")
    path = parts.path if parts.path.strip("/") else PATH
    path = f"{path}?{parts.query}" if parts.query else path
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/octet-stream",
        "Accept": "application/json",
    }
    connection = _connection(parts)
    try:
        connection.request("POST", path, body=raw, headers=headers)
        with connection.getresponse() as answer:
            said = answer.read(_MOST_ANSWER)
    except ssl.SSLError:
        raise Refusal("contributing.send-not-its-certificate", host=_host(parts)) from None
    except (OSError, http.client.HTTPException):
        raise Refusal("contributing.send-unreachable", host=_host(parts)) from None
    finally:
        connection.close()
    if 300 <= answer.status < 400:
        raise Refusal("contributing.send-elsewhere", host=_host(parts))
    if answer.status >= 500:
        raise Refusal("contributing.send-failed-there", status=answer.status)
    if answer.status >= 400:
        raise Refusal(_WHY.get(answer.status, "contributing.send-not-taken"), status=answer.status)
    return _receipt(said)


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = _host(parts)
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT_S)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT_S, context=context)


def _host(parts: SplitResult) -> str:
    return parts.hostname or ""


def _is_loopback(host: str) -> bool:
    """Say whether a host is this machine, whatever a name server says."""
    if host == "localhost":
        found = {one[4][0] for one in socket.getaddrinfo(host, None)}
        return all(ipaddress.ip_address(one).is_loopback for one in found)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _receipt(said: bytes) -> Receipt:
    try:
        read: Any = json.loads(said)
        made = Receipt(_plain(read["id"] if "id" in read else read["contribution"]), _plain(read["state"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refusal("contributing.send-no-receipt") from None
    return made


def _plain(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 100 or not is_plain(value):
        raise ValueError
    return value
