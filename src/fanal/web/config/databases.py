"""How Django reaches the database, as the site or as the owner of the tables."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fanal.presentation import Refusal
from fanal.web.installation import Installation

SITE, OWNER = "site", "owner"


def database(installation: Installation, role: str) -> dict[str, Any]:
    """Give Django's settings of the database.

    Parameters
    ----------
    installation
        Where it is.
    role
        ``site`` for all that serves; ``owner`` for migrations only.
    """
    more = {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0 if role == OWNER else 300,
        "CONN_HEALTH_CHECKS": True,
    }
    if installation.embedded:
        from fanal.web.operations.embedded import OWNER as OWNER_ROLE
        from fanal.web.operations.embedded import SITE as SITE_ROLE
        from fanal.web.operations.embedded import Cluster

        found = Cluster(installation).parameters(OWNER_ROLE if role == OWNER else SITE_ROLE)
        return more | {
            "HOST": found["host"],
            "NAME": found["dbname"],
            "USER": found["user"],
            "PASSWORD": found["password"],
        }
    return more | _of_url(installation.owner_url if role == OWNER else installation.database_url)


def _of_url(url: str | None) -> dict[str, Any]:
    if not url:
        raise Refusal("web.config.no-owner-url")
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Refusal("web.config.not-postgresql", scheme=parts.scheme)
    options = dict(parse_qsl(parts.query))
    return {
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": options,
    }
