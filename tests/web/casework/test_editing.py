"""Two people edit the same: one way for every form; nothing is lost, and nothing overwritten unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from fanal.web.casework import editing
from fanal.web.casework.models import Bed, Breach, OwnFields, Processing, RetentionRule
from fanal.web.casework.services.own_fields import fields_hide
from fanal.web.casework.services.procedure import procedure_write
from web.casework.governing import HOME, asked

pytestmark = pytest.mark.django_db
TWO = "Somebody changed this meanwhile"
NOW = timezone.now().replace(microsecond=0)


def inputs(html: str) -> dict[str, str]:
    """Read what the form of a page holds, as a browser would send it."""
    form = html.rpartition("<main")[2].partition("</main>")[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        ticks = said.get("type") in ("checkbox", "radio")
        if said.get("name") and (not ticks or " checked" in tag) and said["name"] != "csrfmiddlewaretoken":
            found[said["name"]] = unescape(said.get("value", "on" if ticks else ""))
    for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>\s*(.*?)</textarea>', form, re.S):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def bed(case: Any, actor: Any) -> tuple[str, Callable[[], Any], str, str]:
    row = editing.create(Bed, name="1", room="Blue")
    return (
        f"/o/harbour/beds/{row.pk}/change/",
        lambda: editing.change(row, seen=1, name="Theirs"),
        "name",
        "1b",
    )


def breach(case: Any, actor: Any) -> tuple[str, Callable[[], Any], str, str]:
    row = editing.create(Breach, what="Lost", happened_on=NOW.date(), found_at=NOW)
    return (
        f"{HOME}breaches/{row.pk}/change/",
        lambda: editing.change(row, seen=1, what="Theirs"),
        "what",
        "Mine",
    )


def processing(case: Any, actor: Any) -> tuple[str, Callable[[], Any], str, str]:
    row = editing.create(Processing, activity="Beds", purpose="To sleep")
    return (
        f"{HOME}processing/{row.pk}/",
        lambda: editing.change(row, seen=1, activity="Theirs"),
        "activity",
        "Mine",
    )


def rule(case: Any, actor: Any) -> tuple[str, Callable[[], Any], str, str]:
    def theirs() -> Any:
        return editing.create(RetentionRule, category="victim", months=12, legal_ground="Theirs")

    return f"{HOME}retention/victim/", theirs, "legal_ground", "Mine"


def wording(case: Any, actor: Any) -> tuple[str, Callable[[], Any], str, str]:
    def theirs() -> Any:
        return procedure_write(name="consent", language="en", text="Theirs", seen=0, by=actor)

    return f"{HOME}procedures/consent/en/change/", theirs, "text", "Mine"


def answer(case: Any, actor: Any) -> tuple[str, Callable[[], Any], str, str]:
    row = asked(case, actor)
    row = editing.change(row, seen=1, outcome="granted", answer="Yes.")
    return (
        f"{HOME}requests/{row.pk}/answer/",
        lambda: editing.change(row, seen=2, answer="Theirs"),
        "answer",
        "Mine",
    )


def closing(case: Any, actor: Any) -> tuple[str, Callable[[], Any], str, str]:
    return (
        f"/o/harbour/cases/{case.pk}/close/",
        lambda: editing.change(case, seen=case.version, source="other"),
        "details",
        "Mine",
    )


@pytest.mark.parametrize("made", [bed, breach, processing, rule, wording, answer])
def test_both_are_shown_and_what_is_chosen_holds(
    case: Any, client_of: Any, working_as: Any, made: Any
) -> None:
    client = client_of("supervisor")
    with working_as("supervisor") as actor:
        address, theirs, name, mine = made(case, actor)
    shown = client.get(address)
    assert shown.status_code == 200
    typed = inputs(shown.content.decode()) | {name: mine}
    assert {"seen", "base"} <= set(typed)
    with working_as("supervisor"):
        theirs()
    met = client.post(address, typed)
    said = met.content.decode()
    assert met.status_code == 409 and TWO in said, re.findall(r'class="error[^>]*>[^<]*<.*', said)
    # Only what really differs is asked.
    assert set(re.findall(r'name="choose-(\w+)"', said)) - {"months"} == {name}
    assert "Theirs" in said and mine in said
    again = inputs(said)
    assert again[name] == mine
    chosen = dict.fromkeys(set(re.findall(r'name="(choose-\w+)"', said)), "theirs")
    assert client.post(address, again | chosen | {f"choose-{name}": "mine"}).status_code == 302
    now = inputs(client.get(address).content.decode())
    assert now[name] == mine and int(now["seen"]) == int(again["seen"]) + 1


def test_a_case_that_changed_is_closed_only_after_a_look(case: Any, client_of: Any, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        address, theirs, name, mine = closing(case, actor)
    client = client_of("supervisor")
    typed = inputs(client.get(address).content.decode()) | {"reason": "moved", name: mine}
    with working_as("supervisor"):
        theirs()
    met = client.post(address, typed)
    assert met.status_code == 409 and TWO in met.content.decode()
    with working_as("supervisor"):
        case.refresh_from_db()
        assert case.status == "open"
    assert client.post(address, inputs(met.content.decode())).status_code == 302
    with working_as("supervisor"):
        case.refresh_from_db()
        assert case.status == "closed" and case.values["cas_ReasonForCaseClosure"] == mine


def test_what_two_hide_is_asked_field_by_field(client_of: Any, working_as: Any) -> None:
    client, address = client_of("organisation-administrator"), "/o/harbour/fields/"
    typed = inputs(client.get(address).content.decode())
    assert typed.pop("prs_Deceased", None) == "on", sorted(typed)
    with working_as("organisation-administrator") as actor:
        fields_hide(by=actor, names=["prs_MaritalStatus"], seen=0)
    met = client.post(address, typed)
    said = met.content.decode()
    assert met.status_code == 409
    assert set(re.findall(r'name="choose-(\w+)"', said)) == {"prs_Deceased", "prs_MaritalStatus"}
    assert client.post(address, inputs(said)).status_code == 302
    with working_as("organisation-administrator"):
        assert OwnFields.objects.get().hidden == ["prs_Deceased", "prs_MaritalStatus"]


def test_no_form_has_a_way_of_its_own() -> None:
    """Whatever catches that somebody changed a row is the one way, or a button without fields."""
    from pathlib import Path

    import fanal.web.casework.views as views

    folder = Path(views.__file__).parent
    catching = {
        one.name for one in folder.glob("*.py") if "except ChangedMeanwhile" in one.read_text("utf-8")
    }
    assert catching == {"editing.py", "governing.py", "entry.py", "work.py", "basis.py"}
