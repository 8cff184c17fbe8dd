"""Every page of the site in a language that nobody speaks: what is still English was not translated.

What people entered is marked ``translate="no"``: no browser sends it to a translation service, and no text is
missing there.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from web.access.addresses import addresses
from web.access.people import People, everybody

SILENT = {"script", "style", "svg", "code", "pre"}
VOID = {
    "meta",
    "link",
    "input",
    "br",
    "img",
    "hr",
    "path",
    "rect",
    "circle",
    "line",
    "polyline",
    "polygon",
    "ellipse",
}
NAMES = {"English", "Français", "Pseudo", "Pseudo RTL", "CC BY 4.0", "CC BY-NC 4.0", "CC0 1.0"}
"""Each language stands under its own name, and each licence."""
SAID = ("title", "aria-label", "alt", "placeholder", "data-busy", "data-sealed-word")


class Words(HTMLParser):
    """Gathers what a page says and shows in no brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.english: list[str] = []
        self.title = False
        self._silent: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.title = tag == "title"
        silent = self._silent[-1] or tag in SILENT or given.get("translate") == "no"
        if not silent:
            for name in SAID:
                self._hear(given.get(name) or "")
        if tag not in VOID:
            self._silent.append(silent)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID or self._silent[-1]:
            return
        self.handle_starttag(tag, attrs)
        self._silent.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent[-1]:
            self._hear(data)

    def _hear(self, said: str) -> None:
        left = said.replace("· Fanal", "")
        if self.title:  # it cannot be marked, and may be the name of an organisation
            left = left.replace("Harbour", "")
        while (fewer := re.sub(r"⟦[^⟦⟧]*⟧", "", left)) != left:
            left = fewer
        if re.search(r"[^\W\d_]{2,}", left):
            self.english.append(" ".join(left.split())[:120])


def english(page: str) -> list[str]:
    words = Words()
    words.feed(page)
    return words.english


def test_english_is_found() -> None:
    assert english("<p>Hello</p>") == ["Hello"]
    assert english('<button aria-label="Close">⟦Çlõšé ~⟧</button>') == ["Close"]
    assert english('<p>⟦Ñ⟦x⟧ ~⟧ · 24 <b translate="no">Amina</b></p><br><p>·</p>') == []


@pytest.mark.django_db
class TestEveryPage:
    @pytest.fixture
    def people(self) -> People:
        return everybody()

    @pytest.mark.parametrize("tag", ["qps", "qpr"])
    def test_is_translated(self, people: People, tag: str) -> None:
        untranslated: dict[str, list[str]] = {}
        seen = 0
        for kind in ("anonymous", "host-administrator", "organisation-administrator", "auditor"):
            client = Client(raise_request_exception=False)
            if kind != "anonymous":
                user = people.users[kind]
                user.language = tag
                user.save()
                client.force_login(user)
            for address in addresses():
                if address.name == "design.leave":
                    continue  # it signs out
                answer = client.get(address.path(people.own.slug, {}), {"language": tag})
                if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
                    continue
                page = answer.content.decode()
                if not page:
                    continue
                seen += 1
                assert f'dir="{"rtl" if tag == "qpr" else "ltr"}"' in page, address.name
                if found := [one for one in english(page) if one not in NAMES]:
                    untranslated.setdefault(address.name, found)
        assert seen > 20
        assert not untranslated, "\n".join(f"{name}: {found}" for name, found in untranslated.items())
