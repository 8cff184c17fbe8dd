"""Every address by every kind of person: no view without a rule, none without a row, each as the row says."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import NoReverseMatch, reverse

from fanal.web.access.roles import HOST, HOST_ADMINISTRATOR, roles
from web.access.addresses import Address, addresses
from web.access.people import ANONYMOUS, KINDS, ORGANISATION_ROLES, OUTSIDER, People, everybody
from web.casework.cases import procedures_accepted

FILE = Path(__file__).with_name("matrix.toml")
MATRIX: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
FOREIGN: dict[str, str] = MATRIX.pop("without-rule", {})  # type: ignore[assignment]
ANSWERS = {"ok", "sign-in", "refused", "not-found", "locked", "step-up", "needs-token"}
STATUS = {401: "needs-token", 403: "refused", 404: "not-found", 423: "locked", 405: "ok"}
STEP_UPS = ("account_reauthenticate", "mfa_reauthenticate")


def test_every_view_has_a_rule() -> None:
    missing = [
        f"{one.name or one.route}: put one of the decorators of fanal.web.access.views on the view"
        f" ({one.view.__module__}.{getattr(one.view, '__qualname__', '')}), the outermost of all"
        for one in addresses()
        if one.rule is None and not _excused(one.name)
    ]
    assert not missing, "\n" + "\n".join(missing)


def test_every_address_has_a_name() -> None:
    assert not [one.route for one in addresses() if not one.name]


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    found = {one.name: one for one in addresses() if one.name}
    missing = [_suggested(one) for name, one in found.items() if name not in MATRIX]
    assert not missing, f"add to {FILE.name}, if this is what is meant:\n\n" + "\n\n".join(missing)
    assert not (gone := sorted(set(MATRIX) - set(found))), f"take out of {FILE.name}: {', '.join(gone)}"
    unused = sorted(one for one in FOREIGN if not any(_excused(name, one) for name in found))
    assert not unused, f"take out of [without-rule] in {FILE.name}: {', '.join(unused)}"


def test_every_row_says_something_for_everybody() -> None:
    for name, row in MATRIX.items():
        said = {kind: answer for kind, answer in row.items() if kind not in ("with", "post")}
        assert set(said) <= {*KINDS, "rest"}, (
            f"{name}: {sorted(set(said) - {*KINDS, 'rest'})} is not a kind of person"
        )
        assert set(said.values()) <= ANSWERS, (
            f"{name}: {sorted(set(said.values()) - ANSWERS)} is not an answer"
        )
        assert "rest" in said or set(KINDS) <= set(said), (
            f"{name}: nothing for {sorted(set(KINDS) - set(said))}"
        )


class Everybody(TestCase):
    """Opens every address as everybody."""

    people: People

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = everybody()
        procedures_accepted(cls.people.own)  # Before its first case nobody may open one.

    def test_everybody_gets_what_the_matrix_says(self) -> None:
        wrong = []
        for kind in KINDS:
            client = Client(raise_request_exception=False)
            if kind != ANONYMOUS:
                client.force_login(self.people.users[kind])
            wrong += list(self._wrong(kind, client))
        assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:30])

    def _wrong(self, kind: str, client: Client) -> Iterator[str]:
        for address in addresses():
            row = MATRIX.get(address.name)
            if row is None:
                continue  # told by another test
            path = address.path(self.people.own.slug, row.get("with", {}))
            expected, got = row.get(kind, row.get("rest")), self._answer(client, path, row)
            if got != expected:
                yield f"{address.name} ({path}) as {kind}: {got}, and the matrix says {expected}"

    @staticmethod
    def _answer(client: Client, path: str, row: dict[str, Any]) -> str:
        # Nothing that opening a page writes reaches the next one, signing out included.
        cookies = deepcopy(client.cookies)
        with transaction.atomic():
            response = client.post(path, row["post"]) if "post" in row else client.get(path)
            transaction.set_rollback(True)
        client.cookies = cookies
        return _answer_of(response)


def _answer_of(response: HttpResponse) -> str:
    target = response.headers.get("Location", "").partition("?")[0]
    if target and target == _address("account_login"):
        return "sign-in"
    if target and target in [_address(name) for name in STEP_UPS]:
        return "step-up"
    return "ok" if response.status_code < 400 else STATUS.get(response.status_code, str(response.status_code))


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _excused(name: str, prefix: str | None = None) -> bool:
    return any(name.startswith(one) for one in ([prefix] if prefix else FOREIGN))


def _suggested(one: Address) -> str:
    """Write the row that follows from the rule of a view, for whoever adds an address."""
    return f"[{json.dumps(one.name)}]\n" + "\n".join(
        f"{kind} = {json.dumps(answer)}" for kind, answer in _of_rule(one).items()
    )


def _of_rule(one: Address) -> dict[str, str]:
    kind, action = (one.rule.kind, one.rule.action) if one.rule else ("public", None)
    if kind == "public":
        return {"rest": "ok"}
    holders = {name: "ok" for name, role in roles().roles.items() if action in role.may}
    if kind == "host-administrators" or (action and roles().with_action(action)[0].of == HOST):
        return {ANONYMOUS: "sign-in", HOST_ADMINISTRATOR: "ok", "rest": "not-found"}
    if "organisation" not in one.parts:
        return {ANONYMOUS: "sign-in", "rest": "ok"}
    ends = {ANONYMOUS: "sign-in", HOST_ADMINISTRATOR: "not-found", OUTSIDER: "not-found"}
    if any(part != "organisation" for part in one.parts):
        holders = dict.fromkeys(holders, "not-found")
    if kind == "signed-in":
        return ends | {"rest": "not-found" if set(one.parts) - {"organisation"} else "ok"}
    return (
        ends | {name: holders[name] for name in ORGANISATION_ROLES if name in holders} | {"rest": "refused"}
    )
