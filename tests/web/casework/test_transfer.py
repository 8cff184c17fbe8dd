"""What the site writes as HTCDS is accepted without a finding, and import, export, import gives the same."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fanal.exchange.files import FileContent, open_bytes
from fanal.exchange.reading import Reading, ReadSettings, read_content
from fanal.exchange.writing import write_csv, write_excel, write_json
from fanal.fictional.generation import generate
from fanal.standard import CASE, Records
from fanal.standard.consent import with_derived_box
from fanal.web.access.policy import Decision
from fanal.web.casework.models import Basis, Case, Context, Import, Person, StatusDecision
from fanal.web.casework.selectors.basis import may_leave
from fanal.web.casework.services.search import persons_search
from fanal.web.casework.transfer.incoming import Brought, cases_write
from fanal.web.casework.transfer.outgoing import Written, records_of
from fanal.web.casework.transfer.rows import ALLEGED, rows_of
from fanal.web.casework.transfer.sealing_files import FORMS
from fanal.web.casework.transfer.uploaded import read_uploaded
from fanal.web.organisations.selectors import member

if TYPE_CHECKING:
    from fanal.web.access.actor import Actor

pytestmark = pytest.mark.django_db
SOME = 60
WRITERS: dict[str, Callable[[Records, Any], object]] = {
    "json": write_json,
    "csv": write_csv,
    "excel": lambda records, file: write_excel(records, file, language="en", vocabulary=records.vocabulary),
}


@pytest.fixture(scope="module")
def fictional() -> Records:
    # As every reading does: the box of consent, where the seven duties say it.
    return with_derived_box(generate(SOME, 5).records)


def part(records: Records, places: list[int]) -> Records:
    """Give some cases of records, in the order given."""
    cases = records.cases[places]
    keys = cases[CASE].implode()
    several = {name: rows.filter(rows[CASE].is_in(keys)) for name, rows in records.repeated.items()}
    return Records(records.vocabulary, cases, several, records.fictional)


def brought_in(records: Records, by: Actor, **settings_: Any) -> list[Case]:
    of = Import.objects.create(made_by_id=by.user_id, settings=settings_)
    owner = member(by.user_id)
    assert owner is not None
    made = cases_write(list(rows_of(records, 0, len(records))), Brought(of, owner))
    Context.objects.filter(case__in=made, role=Context.Role.PERPETRATOR).update(shared=True)
    return list(
        Case.objects.filter(pk__in=[one.pk for one in made]).select_related("person").order_by("number")
    )


def in_memory(records: Records, form: str) -> Reading:
    """Read a file that anybody wrote."""
    file = BytesIO()
    WRITERS[form](records, file)
    return read_content(open_bytes(file.getvalue(), f"cases.{form}"), ReadSettings())


def handed_out(said: Written, form: str) -> FileContent:
    """Open a file that casework wrote."""
    file = BytesIO()
    FORMS[form][1](said, file, "en")
    return open_bytes(file.getvalue(), f"cases.{FORMS[form][0]}")


def checked(said: Written, form: str) -> Reading:
    """Read it as `fanal check` does."""
    return read_content(handed_out(said, form), ReadSettings())


def assert_same(one: Records, other: Records, by: str = "cas_Reference") -> None:
    """Compare by all that is recorded; the site numbers cases anew, and keeps them by what numbers them."""
    for name in ("cases", *sorted({*one.repeated, *other.repeated})):
        first, second = (_of(records, name, by) for records in (one, other))
        assert_frame_equal(first, second.select(first.columns), check_row_order=True, categorical_as_str=True)


def _of(records: Records, name: str, by: str) -> pl.DataFrame:
    if name == "cases":
        frame = records.cases.drop(CASE).sort(by)
    else:
        keys = records.cases.select(CASE, by)
        rows = records.repeated.get(name, pl.DataFrame({CASE: pl.Series([], dtype=pl.String)}))
        frame = keys.join(rows, on=CASE, maintain_order="right").drop(CASE).sort(by, maintain_order=True)
    filled = [column for column in frame.columns if frame[column].null_count() < frame.height]
    rows_said = frame.select(sorted(filled))
    return (
        rows_said.filter(pl.any_horizontal(pl.col(set(filled) - {by}).is_not_null())) if filled else rows_said
    )


@pytest.mark.parametrize("form", WRITERS)
def test_import_export_import_gives_the_same_and_check_finds_nothing(
    form: str, fictional: Records, working_as: Any
) -> None:
    read = in_memory(fictional, form)
    assert read.clean
    with working_as("supervisor") as actor:
        first = records_of(brought_in(read.records, actor), actor=actor, alleged=True)
        assert first.left_out == 0
        assert checked(first, form).findings == ()
        again = read_uploaded(handed_out(first, form), {})
        assert again.findings == () and again.aside.height == 0
        assert_same(read.records, again.records)
        second = records_of(brought_in(again.records, actor), actor=actor, alleged=True)
        assert_same(first.records, second.records)


def test_any_cases_come_through(fictional: Records, working_as: Any) -> None:
    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(places=st.lists(st.integers(0, SOME - 1), min_size=1, max_size=6, unique=True))
    def through(places: list[int]) -> None:
        chosen = part(fictional, places)
        with working_as("supervisor") as actor, transaction.atomic():
            out = records_of(brought_in(chosen, actor), actor=actor, alleged=True)
            assert checked(out, "json").findings == ()
            assert_same(chosen, checked(out, "json").records)
            transaction.set_rollback(True)

    through()


def test_a_case_that_was_opened_here_is_written_without_a_finding(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        found = Case.objects.select_related("person").get(pk=case.pk)
        said = records_of([found], actor=actor)
        bare = records_of([found], actor=actor, identifying=False).records
    for form in WRITERS:
        assert checked(said, form).findings == ()
    row = said.records.cases.row(0, named=True)
    assert (row["prs_FirstName"], row["cas_Status"], row["prs_Citizenship"]) == ("Amina", "Active", ["NG"])
    assert not {"prs_FirstName", "prs_SecondName", "prs_Birthdate", "prs_MobilePhone"} & set(
        bare.cases.columns
    )


def test_what_is_sealed_is_sealed_and_everybody_can_be_found(fictional: Records, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        made = brought_in(fictional, actor)
        named = next(one for one in made if one.person.told.get("prs_SecondName"))
        name = f"{named.person.told['prs_FirstName']} {named.person.told['prs_SecondName']}"
        assert named.person_id in {hit.person.pk for hit in persons_search(by=actor, names=[name])}
        with connection.cursor() as cursor:
            for table in ("person", "case", "context", "event", "supportplan"):
                cursor.execute(f"select coded::text from casework_{table}")
                clear = " ".join(row[0] for row in cursor.fetchall())
                for secret in name.split():
                    assert secret not in clear
        assert StatusDecision.objects.count() == fictional.cases["vic_TraffickingStatus"].drop_nulls().len()


def test_alleged_perpetrators_stay_unless_somebody_shares_them(fictional: Records, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        made = brought_in(fictional, actor)
        assert ALLEGED not in records_of(made, actor=actor).records.repeated
        assert ALLEGED in records_of(made, actor=actor, alleged=True).records.repeated
        Context.objects.filter(role=Context.Role.PERPETRATOR).update(shared=False)
        assert ALLEGED not in records_of(made, actor=actor, alleged=True).records.repeated
        sources = {one.source for one in Context.objects.filter(role=Context.Role.PERPETRATOR)}
        assert sources == {"From an imported file."}
    with working_as("evidence-officer") as actor:
        Context.objects.filter(role=Context.Role.PERPETRATOR).update(shared=True)
        assert ALLEGED not in records_of(made, actor=actor, alleged=True).records.repeated


def test_consent_of_a_file_is_for_help_alone(fictional: Records, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        made = {one.person.told.get("prs_IdentityNumber"): one.person for one in brought_in(fictional, actor)}
        purposes = set(Basis.objects.values_list("purpose", flat=True))
        assert purposes == {"care"}
        assert all(isinstance(may_leave(one, "statistics"), Decision) for one in made.values())
        assert not any(may_leave(one, "statistics").allowed for one in made.values())


def test_a_child_is_taken_for_one(fictional: Records, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        made = brought_in(fictional, actor)
        for one in made:
            if "prs_Birthdate" not in one.person.told and one.person.coded.get("prs_AgeBand") == "9--17":
                assert one.person.age == Person.Age.CHILD


def test_the_number_of_queries_does_not_grow(fictional: Records, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        made = brought_in(fictional, actor)

    def queries(cases: list[Case]) -> int:
        with working_as("supervisor") as actor, CaptureQueriesContext(connection) as seen:
            records_of(cases, actor=actor)
        return len(seen)

    assert queries(made[:5]) >= queries(made[:50])
