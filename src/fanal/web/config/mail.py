"""The server that mails are given to, read from one address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from fanal.presentation import Refusal


@dataclass(frozen=True)
class Mail:
    """Where mails go; without a host nothing is mailed."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    ssl: bool = False
    starttls: bool = False


def mail(environment: Mapping[str, str]) -> Mail:
    """Read ``FANAL_SMTP_URL``: ``smtps://…`` is TLS from the start, ``smtp://…`` asks for it (STARTTLS).

    Only to this machine itself mail goes without TLS.

    Raises
    ------
    Refusal
        If it is no such address.
    """
    url = environment.get("FANAL_SMTP_URL")
    if not url:
        return Mail()
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Refusal("web.config.no-mail-server")
    own = parts.hostname in ("localhost", "127.0.0.1", "::1")
    ssl = parts.scheme == "smtps"
    return Mail(
        host=parts.hostname,
        port=parts.port or (465 if ssl else 25 if own else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ssl=ssl,
        starttls=not ssl and not own,
    )
