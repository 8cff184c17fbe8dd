"""A person: names, birth, reach, danger; two who edit at once; own fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fanal.web.casework.models import Case, Context, Person
from fanal.web.casework.services.own_fields import code_of

pytestmark = pytest.mark.django_db

FORM = {"prs_FirstName": "Amina", "prs_SecondName": "Farouk", "age": "unknown", "seen": "1"}


def change(case: Any, client: Any, **more: Any) -> Any:
    given = {**FORM, **{name: value for name, value in more.items() if value is not None}}
    return client.post(f"/o/harbour/persons/{case.person_id}/change/", given)


def person(case: Any, working_as: Any) -> Person:
    with working_as("caseworker"):
        found = Person.objects.get(pk=case.person_id)
        _ = found.told, found.reach
        return found


def test_names_in_other_scripts_an_age_about_and_how_to_reach(
    case: Any, client_of: Any, working_as: Any
) -> None:
    answer = change(
        case,
        client_of("caseworker"),
        other_0_name="أمينة فاروق",
        other_0_use="script",
        about_age="16",
        reach="By text after 6, ask for Anna.",
        danger="on",
        interview_language="ara",
        record_language="eng",
        interpreter="yes",
    )
    assert answer.status_code == 302
    now = person(case, working_as)
    assert now.told["names"] == [{"first": "أمينة فاروق", "script": "ARABIC", "use": "script"}]
    assert (now.birth, now.age) == ("estimated", "child")
    assert (now.interview_language, now.record_language, now.interpreter) == ("ara", "eng", True)
    for rest in ("", "timeline/", "contexts/", "access/", "change/", "close/"):
        said = client_of("caseworker").get(f"/o/harbour/cases/{case.pk}/{rest}").content.decode()
        assert "By text after 6, ask for Anna." in said, rest
        assert "immediate danger" in said and "Treated as a child" in said, rest


@pytest.mark.parametrize(("years", "age"), [(17, "child"), (18, "adult")])
def test_under_eighteen_is_a_child(case: Any, client_of: Any, working_as: Any, years: int, age: str) -> None:
    today = date.today()
    born = date(today.year - years, 1, 1)
    change(case, client_of("caseworker"), prs_Birthdate=born.isoformat())
    assert person(case, working_as).age == age


def test_a_birth_in_the_future_is_not_taken(case: Any, client_of: Any) -> None:
    answer = change(case, client_of("caseworker"), prs_Birthdate=f"{date.today().year + 1}-01-01")
    assert answer.status_code == 400 and "in the future" in answer.content.decode()


def test_two_who_edit_at_once_lose_nothing(case: Any, client_of: Any, working_as: Any) -> None:
    base = '{"prs_FirstName": ["Amina"], "prs_MobilePhone": ["+39 320 123 4567"], "reach": []}'
    one, two = client_of("caseworker"), client_of("supervisor")
    assert change(case, one, reach="Never call.", prs_MobilePhone="111").status_code == 302
    answer = change(case, two, reach="Call on Sundays.", prs_MobilePhone="+39 320 123 4567", base=base)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Never call." in said and "Call on Sundays." in said
    assert person(case, working_as).reach == "Never call."
    # What only the other changed is chosen beforehand; what both changed has to be chosen.
    assert 'id="theirs-prs_MobilePhone" value="theirs" checked' in said
    assert 'value="mine" checked' not in said.partition("choose-reach")[2].partition("</fieldset>")[0]
    again = {**FORM, "seen": "2", "base": base, "choosing": "1", "choose-prs_MobilePhone": "theirs"}
    again |= {"reach": "Call on Sundays.", "prs_MobilePhone": "+39 320 123 4567"}
    unchosen = two.post(f"/o/harbour/persons/{case.person_id}/change/", again)
    assert unchosen.status_code == 409 and "Choose for each field" in unchosen.content.decode()
    done = two.post(f"/o/harbour/persons/{case.person_id}/change/", {**again, "choose-reach": "mine"})
    assert done.status_code == 302
    now = person(case, working_as)
    assert (now.reach, now.told["prs_MobilePhone"]) == ("Call on Sundays.", "111")


def test_an_own_field_is_asked_kept_and_shown(case: Any, client_of: Any, working_as: Any) -> None:
    manager = client_of("data-manager")
    answer = manager.post(
        "/o/harbour/fields/new/",
        {
            "table": "victim context",
            "label_en": "Housing wish",
            "label_fr": "Souhait de logement",
            "type": "picklist",
            "codes": "Alone | Seule\nWith her child | Avec son enfant",
            "disclosure": "sensitive",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    with working_as("caseworker"):
        context = Context.objects.get()
    address = f"/o/harbour/cases/{case.pk}/contexts/{context.pk}/"
    assert "Housing wish" in client_of("caseworker").get(address).content.decode()
    client_of("caseworker").post(address, {"seen": 1, "vic_HousingWish": "Alone"})
    with working_as("caseworker"):
        assert Context.objects.get().coded == {"vic_HousingWish": "Alone"}
    assert "Housing wish" in client_of("supervisor").get(f"/o/harbour/cases/{case.pk}/").content.decode()
    said = client_of("supervisor").get(address, {"language": "fr"}).content.decode()
    assert "Souhait de logement" in said and "Avec son enfant" in said


def test_a_hidden_field_is_not_asked_and_the_core_is_never_hidden(case: Any, client_of: Any) -> None:
    client_of("organisation-administrator").post("/o/harbour/fields/", {"seen": "0"})
    said = client_of("caseworker").get(f"/o/harbour/persons/{case.person_id}/change/").content.decode()
    assert 'name="prs_MaritalStatus"' not in said
    assert 'name="prs_Gender"' in said
    assert client_of("caseworker").get("/o/harbour/fields/").status_code == 403


def test_a_case_opens_from_ten_questions(case: Any, client_of: Any, working_as: Any) -> None:
    given = {
        "prs_FirstName": "Lin",
        "prs_SecondName": "Zhao",
        "about_age": "30",
        "age": "unknown",
        "prs_Gender": "Feminine",
        "prs_Citizenship": ["CN", ""],
        "vic_TypeOfExploitation": ["ForcedLabour"],
        "interview_language": "zho",
        "interpreter": "yes",
        "reach": "At work only.",
        "source": "hotline",
    }
    answer = client_of("caseworker").post("/o/harbour/cases/new/", given)
    assert answer.status_code == 302, answer.content.decode()
    with working_as("caseworker"):
        made = Case.objects.exclude(pk=case.pk).get()
        assert made.source == "hotline"
        assert made.person.coded == {"prs_Gender": "Feminine", "prs_Citizenship": ["CN"]}
        assert Context.objects.get(case=made).coded == {"vic_TypeOfExploitation": ["ForcedLabour"]}
        assert made.person.age == "adult"


def test_codes_are_made_of_labels() -> None:
    assert code_of("Housing wish: now!") == "HousingWishNow"
