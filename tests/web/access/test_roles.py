"""The file of roles is read, and what contradicts itself is told all at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fanal.web
from fanal.presentation import LANGUAGES
from fanal.web.access.roles import HOST, HOST_ADMINISTRATOR, RolesWrong, read_roles, roles

ACTION = '[actions]\n"a.read" = { en = "Read", fr = "Lire" }\n'
ROLE = """[roles.reader]
en = "Reader"
fr = "Personne lectrice"
of = "organisation"
second-factor = "required"
"""


def test_the_roles_of_the_installation() -> None:
    assert list(roles().roles) == [
        "caseworker",
        "supervisor",
        "data-manager",
        "hotline-adviser",
        "evidence-officer",
        "organisation-administrator",
        "data-steward",
        "release-signer",
        "auditor",
        "host-administrator",
    ]
    assert all(role.second_factor_required for role in roles().roles.values())
    assert [role.name for role in roles().roles.values() if role.of == HOST] == [HOST_ADMINISTRATOR]
    assert all(one.in_(language) for one in roles().actions.values() for language in LANGUAGES)


@pytest.mark.parametrize("role", ["host-administrator", "organisation-administrator", "auditor"])
def test_who_administers_or_audits_reads_no_case(role: str) -> None:
    assert not {"cases.read", "cases.change", "access.open-emergency"} & roles().roles[role].may


def test_only_auditors_read_the_audit_trail() -> None:
    assert [role.name for role in roles().with_action("audit.read")] == ["auditor"]


def test_every_action_that_the_code_names_is_declared() -> None:
    named = re.compile(r"""(?:requires|may|insist)\((?:\w+(?:\(\w+\))?, )?["']([a-z-]+\.[a-z-]+)["']""")
    found = {
        action
        for path in Path(str(fanal.web.__path__[0])).rglob("*.py")
        for action in named.findall(path.read_text(encoding="utf-8"))
    }
    assert "access.open-emergency" in found
    assert found <= set(roles().actions), f"add to access/data/roles.toml: {found - set(roles().actions)}"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("", "there is no table [actions]"),
        ('[actions]\n"read" = { en = "Read", fr = "Lire" }\n' + ROLE + 'may = ["read"]', "room.verb-noun"),
        (
            '[actions]\n"a.read" = { en = "Read" }\n' + ROLE + 'may = ["a.read"]',
            "action a.read: there is no title in fr",
        ),
        (ACTION + ROLE + "may = []", "action a.read: no role may do it"),
        (ACTION + ROLE + 'may = ["a.read", "a.write"]', "role reader: a.write is not declared"),
        (ACTION + ROLE + 'may = ["a.read"]\ncan = 1', "role reader: can is not known"),
        ((ACTION + ROLE).replace("required", "maybe") + 'may = ["a.read"]', "`second-factor` is 'maybe'"),
        ((ACTION + ROLE).replace('"organisation"', '"all"') + 'may = ["a.read"]', "`of` is 'all'"),
        (
            (ACTION + ROLE + 'may = ["a.read"]\n')
            + ROLE.replace("reader", "host").replace('"organisation"', '"host"')
            + 'may = ["a.read"]',
            "both organisations and the host have it",
        ),
    ],
)
def test_what_contradicts_itself_is_told(source: str, told: str) -> None:
    with pytest.raises(RolesWrong, match=re.escape(told)):
        read_roles(source)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(RolesWrong) as raised:
        read_roles((ACTION + ROLE).replace('"Reader"', '""') + 'may = ["b.read"]')
    assert str(raised.value).count("\n") == 3
