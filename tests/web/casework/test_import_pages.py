"""What a page says of a file, and what can be said on it: columns, sheets, separators, texts, refusals."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from fanal.exchange.writing import write_excel
from fanal.fictional.generation import generate
from fanal.web.casework.models import Case, Import
from fanal.web.casework.transfer.findings import IN_PAGES
from fanal.web.casework.transfer.uploaded import reading_of
from fanal.web.keys.models import SealedFile
from web.casework.imported import LIST, import_of, look, refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[str], "Client"]
ROWS = """case,First name,Second name,Gender,Birthdate,Mailing city
H-1,Sanne,Visser,Womanly,3/4/1990,Zuidstad
H-2,Ingrid,Sommer,Feminine,1991-02-03,Nordhafen
"""
_COMMAND = re.compile(r"\bfanal [a-z]|(?<!\d)--[a-z]|--json")
_NEVER_OF_A_FILE = ("map-", "mapping-", "fact-", "more-findings", "cannot-write", "no-such", "form-")


def test_no_finding_names_a_command_on_a_page() -> None:
    named = set()
    for room in ("exchange", "standard"):
        place = files(f"fanal.{room}").joinpath("messages.toml")
        for key, said in tomllib.loads(place.read_text(encoding="utf-8")).items():
            if _COMMAND.search(str(said)) and not key.startswith(_NEVER_OF_A_FILE):
                named.add(f"{room}.{key}")
    assert named and named <= set(IN_PAGES)


def test_the_page_of_a_file_names_no_command_but_its_own_way(client_of: ClientOf) -> None:
    client = client_of("data-manager")
    rows = ROWS.replace("Mailing city", "Shoe size")
    said = client.get(look(client, rows)).content.decode()
    main = re.sub(r"<[^>]+>", " ", said.partition("<main")[2])
    assert not _COMMAND.search(main)
    assert "Say below which comes first, the day or the month" in main
    assert 'href="#id_days_0"' in said and 'id="id_days_0"' in said
    assert 'href="#columns"' in said and 'id="columns"' in said


def test_a_column_that_was_understood_as_another_is_changed_left_aside_and_taken_back(
    client_of: ClientOf, working_as: Any
) -> None:
    client = client_of("data-manager")
    address = look(client, ROWS)
    page = client.get(address)
    [place] = [one.place for one, *_ in page.context["columns"] if one.heading == "Mailing city"]
    column = f"{address}columns/{place.replace(':', '/')}/"
    shown = client.get(column).content.decode()
    assert "Zuidstad" in shown and "Nordhafen" in shown and column in page.content.decode()

    def fields() -> set[str]:
        with working_as("data-manager"):
            return {one.name for one in reading_of(import_of(address)).records.fields()}

    assert "prs_MailingCity" in fields()
    assert client.post(column, {"field": "prs_MailingStreet"}).status_code == 302
    assert "prs_MailingCity" not in fields() and "prs_MailingStreet" in fields()
    assert "Mailing city" in client.get(address).content.decode()
    assert client.post(column, {"field": "aside"}).status_code == 302
    assert not fields() & {"prs_MailingCity", "prs_MailingStreet"}
    [said] = client.get(address).context["mended"]
    assert client.post(f"{address}mend/", {"unsay": said.mark}).status_code == 302
    assert "prs_MailingCity" in fields()
    assert client.post(column, {"field": "nonsense"}).status_code == 400
    assert client.get(f"{address}columns/0/99/").status_code == 404


def test_what_was_said_of_a_text_is_taken_back(client_of: ClientOf) -> None:
    client = client_of("data-manager")
    address = look(client, ROWS)
    form = client.get(address).context["form"]
    [name] = [name for name, one in form.puzzles.items() if one.text == "Womanly"]
    client.post(f"{address}mend/", {name: "Feminine", "days": "day"})
    page = client.get(address)
    assert [one.text for one in page.context["form"].puzzles.values()] == []
    assert page.context["form"].initial["days"] == "day"
    [said] = page.context["mended"]
    assert "Womanly" in said.words
    client.post(f"{address}mend/", {"unsay": said.mark})
    assert [one.text for one in client.get(address).context["form"].puzzles.values()] == ["Womanly"]


def test_the_heading_of_a_template_with_names_over_labels_is_changed_too(
    client_of: ClientOf, working_as: Any
) -> None:
    file, records = BytesIO(), generate(4, 3).records
    write_excel(records, file, language="en", vocabulary=records.vocabulary)
    client = client_of("data-manager")
    address = look(client, file.getvalue(), "cases.xlsx")
    columns = [one for one, *_ in client.get(address).context["columns"]]
    [first] = [one for one in columns if one.field and one.field.name == "prs_FirstName"]
    client.post(f"{address}columns/{first.place.replace(':', '/')}/", {"field": "prs_MiddleName"})
    with working_as("data-manager"):
        read = reading_of(import_of(address)).records.cases
        assert read["prs_MiddleName"].to_list() == records.cases["prs_FirstName"].to_list()
        assert "prs_FirstName" not in read.columns


def test_one_sheet_of_several_is_chosen_and_its_headings_guessed(client_of: ClientOf) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book, file = openpyxl.Workbook(), BytesIO()
    for sheet, rows in (
        (book.active, [["First name", "Second name"], ["Sanne", "Visser"]]),
        (book.create_sheet("Others"), [["Vorname", "Surname", "Gender"], ["Ingrid", "Sommer", "Feminine"]]),
    ):
        for row in rows:
            sheet.append(row)
    book.save(file)
    client = client_of("data-manager")
    address = look(client, file.getvalue(), "cases.xlsx")
    assert "Others" in client.get(address).content.decode()
    assert client.post(f"{address}mend/", {"sheet": "2"}).status_code == 302
    page = client.get(address)
    assert {one.sheet for one, *_ in page.context["columns"]} == {"Others"}
    assert client.post(f"{address}mend/", {"sheet": "9"}).status_code == 400


def test_a_separator_is_said_where_it_was_not_found(client_of: ClientOf) -> None:
    rows = "First name|Second name;Gender\nSanne|Visser;Feminine\nIngrid|Sommer;Feminine\n"
    client = client_of("data-manager")
    address = look(client, rows, separator="bar")
    assert [one.heading for one, *_ in client.get(address).context["columns"]] == [
        "First name",
        "Second name;Gender",
    ]
    assert client.post(f"{address}mend/", {"separator": "semicolon"}).status_code == 302
    assert [one.heading for one, *_ in client.get(address).context["columns"]] == [
        "First name|Second name",
        "Gender",
    ]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "cases.csv", "is empty"),
        (b"  \n\n ", "cases.csv", "is empty"),
        (b"First name,Gender\n", "cases.csv", "no case under them"),
        (b"Stars,Moons\n1,2\n", "cases.csv", "No heading in cases.csv"),
        (b"PK\x03\x04 broken", "cases.xlsx", "damaged or was cut off"),
        (b'{"cases": [{"prs_FirstName": "San', "cases.json", "breaks off"),
        (b'First name,Gender\n"Sanne,Feminine\n', "cases.csv", "never closed"),
        (b"%PDF-1.7 ...", "cases.xlsx", "is a PDF"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_leaves_nothing(
    client_of: ClientOf, working_as: Any, content: bytes, name: str, told: str
) -> None:
    said = refused(client_of("data-manager"), content, name)
    assert told in said and not _COMMAND.search(said)
    with working_as("data-manager"):
        assert not Import.objects.exists() and not SealedFile.objects.exists()


def test_a_truncated_workbook_is_refused(client_of: ClientOf) -> None:
    file, records = BytesIO(), generate(40, 3).records
    write_excel(records, file, language="en", vocabulary=records.vocabulary)
    whole = file.getvalue()
    assert "damaged or was cut off" in refused(client_of("data-manager"), whole[: len(whole) // 2], "c.xlsx")


def test_letters_written_in_another_way_are_read_and_told_of(client_of: ClientOf, working_as: Any) -> None:
    client = client_of("data-manager")
    rows = ROWS.replace("Sanne", "Zoë").replace("Zuidstad", "Besançon")
    address = look(client, rows.encode("windows-1252"))
    page = client.get(address)
    assert "If accents look wrong" in page.content.decode()
    with working_as("data-manager"):
        assert reading_of(import_of(address)).records.cases["prs_FirstName"][0] == "Zoë"
    address = look(client, rows.encode("utf-16"))
    with working_as("data-manager"):
        assert reading_of(import_of(address)).records.cases["prs_FirstName"][0] == "Zoë"


def test_a_file_that_is_too_large_is_told_so_in_its_form(client_of: ClientOf, working_as: Any) -> None:
    limit = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    said = client_of("data-manager").post(
        LIST, b"x" * (limit + 1), content_type="multipart/form-data; boundary=b"
    )
    assert said.status_code == 413
    text = said.content.decode()
    assert "20 MB" in text and "Divide" in text
    with working_as("data-manager"):
        assert not Import.objects.exists()


@pytest.mark.usefixtures("nothing_accepted")
def test_the_first_case_waits_for_the_procedures(client_of: ClientOf, working_as: Any) -> None:
    client = client_of("supervisor")
    for asked in (client.get(LIST), client.get("/o/harbour/cases/new/"), client.post(LIST, {})):
        assert asked.status_code == 409
        assert "/o/harbour/governance/procedures/" in asked.content.decode()
    with working_as("supervisor"):
        assert not Case.objects.exists()


def test_what_is_no_longer_as_it_was_seen_is_told_so(client_of: ClientOf) -> None:
    client = client_of("data-manager")
    address = look(client, ROWS)
    client.post(f"{address}begin/", {})
    again = client.post(f"{address}begin/", {})
    assert again.status_code == 409 and "no longer as you saw it" in again.content.decode()
