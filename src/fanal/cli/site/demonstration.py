"""The site of ``make demo``: fictional organisations and people, served until Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from fanal.cli.site.commands import tell
from fanal.presentation import Language, Refusal

_STEP_S = 30
"""How long a code of an authenticator is good for (RFC 6238)."""
_TOKEN = 'name="csrfmiddlewaretoken" value="'  # noqa: S105


def serve_demonstration(folder: Path, language: Language, port: int, *, once: bool) -> None:
    """Serve the demonstration.

    Parameters
    ----------
    folder
        Where its data and its keys lie; made if they are not there.
    language, port
        How to speak, and where to listen.
    once
        Sign in once by itself instead of waiting for somebody, and end.

    Raises
    ------
    Refusal
        If the site cannot be served, or the sign-in fails.
    """
    from fanal.web.installation import Installation, create_root_key
    from fanal.web.operations.backup_key import create_backup_key
    from fanal.web.operations.serving import agent_path, serve

    place = Installation(data=folder / "data", root_key=folder / "keys" / "root.key")
    create_root_key(place.root_key)
    create_backup_key(place)
    failed: list[Refusal] = []

    def ready(address: str) -> bool:
        agent = agent_path(place)
        made = _made(os.environ | place.environment() | {"FANAL_KEY_AGENT": str(agent)}, folder)
        _say_who(made, address, language)
        if once:
            try:
                _sign_in(made, address)
            except Refusal as refusal:
                failed.append(refusal)
            return False
        threading.Thread(target=_say_codes, args=(made["secret"], language), daemon=True).start()
        return True

    os.environ.setdefault("FANAL_LOG", "warning")
    serve(place, port, ready=ready)
    if failed:
        raise failed[0]


def _made(environment: dict[str, str], folder: Path) -> dict[str, Any]:
    """Make the organisations, people and cases, in a process of its own: this one stays small."""
    kept = folder / "keys" / "second-factor"
    more = {"FANAL_DEMO_SECRET": kept.read_text()} if kept.exists() else {}
    done = subprocess.run(
        [sys.executable, "-m", "fanal.web.operations.demonstration"],
        env=environment | more,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal("cli.site.demo-failed", why=done.stderr.strip().splitlines()[-1])
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    kept.write_text(made["secret"])
    return made


def _say_who(made: dict[str, Any], address: str, language: Language) -> None:
    tell("cli.site.demo-ready", language, address=address, password=made["password"])
    host = made["titles"]["host-administrator"][language]
    people = [(one["name"], person) for one in made["organisations"] for person in one["people"]]
    for organisation, person in people:
        roles = ", ".join(made["titles"][one][language] for one in person["roles"])
        print(f"  {person['address']:26} {organisation:20} {roles}")  # noqa: T201
    print(f"  {made['host']['address']:26} {'':20} {host}")  # noqa: T201
    for one in made["organisations"]:
        if "passphrase" in one:
            tell("cli.site.demo-passphrase", language, name=one["name"], passphrase=one["passphrase"])
    tell("cli.site.demo-portal", language, address=f"{address}/data/")
    tell("cli.site.demo-code", language, code=code_of(made["secret"]), secret=made["secret"])


def _say_codes(secret: str, language: Language) -> None:
    """Say each new code of the second factor, as long as the site is served."""
    while True:
        time.sleep(_STEP_S - time.time() % _STEP_S + 0.1)
        tell("cli.site.demo-next-code", language, code=code_of(secret))


def code_of(secret: str) -> str:
    """Give the code of this half minute (RFC 6238 with its defaults)."""
    import base64
    import hmac

    counter = int(time.time() // _STEP_S).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def _sign_in(made: dict[str, Any], address: str) -> None:
    """Sign in as somebody would, through the pages, and open the list of cases and one of them.

    Raises
    ------
    Refusal
        If the last page is not the one that it should be.
    """
    person = made["organisations"][1]["people"][0]
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    page = _open(opener, f"{address}/sign-in/")
    page = _open(opener, f"{address}/sign-in/", page, login=person["address"], password=made["password"])
    page = _open(opener, f"{address}/sign-in/second-factor/", page, code=code_of(made["secret"]))
    cases = f"/o/{made['organisations'][1]['slug']}/cases/"
    page = _open(opener, address + cases)
    found = re.search(rf'href="({cases}[0-9a-f-]{{36}}/)"', page)
    if made["organisations"][1]["name"] not in page or found is None:
        raise Refusal("cli.site.demo-failed", why=page[:200])
    page = _open(opener, address + found[1])
    if found[1] not in page:
        raise Refusal("cli.site.demo-failed", why=page[:200])
    _read_portal(made, address)


def _read_portal(made: dict[str, Any], address: str) -> None:
    """Read the portal as anybody may: its first page, and the picture on it.

    Raises
    ------
    Refusal
        If there is none.
    """
    opener = build_opener()
    page = _open(opener, f"{address}/data/{made['hub']}/en/")
    picture = re.search(r'<img src="([^"]+)"', page)
    if picture is None or not _open(opener, address + unescape(picture[1])).startswith("<svg"):
        raise Refusal("cli.site.demo-failed", why=page[:200])


def _open(opener: OpenerDirector, address: str, page: str = "", **fields: str) -> str:
    """Open a page, or send its form."""
    body = None
    if fields:
        token = page.partition(_TOKEN)[2].partition('"')[0]
        body = urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
    try:
        with opener.open(Request(address, body, {"Referer": address}), timeout=30) as answer:  # noqa: S310
            said: str = answer.read().decode()
            return said
    except OSError as error:
        raise Refusal("cli.site.demo-failed", why=f"{address}: {error}") from None
