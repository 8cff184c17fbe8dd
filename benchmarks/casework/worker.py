"""Somebody at work in the site: signs in by its pages, and does one thing after another like a browser."""

from __future__ import annotations

import random
import time
from html.parser import HTMLParser
from typing import Any

import requests

from fanal.cli.site.demonstration import code_of


class Worker:
    """One person with a session of their own.

    Parameters
    ----------
    address, slug
        Of the site, and of the organisation.
    looked_for
        Cases that may be searched for and opened: ``case``, ``person``, ``name``.
    """

    def __init__(self, address: str, slug: str, looked_for: list[dict[str, Any]], seed: int) -> None:
        self.address, self.slug, self.looked_for = address, slug, looked_for
        self.chance = random.Random(seed)
        self.session = requests.Session()
        self.session.trust_env = False
        self.taken: dict[str, list[float]] = {"list": [], "search": [], "open": [], "save": []}
        self.errors: list[str] = []

    def sign_in(self, login: str, password: str, secret: str) -> None:
        """Sign in with password and second factor."""
        page = self._read("/sign-in/")
        self._send("/sign-in/", {**page.fields, "login": login, "password": password})
        page = self._read("/sign-in/second-factor/")
        answer = self._send("/sign-in/second-factor/", {**page.fields, "code": code_of(secret)})
        if answer.status_code != 200 or "second-factor" in answer.url:
            raise SystemExit(f"{login} cannot sign in: {answer.status_code} at {answer.url}")

    def act(self) -> None:
        """Do one thing, each about as often as people do, and note how long the answer took."""
        what = self.chance.choices(("list", "search", "open", "save"), (4, 2, 5, 2))[0]
        one = self.chance.choice(self.looked_for)
        getattr(self, f"_{what}")(one)

    def _list(self, one: dict[str, Any]) -> None:
        query = self.chance.choice(("", "?mine=on", "?status=open", "?sort=number", "?page=2"))
        self._timed("list", "GET", f"cases/{query}", "<table")

    def _search(self, one: dict[str, Any]) -> None:
        page = self._read(f"/o/{self.slug}/cases/search/")
        self._timed(
            "search",
            "POST",
            "cases/search/",
            f"/o/{self.slug}/persons/",
            {**page.fields, **_parts(one["name"])},
        )

    def _open(self, one: dict[str, Any]) -> None:
        self._timed("open", "GET", f"cases/{one['case']}/", one["name"].split()[0])

    def _save(self, one: dict[str, Any]) -> None:
        there = f"persons/{one['person']}/change/"
        page = self._read(f"/o/{self.slug}/{there}")
        reach = f"By telephone, after {self.chance.randint(1, 11)} in the evening."
        self._timed("save", "POST", there, "", {**page.fields, "reach": reach})

    def _timed(self, what: str, method: str, there: str, holds: str, data: Any = None) -> None:
        start = time.perf_counter()
        answer = self._asked(method, f"/o/{self.slug}/{there}", data, follow=False)
        took = time.perf_counter() - start
        wanted = 302 if what == "save" else 200
        if answer.status_code == wanted and holds in answer.text:
            self.taken[what].append(took)
        elif what == "save" and answer.status_code == 409:
            self.taken[what].append(took)  # Two at one record: shown, as it should be.
        else:
            self.errors.append(f"{what}: {answer.status_code}")

    def _read(self, path: str) -> Form:
        form = Form()
        form.feed(self._asked("GET", path).text)
        return form

    def _send(self, path: str, data: dict[str, Any]) -> requests.Response:
        return self._asked("POST", path, data)

    def _asked(self, method: str, path: str, data: Any = None, *, follow: bool = True) -> requests.Response:
        return self.session.request(
            method,
            self.address + path,
            data=data,
            headers={"Referer": self.address + path},
            timeout=60,
            allow_redirects=follow,
        )


def _parts(name: str) -> dict[str, str]:
    first, _, second = name.partition(" ")
    return {"first": first, "second": second}


class Form(HTMLParser):
    """What a browser would send of the fields of a page, as it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a field holds."""
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "input" and name:
            if said.get("type") in ("checkbox", "radio"):
                if "checked" in said:
                    self._add(name, said.get("value") or "on")
            elif said.get("type") not in ("submit", "file"):
                self._add(name, said.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in said:
            self._add(self._select, said.get("value") or "")
        elif tag == "textarea":
            self._text = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        """Take what stands in a text."""
        if self._text:
            self.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        """End a field."""
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._text = ""

    def _add(self, name: str, value: str) -> None:
        if name in self.fields and name != "csrfmiddlewaretoken":
            before = self.fields[name]
            self.fields[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            self.fields[name] = value
