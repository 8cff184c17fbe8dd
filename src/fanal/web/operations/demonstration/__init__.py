"""Fictional organisations, people and cases for `make demo`: a program, run while the site is served.

``python -m fanal.web.operations.demonstration`` prints one line of JSON: who can sign in, with what. What is
there already is left as it is.
"""

from __future__ import annotations

import json
import os
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import django

PEOPLE, LIVES = "demonstration.toml", "demonstration_lives.toml"


def main() -> int:
    """Make what is not there yet, and say who can sign in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanal.web.config.settings")
    django.setup()
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    from fanal.web.access.roles import roles
    from fanal.web.operations.demonstration.collaborative import collaborative_lives
    from fanal.web.operations.demonstration.lives import live, opened
    from fanal.web.operations.demonstration.people import host_made, organisation_made

    wanted = data(PEOPLE)
    secret = os.environ.get("FANAL_DEMO_SECRET") or generate_totp_secret()
    host_made(wanted["host"], wanted["password"], secret)
    made = {
        one["slug"]: organisation_made(one, wanted["password"], secret) for one in wanted["organisations"]
    }
    for organisation in wanted["organisations"]:
        if organisation["cases"]:
            live(made[organisation["slug"]], organisation)
    opened(made["lighthouse"])
    hub = collaborative_lives(made)
    titles = {name: role.title for name, role in roles().roles.items()}
    print(json.dumps(wanted | {"secret": secret, "titles": titles, "hub": hub}))  # noqa: T201
    return 0


@cache
def data(name: str) -> dict[str, Any]:
    """Read a file of the demonstration."""
    place = files("fanal.web.operations").joinpath("data", name)
    return tomllib.loads(place.read_text(encoding="utf-8"))
