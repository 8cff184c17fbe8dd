"""A file is looked at, mended, brought in without doubling, and taken back; none of it lies in the clear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from fanal.exchange.writing import write_excel, write_json
from fanal.fictional.generation import generate
from fanal.web.casework import editing
from fanal.web.casework.models import Basis, Case, Comment, Context, Copy, Import, Imported, Person
from fanal.web.casework.selectors.basis import may_leave
from fanal.web.casework.services import bringing_in as services
from fanal.web.casework.tabs import links
from fanal.web.jobs.models import JobTicket
from fanal.web.keys.models import Erasure, PersonKey, SealedFile
from fanal.web.keys.services import hold_set
from web.browser import assert_accessible, screenshot, signed_in
from web.jobs.test_queue import work
from web.keys.searching import planted_secrets_found

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

    from fanal.web.organisations.models import Membership

LIST = "/o/harbour/cases/imports/"
TYPED = """case,First name,Last name,Gender,Birthdate,Citizenship,Consent,Shoe size
H-1,Zwetelina,Plantedname,Womanly,3/4/1990,Nigeria,yes,38
H-2,Amadou,Secondname,Womanly,2001-05-06,Mali,no,41
H-3,Third,Thirdname,Masculine,1988-01-02,Mali,,
"""
SECRETS = ("Zwetelina", "Plantedname", "Secondname", "Womanly")


def uploaded(content: bytes, name: str = "cases.csv") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content)}


def look(client: Client, content: bytes = TYPED.encode(), name: str = "cases.csv") -> str:
    response = client.post(LIST, uploaded(content, name))
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def fictional_file(cases: int, form: str = "json", seed: int = 3) -> bytes:
    file, records = BytesIO(), generate(cases, seed).records
    if form == "json":
        write_json(records, file)
    else:
        write_excel(records, file, language="fr", vocabulary=records.vocabulary)
    return file.getvalue()


def import_of(address: str) -> Import:
    found: Import = Import.objects.get(pk=address.rstrip("/").rpartition("/")[2])
    return found


@pytest.mark.django_db(transaction=True)
class TestFile:
    @pytest.fixture(autouse=True)
    def _queue(self) -> Iterator[None]:
        from fanal.web.jobs.queue import MANAGER

        yield
        MANAGER.connector.execute_query(
            query="truncate procrastinate_jobs, procrastinate_events, procrastinate_workers cascade"
        )

    def test_it_is_looked_at_mended_and_brought_in(
        self, client_of: Callable[[str], Client], working_as: Any
    ) -> None:
        client = client_of("data-manager")
        address = look(client)
        page = client.get(address)
        said = page.content.decode()
        assert "Womanly" in said and "Shoe size" in said
        form = page.context["form"]
        names = {puzzle.text or puzzle.column: name for name, puzzle in form.puzzles.items()}
        assert names.keys() == {"Womanly", "Shoe size", "3/4/1990", "Last name"}
        assert form.initial[names["Last name"]] == "prs_SecondName"
        mended = client.post(
            f"{address}mend/",
            {
                names["Womanly"]: "Feminine",
                names["3/4/1990"]: "1990-04-03",
                names["Last name"]: "prs_SecondName",
            },
        )
        assert mended.status_code == 302
        page = client.get(address)
        assert {puzzle.text or puzzle.column for puzzle in page.context["form"].puzzles.values()} == {
            "Shoe size"
        }
        assert client.post(f"{address}begin/", {"purposes": ["statistics"]}).status_code == 302
        assert client.get(address).context["job_state"] == "waiting"
        work()
        assert "3 cases came in." in client.get(address).content.decode()
        with working_as("data-manager"):
            persons = {one.told["prs_FirstName"]: one for one in Person.objects.all() if one.told}
            zwetelina = persons["Zwetelina"]
            assert (zwetelina.coded["prs_Gender"], zwetelina.told["prs_Birthdate"]) == (
                "Feminine",
                "1990-04-03",
            )
            assert persons["Amadou"].coded["prs_Gender"] == "Feminine"
            assert may_leave(zwetelina, "statistics").allowed and not may_leave(zwetelina, "research").allowed
            assert not may_leave(persons["Amadou"], "statistics").allowed
            assert not Basis.objects.filter(person=persons["Third"]).exists()
            # What was not understood is a comment of its case: nothing is lost, nor left elsewhere.
            assert Comment.objects.get(person=zwetelina).text.endswith("Shoe size: 38")
            assert not SealedFile.objects.exists()
            row = import_of(address)
            assert (row.file, row.fixes, row.state) == (None, {}, Import.State.DONE)

    def test_what_is_no_value_is_not_taken(self, client_of: Callable[[str], Client]) -> None:
        client = client_of("data-manager")
        address = look(client)
        form = client.get(address).context["form"]
        name = next(name for name, puzzle in form.puzzles.items() if puzzle.text == "3/4/1990")
        again = client.post(f"{address}mend/", {name: "in spring"})
        assert again.status_code == 400
        assert "This is no value of the field either" in again.content.decode()
        assert client.post(f"{address}mend/", {"days": "day"}).status_code == 302
        texts = {puzzle.text for puzzle in client.get(address).context["form"].puzzles.values()}
        assert "3/4/1990" not in texts

    @pytest.mark.parametrize("content", [b"", b"nothing that anybody knows", b"PK\x03\x04 broken"])
    def test_what_is_no_file_of_cases_is_refused_in_words(
        self, client_of: Callable[[str], Client], working_as: Any, content: bytes
    ) -> None:
        response = client_of("data-manager").post(LIST, uploaded(content))
        assert response.status_code == 400
        with working_as("data-manager"):
            assert not Import.objects.exists() and not SealedFile.objects.exists()

    def test_nothing_of_it_lies_in_the_clear(
        self,
        client_of: Callable[[str], Client],
        working_as: Any,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        client = client_of("data-manager")
        address = look(client, name="Plantedname list.csv")
        client.post(f"{address}begin/", {})
        work()
        with working_as("data-manager"):
            assert Case.objects.count() == 3
        assert not planted_secrets_found(tmp_path, SECRETS)
        assert not planted_secrets_found(Path(settings.INSTALLATION.data), SECRETS)

    def test_killed_in_the_middle_it_goes_on_without_doubling(
        self, client_of: Callable[[str], Client], working_as: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(services, "STEP", 4)
        client = client_of("data-manager")
        address = look(client, fictional_file(10), "fictional.json")
        client.post(f"{address}begin/", {})
        with working_as("data-manager"):
            row = import_of(address)
            steps = services.import_steps(row.pk)
            assert next(steps) == (4, 10)
            del steps
        # The step that was under way is undone as a whole; the job is begun again.
        with pytest.raises(ZeroDivisionError), working_as("data-manager"):
            steps = services.import_steps(row.pk)
            assert next(steps) == (8, 10)
            raise ZeroDivisionError
        with working_as("data-manager"):
            assert (Case.objects.count(), import_of(address).done) == (4, 4)
        work()
        with working_as("data-manager"):
            assert (Case.objects.count(), import_of(address).state) == (10, Import.State.DONE)
            references = [
                one.told["cas_Reference"] for one in Case.objects.all() if "cas_Reference" in one.told
            ]
            assert len(references) == len(set(references)) > 5

    def test_it_is_taken_back_save_what_somebody_worked_on(
        self, client_of: Callable[[str], Client], working_as: Any
    ) -> None:
        client = client_of("supervisor")
        address = look(client, fictional_file(8), "fictional.json")
        client.post(f"{address}begin/", {})
        work()
        with working_as("supervisor"):
            cases = list(Case.objects.order_by("number"))
            gone = {one.pk for one in cases[4:]}
            persons = {one.person_id for one in cases[4:]}
            editing.create(Comment, case=cases[0], person_id=cases[0].person_id, text="since")
            editing.create(
                Copy, case=cases[1], person_id=cases[1].person_id, purpose="care", receiver="r", what="w"
            )
            hold_set(cases[2].person_id, reason="a court asks")
            editing.change(cases[3], seen=1, source="")
        assert client.post(f"{address}undo/").status_code == 302
        work()
        said = client.get(address)
        assert [(case.number, why.rpartition("-")[2]) for case, why in said.context["stay"]] == [
            (cases[0].number, "changed"),
            (cases[1].number, "sent"),
            (cases[2].number, "held"),
            (cases[3].number, "changed"),
        ]
        with working_as("supervisor"):
            assert not Case.objects.filter(pk__in=gone).exists() and Case.objects.count() == 4
            assert not PersonKey.objects.filter(pk__in=persons, destroyed_at=None).exists()
            assert persons <= set(Erasure.objects.filter(reason="mistake").values_list("person", flat=True))
            assert not Context.objects.filter(person__in=persons).exists()
            assert Imported.objects.count() == 4

    def test_taken_back_as_a_whole(self, client_of: Callable[[str], Client], working_as: Any) -> None:
        client = client_of("supervisor")
        address = look(client, fictional_file(5, "excel"), "fictional.xlsx")
        client.post(f"{address}begin/", {})
        work()
        client.post(f"{address}undo/")
        work()
        assert "5 cases were taken back" in client.get(address).content.decode()
        with working_as("supervisor"):
            assert not Case.objects.exists()
            assert import_of(address).state == Import.State.UNDONE
            assert set(JobTicket.objects.values_list("state", flat=True)) == {JobTicket.State.DONE}

    def test_every_page_of_a_case_that_came_with_a_file_opens(
        self, client_of: Callable[[str], Client], working_as: Any
    ) -> None:
        client = client_of("supervisor")
        client.post(f"{look(client, fictional_file(6), 'fictional.json')}begin/", {})
        work()
        with working_as("supervisor"):
            addresses = [link.address for case in Case.objects.all() for link in links(case, "harbour", "")]
        assert len(addresses) > 12
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
            addresses, 200
        )

    def test_a_file_is_thrown_away(self, client_of: Callable[[str], Client], working_as: Any) -> None:
        client = client_of("data-manager")
        client.post(f"{look(client)}forget/")
        with working_as("data-manager"):
            assert not Import.objects.exists() and not SealedFile.objects.exists()

    def test_none_but_those_who_may(self, client_of: Callable[[str], Client]) -> None:
        address = look(client_of("data-manager"))
        assert client_of("caseworker").get(address).status_code == 403
        assert client_of("caseworker").post(f"{address}begin/").status_code == 403

    def test_the_number_of_queries_does_not_grow(
        self, client_of: Callable[[str], Client], working_as: Any, django_assert_max_num_queries: Any
    ) -> None:
        client = client_of("supervisor")
        address = look(client, fictional_file(30), "fictional.json")
        client.post(f"{address}begin/", {})
        work()
        with working_as("supervisor"):
            for case in Case.objects.all():
                editing.change(case, seen=1, source="")
        client.post(f"{address}undo/")
        work()
        with django_assert_max_num_queries(70):
            assert len(client.get(address).context["stay"]) == 30


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
def test_import_in_a_browser(page: Page, members: dict[str, Membership]) -> None:
    signed_in(page, members["data-manager"].user)
    page.goto(LIST)
    assert_accessible(page)
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "cases.csv", "mimeType": "text/csv", "buffer": TYPED.encode()}
    )
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name="What was understood").wait_for()
    assert_accessible(page)
    page.get_by_label("Womanly").select_option("Feminine")
    page.get_by_role("button", name="Mend all alike and look again").click()
    page.wait_for_load_state()
    assert page.get_by_label("Womanly").count() == 0
    screenshot(page, "import-preview")
    page.get_by_role("button", name="Bring in 3 cases").click()
    page.get_by_role("heading", name="Bring in the cases of a file").wait_for()
    assert_accessible(page)
    work()
    page.reload()
    page.get_by_text("3 cases came in.").wait_for()
    assert_accessible(page)
    screenshot(page, "import-done")
