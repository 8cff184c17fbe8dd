"""Procedures of an organisation: worded, accepted, read."""

from __future__ import annotations

from typing import Any

import pytest

from fanal.presentation.markdown import title_of
from fanal.web.access.policy import NotAllowed
from fanal.web.casework.editing import ChangedMeanwhile
from fanal.web.casework.selectors import procedure
from fanal.web.casework.services.procedure import procedure_accept, procedure_write
from web.casework.governing import HOME, events

pytestmark = pytest.mark.django_db


def test_every_procedure_is_there_in_both_languages_short_and_with_a_title() -> None:
    for name in procedure.NAMES:
        english, french = (procedure.template(name, language) for language in ("en", "fr"))
        assert title_of(english) != title_of(french)
        assert english.count("\n## ") == french.count("\n## "), name
        assert all(30 <= text.count("\n") <= 80 for text in (english, french)), name
        assert "'" not in english + french and '"' not in english + french, name


@pytest.mark.usefixtures("nothing_accepted")
def test_an_organisation_is_ready_once_all_are_accepted_in_one_language(working_as: Any) -> None:
    with working_as("supervisor") as actor:
        assert procedure.ready() == list(procedure.NAMES)
        for number, name in enumerate(procedure.NAMES):
            procedure_accept(name=name, language=("en", "fr")[number % 2], seen=0, by=actor)
        assert procedure.ready() == []
    with working_as("supervisor"):
        assert events().count("procedures.accepted") == len(procedure.NAMES)


@pytest.mark.usefixtures("nothing_accepted")
def test_a_new_wording_holds_once_it_is_accepted(working_as: Any) -> None:
    with working_as("organisation-administrator") as actor:
        procedure_accept(name="consent", language="en", seen=0, by=actor)
        row = procedure_write(name="consent", language="en", text="# Ours", seen=0, by=actor)
        assert procedure.accepted("consent", "en").text == procedure.template("consent", "en")
        with pytest.raises(ChangedMeanwhile):
            procedure_accept(name="consent", language="en", seen=row.version + 1, by=actor)
        procedure_accept(name="consent", language="en", seen=row.version, by=actor)
        assert procedure.accepted("consent", "en").text == "# Ours"
        assert procedure.wording("consent", "en") is None


@pytest.mark.usefixtures("nothing_accepted")
def test_a_caseworker_reads_procedures_and_accepts_none(working_as: Any, client_of: Any) -> None:
    assert client_of("caseworker").get(HOME + "procedures/consent/fr/").status_code == 200
    with working_as("caseworker") as actor, pytest.raises(NotAllowed):
        procedure_accept(name="consent", language="en", seen=0, by=actor)


@pytest.mark.usefixtures("nothing_accepted")
def test_the_page_says_which_are_missing_and_who_accepts_them(client_of: Any) -> None:
    said = client_of("caseworker").get(HOME + "procedures/").content.decode()
    assert "9 procedures are not accepted yet" in said
    assert "Supervisor" in said and "Organisation administrator" in said
