"""An organisation hides codes of lists that it does not use; what is stored stays."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework.models import Context, OwnFields, Person
from fanal.web.casework.services.own_fields import codes_hide
from fanal.web.casework.vocabulary import Words

pytestmark = pytest.mark.django_db
HIDE, KIND = "/o/harbour/fields/codes/hide/", "type-of-exploitation"


def ticked(page: str) -> set[str]:
    """Read which codes the page has ticked and lets change."""
    return set(re.findall(r'<input type="checkbox" name="([^"]+)"[^>]* checked', page))


def sent(page: str, shown: set[str]) -> dict[str, str]:
    """Give what a browser sends of the page, with only these codes ticked."""
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    return {"seen": seen[1], **dict.fromkeys(shown, "on")}


def hide(client: Any, *codes: str) -> None:
    page = client.get(HIDE).content.decode()
    shown = ticked(page)
    assert set(codes) <= shown
    assert client.post(HIDE, sent(page, shown - set(codes))).status_code == 302


def test_a_hidden_code_is_no_longer_offered_anywhere(case: Any, client_of: Any, working_as: Any) -> None:
    client = client_of("caseworker")
    assert 'value="ForcedMarriage"' in client.get("/o/harbour/cases/").content.decode()
    hide(client_of("data-manager"), f"{KIND}/ForcedMarriage")
    with working_as("caseworker"):
        context = Context.objects.get(case=case)
    for path in ("cases/", f"cases/{case.pk}/contexts/{context.pk}/"):
        said = client.get(f"/o/harbour/{path}").content.decode()
        assert 'value="ForcedMarriage"' not in said and 'value="ForcedLabour"' in said, path
    with working_as("auditor"):
        assert AuditEntry.objects.filter(event="fields.codes-hidden").count() == 1


def test_one_that_is_stored_stays_is_shown_and_survives_saving(
    case: Any, client_of: Any, working_as: Any
) -> None:
    with working_as("caseworker"):
        context = Context.objects.get(case=case)
        context.coded = {"vic_TypeOfExploitation": ["ForcedMarriage", "Servitude"]}
        context.save()
    hide(client_of("data-manager"), f"{KIND}/ForcedMarriage")
    client, path = client_of("caseworker"), f"/o/harbour/cases/{case.pk}/"
    assert "Forced Marriage" in client.get(path).content.decode().replace("marriage", "Marriage")
    form = client.get(f"{path}contexts/{context.pk}/").content.decode()
    assert re.search(r'value="ForcedMarriage"[^>]*checked', form)
    said = {"seen": context.version, "vic_TypeOfExploitation": ["ForcedMarriage", "ForcedLabour"]}
    assert client.post(f"{path}contexts/{context.pk}/", said).status_code == 302
    with working_as("caseworker"):
        held = Context.objects.get(case=case).coded["vic_TypeOfExploitation"]
        assert set(held) == {"ForcedMarriage", "ForcedLabour"}
    # A list that was kept with this filter still narrows.
    found = client.get("/o/harbour/cases/?exploitation=ForcedMarriage").content.decode()
    assert case.number in found and "Forced" in found
    assert case.number not in client.get("/o/harbour/cases/?exploitation=Servitude").content.decode()


def test_unknown_and_other_are_never_hidden_whoever_asks(case: Any, working_as: Any, client_of: Any) -> None:
    said = client_of("data-manager").get(HIDE).content.decode()
    assert re.search(r'id="id_gender/NonSpecifiedUnknown"[^>]* checked disabled', said)
    assert "trafficking-status" not in said and "iso-" not in said
    assert client_of("data-manager").post(HIDE, {"seen": "0"}).status_code == 302, "all that can be hidden is"
    with working_as("data-manager") as actor:
        left = {one.code for one in Words().offered(Words().vocabulary["prs_Gender"])}
        assert left == {"NonSpecifiedUnknown"}
        assert all(
            any("Unknown" in one.code or "Other" in one.code for one in words)
            for name, words in _offered().items()
            if any("Unknown" in code or "Other" in code for code in Words().vocabulary.lists[name].by_code)
        )
        codes_hide(
            by=actor,
            hidden={
                "gender": ["NonSpecifiedUnknown", "Masculine", "NoSuchCode"],
                "trafficking-status": ["ActualVictimOfTrafficking"],
                "iso-3166": ["NG"],
                "no-such-list": ["X"],
            },
            seen=OwnFields.objects.get().version,
        )
        assert OwnFields.objects.get().hidden_codes == {"gender": ["Masculine"]}


def _offered() -> dict[str, list[Any]]:
    words = Words()
    return {
        field.list: words.offered(field)
        for field in words.vocabulary
        if field.list and not field.list.startswith("iso-")
    }


def test_what_was_hidden_is_shown_again(case: Any, client_of: Any, working_as: Any) -> None:
    client = client_of("organisation-administrator")
    everything = ticked(client.get(HIDE).content.decode())
    hide(client, "gender/Masculine")
    assert ticked(client.get(HIDE).content.decode()) == everything - {"gender/Masculine"}
    assert client.post(HIDE, sent(client.get(HIDE).content.decode(), everything)).status_code == 302
    with working_as("caseworker"):
        assert OwnFields.objects.get().hidden_codes == {}
        assert Person.objects.get().coded["prs_Gender"] == "Feminine"


def test_who_may_not_does_not(client_of: Any) -> None:
    assert client_of("caseworker").get(HIDE).status_code == 403
    assert client_of("supervisor").post(HIDE, {}).status_code == 403
