"""What leaves beyond the standard: everybody by their own basis, nothing in the clear; by the API too."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyrage
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from fanal.exchange.files import open_bytes
from fanal.exchange.reading import Reading, ReadSettings, read_content
from fanal.standard import htcds
from fanal.web.api import limits
from fanal.web.casework import editing
from fanal.web.casework.models import (
    Accompanying,
    Case,
    Comment,
    Context,
    Copy,
    Import,
    Person,
    PlanStep,
    Service,
    Stage,
    SupportPlan,
)
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.own_fields import field_add
from fanal.web.casework.transfer.extension import NAME
from fanal.web.casework.transfer.incoming import Brought, cases_write
from fanal.web.casework.transfer.offered import offered
from fanal.web.casework.transfer.rows import ONCE, CaseRow
from fanal.web.casework.transfer.uploaded import read_uploaded
from fanal.web.casework.vocabulary import Words, own_fields
from fanal.web.organisations.selectors import member
from web.casework.asking import CASES, Asked, ask, ask_by
from web.casework.cases import person_named
from web.casework.test_exports import ADDRESS, agreed
from web.casework.test_exports import sent as sent_by_passphrase
from web.keys.searching import planted_secrets_found
from web.keys.test_stolen import taken

if TYPE_CHECKING:
    from django.test import Client

    from fanal.web.operations.embedded import Cluster

__all__ = ["ask", "ask_by"]
PLANTED = {
    "other script": "Цветелина",
    "second script": "زفيتلينا",
    "reach": "Only by the bakery of Ostrava",
    "own field": "Quarrelsome lodgings",
    "other person": "Zdravomyslova",
    "child": "Perpetuaflora",
    "service": "Went along to the notary Quist",
    "stage": "Heard by the prefect Starkadder",
    "step": "Fetch the tin box from Impasse",
    "authority": "Tribunal of Xanadutown",
}
LABEL = {"en": "House", "fr": "Maison"}
FIELD = {"table": "person", "type": "text", "label": LABEL, "description": LABEL, "disclosure": "sensitive"}


RECEIVER = pyrage.x25519.Identity.generate()


def everything(actor: Any, *, agrees: bool = True) -> Case:
    """Open a case of which something is recorded in every column that casework adds."""
    names = [{"first": PLANTED["other script"]}, {"first": PLANTED["second script"], "use": "papers"}]
    own = {"prs_House": PLANTED["own field"]} if own_fields() else {}
    person = person_named("Amina", "Farouk", names=names, **own)
    editing.change(person, seen=person.version, reach=PLANTED["reach"])
    case = case_open(person=person, by=actor)
    sister = person_named("Olga", PLANTED["other person"])
    context_add(case=case, person=sister, role=Context.Role.OTHER, by=actor)
    for one in (person, sister) if agrees else (person,):
        agreed(one)
    about: dict[str, Any] = {"case": case, "person_id": person.pk}
    today = timezone.localdate()
    editing.create(Accompanying, **about, name=PLANTED["child"], born=date(2019, 4, 5), relation="child")
    editing.create(Service, **about, kind="legal-information", given_on=today, note=PLANTED["service"])
    editing.create(Stage, **about, kind="presumed", begins_on=today, note=PLANTED["stage"])
    plan = editing.create(SupportPlan, **about, coded={}, told={"spl_Objectives": "Her own door."})
    editing.create(PlanStep, plan=plan, person_id=person.pk, what=PLANTED["step"])
    return Case.objects.select_related("person").get(pk=case.pk)


def sent(more: dict[str, str] | None = None) -> dict[str, str]:
    return sent_by_passphrase({"passphrase": "", "recipient": str(RECEIVER.to_public()), **(more or {})})


def opened(content: bytes) -> bytes:
    return pyrage.decrypt(content, [RECEIVER])


def read(plain: bytes) -> Reading:
    return read_content(open_bytes(plain, "cases"), ReadSettings())


@pytest.mark.django_db
class TestEverybodyByTheirOwnBasis:
    def test_another_person_of_a_case_stays_without_a_basis_of_her_own(
        self, client_of: Callable[[str], Client], working_as: Any
    ) -> None:
        with working_as("supervisor") as actor:
            case = everything(actor, agrees=False)
            sister = Context.objects.get(case=case, role=Context.Role.OTHER)
        page = client_of("supervisor").get(ADDRESS, {"purpose": "referral", "identifying": "on"})
        assert (page.context["leave"], page.context["others"]) == (1, 0)
        assert page.context["others_reasons"] == [("web.casework.leave-nothing-recorded", 1)]
        assert PLANTED["other person"] not in page.content.decode()
        plain = opened(client_of("supervisor").post(ADDRESS, sent()).content)
        assert (
            PLANTED["other person"].encode() not in plain
            and "other person" not in json.loads(plain)["cases"][0]
        )
        with working_as("supervisor"):
            assert [one.person_id for one in Copy.objects.all()] == [case.person_id]
            agreed(sister.person)
        plain = opened(client_of("supervisor").post(ADDRESS, sent()).content)
        (other,) = json.loads(plain)["cases"][0]["other person"]
        assert other["oth_SecondName"] == PLANTED["other person"] and other["oth_Role"] == "other"
        with working_as("supervisor"):
            assert {one.person_id for one in Copy.objects.all()} == {case.person_id, sister.person_id}
            agreed(sister.person, answer="withdrawn")
        page = client_of("supervisor").get(ADDRESS, {"purpose": "referral"})
        assert page.context["others_reasons"] == [("web.casework.leave-withdrawn", 1)]
        plain = opened(client_of("supervisor").post(ADDRESS, sent()).content)
        assert PLANTED["other person"].encode() not in plain

    def test_nothing_leaves_of_somebody_who_is_not_shared_with_the_case(
        self, client_of: Callable[[str], Client], working_as: Any
    ) -> None:
        with working_as("supervisor") as actor:
            everything(actor)
            Context.objects.filter(role=Context.Role.OTHER).update(shared=False)
        page = client_of("supervisor").get(ADDRESS, {"purpose": "referral"})
        assert page.context["others_reasons"] == [("web.casework.export-not-shared", 1)]
        assert PLANTED["other person"].encode() not in opened(
            client_of("supervisor").post(ADDRESS, sent()).content
        )

    def test_a_child_with_a_record_of_its_own_stays_without_a_basis(
        self, client_of: Callable[[str], Client], working_as: Any
    ) -> None:
        with working_as("supervisor") as actor:
            case = everything(actor)
            child = person_named("Perpetua", "Ownrecord")
            editing.create(Accompanying, case=case, person_id=case.person_id, child=child, relation="child")
        page = client_of("supervisor").get(ADDRESS, {"purpose": "referral"})
        assert page.context["others_reasons"] == [("web.casework.leave-nothing-recorded", 1)]
        plain = opened(client_of("supervisor").post(ADDRESS, sent()).content)
        assert b"Ownrecord" not in plain and PLANTED["child"].encode() in plain

    def test_alleged_perpetrators_need_a_choice_and_the_right_to_know_of_them(
        self, client_of: Callable[[str], Client], working_as: Any
    ) -> None:
        with working_as("supervisor") as actor:
            case = everything(actor)
            somebody = person_named("Said", "Tobeone")
            context_add(
                case=case,
                person=somebody,
                role=Context.Role.PERPETRATOR,
                by=actor,
                source="She said so.",
                told={"per_RoleDetails": "Drove the lorry."},
            )
            Context.objects.filter(person=somebody).update(shared=True)
        assert "alleged" in client_of("supervisor").get(ADDRESS).context["form"].fields
        assert "alleged" not in client_of("data-manager").get(ADDRESS).context["form"].fields
        without = opened(client_of("supervisor").post(ADDRESS, sent()).content)
        wanted = opened(client_of("supervisor").post(ADDRESS, sent({"alleged": "on"})).content)
        forged = opened(client_of("data-manager").post(ADDRESS, sent({"alleged": "on"})).content)
        assert b"lorry" in wanted and b"lorry" not in without + forged
        assert b"Tobeone" not in without + wanted + forged


@pytest.mark.django_db
def test_without_names_nothing_of_it_says_who_somebody_is(
    client_of: Callable[[str], Client], working_as: Any
) -> None:
    with working_as("organisation-administrator") as actor:
        field_add(by=actor, field={**FIELD, "leaves": False})
    with working_as("supervisor") as actor:
        everything(actor)
    said = sent()
    del said["identifying"]
    plain = opened(client_of("supervisor").post(ADDRESS, said).content).decode()
    assert not [one for one in PLANTED.values() if one in plain]
    assert "srv_Kind" in plain and "oth_Gender" in plain
    assert read(plain.encode()).findings == ()


@pytest.mark.django_db(transaction=True)
def test_no_planted_word_lies_in_the_clear(
    client_of: Callable[[str], Client],
    working_as: Any,
    cluster: Cluster,
    tmp_path: Path,
    caplog: Any,
    capfd: Any,
) -> None:
    """Neither in the sealed file, nor in a dump of the database with its audit trail, files or logs."""
    with working_as("organisation-administrator") as actor:
        field_add(by=actor, field={**FIELD, "leaves": False})
    with working_as("supervisor") as actor:
        everything(actor)
    client, secrets = client_of("supervisor"), [one for name, one in PLANTED.items() if name != "authority"]
    for form in ("json", "csv", "excel"):
        answer = client.post(ADDRESS, sent({"form": form}))
        (tmp_path / f"sealed.{form}").write_bytes(answer.content + str(answer.headers).encode())
        plain = opened(answer.content)
        if form != "json":
            with zipfile.ZipFile(BytesIO(plain)) as archive:
                plain = b"".join(archive.read(name) for name in archive.namelist())
        # The search would find them: they are in what only the receiver opens.
        assert not [one for one in secrets if one.encode() not in plain], form
    (tmp_path / "logs").write_text(caplog.text + "".join(capfd.readouterr()))
    taken(cluster, tmp_path)
    assert planted_secrets_found(tmp_path, secrets) == []
    assert planted_secrets_found(Path(settings.INSTALLATION.data), secrets) == []


@pytest.mark.django_db
def test_own_fields_that_one_does_not_have_are_kept_aside_and_offered(
    client_of: Callable[[str], Client], working_as: Any
) -> None:
    with working_as("organisation-administrator") as actor:
        own = field_add(by=actor, field={**FIELD, "leaves": False})
    with working_as("supervisor") as actor:
        everything(actor)
    plain = opened(client_of("supervisor").post(ADDRESS, sent()).content)
    assert read(plain).findings == () and b"prs_own_House" in plain
    with working_as("organisation-administrator"):
        # Another organisation, which has none.
        own.delete()
        content = open_bytes(plain, "cases.json")
        found = read_uploaded(content, {})
        assert {one.code for one in found.findings} == {"exchange.column-unknown"}
        assert found.aside["value"].to_list() == [PLANTED["own field"]]
        assert offered(content, Words()).labels == ["House"]
    client = client_of("data-manager")
    client.post("/o/harbour/cases/imports/", {"file": SimpleUploadedFile("cases.json", plain)})
    with working_as("data-manager"):
        row = Import.objects.get()
    address = f"/o/harbour/cases/imports/{row.pk}/"
    assert client.get(address).context["offered"] == ["House"]
    assert "fields/" not in client_of("supervisor").get(address).content.decode()
    assert client.post(f"{address}fields/").status_code == 302
    assert client.get(address).context["offered"] == []
    with working_as("data-manager"):
        found = read_uploaded(content, {})
        assert found.findings == () and found.records.cases["prs_House"].to_list() == [PLANTED["own field"]]


@pytest.mark.django_db
def test_what_a_file_says_of_somebody_who_is_here_already_is_kept_with_the_case(working_as: Any) -> None:
    with working_as("supervisor") as actor:
        person, owner = person_named("Amina", "Farouk"), member(actor.user_id)
        assert owner is not None
        names = [{"nam_First": PLANTED["other script"]}]
        once: dict[str, Any] = {key: {} for key in ONCE}
        row = CaseRow("1", once, {NAME: names}, (), {"prs_SafeContact": PLANTED["reach"]})
        of = Import.objects.create(made_by_id=actor.user_id)
        (case,) = cases_write([row], Brought(of, owner), {"1": person})
        assert case.person_id == person.pk and not Person.objects.get(pk=person.pk).reach
        text = Comment.objects.get(case=case).text
        assert PLANTED["other script"] in text and PLANTED["reach"] in text


WHOLE: dict[str, Any] = {
    **CASES[0],
    "prs_SafeContact": PLANTED["reach"],
    "prs_NeedsInterpreter": True,
    "other name": [{"nam_First": PLANTED["other script"], "nam_Use": "script"}],
    "service": [{"srv_Kind": "food", "srv_GivenOn": "2024-05-06", "srv_Quantity": 2}],
    "accompanying child": [{"chd_Name": PLANTED["child"], "chd_Birthdate": "2019-04-05"}],
}


@pytest.mark.django_db
class TestByTheApi:
    def test_what_was_read_can_be_sent_back_with_all_of_it(self, ask: Asked, working_as: Any) -> None:
        made = ask("/import", {"cases": [WHOLE], "purposes": ["referral"]}).json()
        assert made["findings"] == []
        read = ask("?purpose=referral&identifying=true").json()
        assert {"other name", "service", "accompanying child"} <= read["cases"][0].keys()
        for extension in (read["extension"], []):
            now = ask("?purpose=referral&identifying=true").json()["cases"]
            key = f"sent-back-{len(extension)}"
            said = ask("/import", {"cases": now, "extension": extension}, key=key).json()
            assert [one["outcome"] for one in said["results"]] == ["updated"] and said["findings"] == []
            again = ask("?purpose=referral&identifying=true").json()["cases"]
            assert [{**one, "version": 0} for one in again] == [{**one, "version": 0} for one in now]

    def test_what_is_given_takes_the_place_of_what_was_there(self, ask: Asked, working_as: Any) -> None:
        made = ask("/import", {"cases": [WHOLE]}).json()["results"][0]
        with working_as("data-manager"):
            person = Person.objects.get(cases=made["id"])
            editing.change(person, seen=person.version, age=Person.Age.DISPUTED)
        change = {
            "id": made["id"],
            "version": made["version"],
            "prs_SafeContact": "By post",
            "prs_TakenFor": "adult",
            "other name": [{"nam_First": PLANTED["second script"]}],
            "service": [*WHOLE["service"], {"srv_Kind": "cash", "srv_GivenOn": "2024-06-07"}],
        }
        said = ask("/import", {"cases": [change]}, key="changed-of-a-test").json()
        assert said["results"][0]["outcome"] == "updated" and said["findings"] == []
        with working_as("data-manager"):
            person = Person.objects.get(cases=made["id"])
            assert (person.reach, person.interpreter, person.age) == ("By post", True, Person.Age.DISPUTED)
            assert [one["first"] for one in person.told["names"]] == [PLANTED["second script"]]
            assert sorted(Service.objects.values_list("kind", flat=True)) == ["cash", "food"]
            assert Accompanying.objects.count() == 1 and not Comment.objects.filter(person=None).exists()

    def test_no_500_whatever_is_sent_for_a_case_that_is_here(
        self, ask: Asked, working_as: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = ask("/import", {"cases": [WHOLE], "purposes": ["referral"]}).json()["results"][0]
        monkeypatch.setattr(limits, "BY_TOKEN", 10**6)
        monkeypatch.setattr(limits, "BY_ADDRESS", 10**6)
        names = st.sampled_from(
            [
                *WHOLE,
                *(one.name for one in htcds()),
                "prs_own_House",
                "other person",
                "stage",
                "plan step",
            ]
        )
        values = st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False)
            | st.text(max_size=8)
            | st.sampled_from(["2024-02-30", "2024-05-06", "food", "NG", "9--17", "=1+1"]),
            lambda one: (
                st.lists(one, max_size=3) | st.dictionaries(names | st.text(max_size=4), one, max_size=3)
            ),
            max_leaves=6,
        )
        parts = st.sampled_from(["vocabulary", "table", "field", "code", "deprecated"]) | st.text(max_size=4)
        rows = st.dictionaries(
            st.sampled_from(["part", "name", "table", "type", "list", "prefix", "minimum", "label_en"]),
            parts | st.sampled_from(["prs_own_House", "person", "text", "gender", "x_", "1"]),
        )
        answers: set[int] = set()
        count = 0

        @trying(
            max_examples=60, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(
            changed=st.dictionaries(names, values, max_size=5),
            version=st.just(None) | st.integers(-1, 3),
            extension=st.just([]) | st.lists(rows, max_size=3),
        )
        def send(changed: Any, version: Any, extension: Any) -> None:
            nonlocal count
            count += 1
            here = {"id": made["id"], "version": version or _version(made["id"], working_as)}
            body = {"cases": [{**changed, **here}], "extension": extension}
            answer = ask("/import", body, key=f"key-of-a-try-{count}")
            assert answer.status_code in (200, 400, 422), answer.content
            answers.add(answer.status_code)
            assert ask("?purpose=referral&identifying=true").status_code == 200

        send()
        assert {200, 422} <= answers


def _version(case: str, working_as: Any) -> int:
    with working_as("data-manager"):
        return int(Case.objects.get(pk=case).version)
