"""All that is recorded of anybody goes out, comes into another organisation, and goes out of it the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fanal.exchange.files import open_bytes
from fanal.exchange.reading import Reading, ReadSettings, read_content
from fanal.standard import CASE, Field, FieldType, Vocabulary
from fanal.standard.consent import BOX, DUTIES
from fanal.standard.vocabulary import load
from fanal.web.casework.models import Case, Context, Import
from fanal.web.casework.services.own_fields import codes_add, field_add
from fanal.web.casework.transfer import extension
from fanal.web.casework.transfer.extension import CHILD, NAME, OTHER, SERVICE, STAGE, STEP, written_name
from fanal.web.casework.transfer.incoming import CLOSED, STATUS, Brought, cases_write
from fanal.web.casework.transfer.outgoing import Written, records_of
from fanal.web.casework.transfer.rows import ALLEGED, ONCE, PLAN, CaseRow, rows_of
from fanal.web.casework.transfer.sealing_files import FORMS
from fanal.web.casework.transfer.uploaded import read_uploaded
from fanal.web.casework.vocabulary import Words
from fanal.web.organisations.selectors import member
from web.casework.cases import procedures_accepted

if TYPE_CHECKING:
    from fanal.web.access.actor import Actor
    from fanal.web.organisations.models import Organisation

pytestmark = pytest.mark.django_db
TEXTS = (
    "Amina",
    "أمينة بنت سعيد",
    "Оксана Іванівна",
    "阮氏梅",
    "Ọláwálé D’Íñez",
    "नीलम",
    "=1+1",
    "-Zed",
    "a; b, c",
)
LONG = (*TEXTS, "First line\nsecond line", "« Il a dit : non »")
TOLD = {"e164": ("+393201234567", "+2348012345678"), "email": ("a.b@example.org",)}
BANDS = ("9--17", "18--20", "30--38")
Fill = dict[str, Any]


def value_of(field: Field, vocabulary: Vocabulary) -> st.SearchStrategy[Any]:
    """Give values of a field as rows of casework keep them."""
    if field.list is not None:
        codes = [one.code for one in vocabulary.code_list(field).offered()][:40]
        if field.type is FieldType.MULTISELECT:
            some = st.sets(st.sampled_from(codes), min_size=1, max_size=4)
            return some.map(lambda found: sorted(found, key=codes.index))
        return st.sampled_from(codes)
    low, high = field.minimum, field.maximum
    numbers = st.integers(int(low or 0), int(high if high is not None else 90))
    return {
        FieldType.DATE: st.dates(date(1950, 1, 1), date(2024, 12, 31)).map(date.isoformat),
        FieldType.CHECKBOX: st.booleans(),
        FieldType.INTEGER: numbers,
        FieldType.YEAR: st.integers(1990, 2024),
        FieldType.NUMBER: numbers.map(lambda one: one + 0.25),
        FieldType.GEOLOCATION: st.integers(-80, 80).map(lambda one: one + 0.125),
        FieldType.BAND: st.sampled_from(BANDS),
        FieldType.LONG_TEXT: st.sampled_from(LONG),
    }.get(field.type, st.sampled_from(TOLD.get(field.format or "", TEXTS)))


def row_of(
    fields: list[Field], vocabulary: Vocabulary, *, least: tuple[str, ...] = ()
) -> st.SearchStrategy[Fill]:
    """Give a row with some fields known and others not."""
    named = {one.name: value_of(one, vocabulary) for one in fields}
    known = {name: one for name, one in named.items() if name in least}
    return st.fixed_dictionaries(known, optional={k: v for k, v in named.items() if k not in known})


@st.composite
def case_row(draw: Any, words: Words, vocabulary: Vocabulary) -> CaseRow:
    """Give a case of which anything may be known."""
    own = words.vocabulary

    def several(table: str, *least: str, most: int = 2) -> list[Fill]:
        of = vocabulary if table in {one["name"] for one in extension.casework_part()["table"]} else own
        rows = draw(st.lists(row_of(of.of_table(table), of, least=least), max_size=most))
        return [row for row in rows if row]

    once: dict[str, Fill] = {table: draw(row_of(_kept(own, table), own)) for table in ONCE}
    if not any(once.values()):
        # A file in which a case has nothing but a number is no file of cases.
        once["person"]["prs_Gender"] = "Feminine"
    if all(name in once["consent"] for name in DUTIES):
        once["consent"].setdefault(BOX, all(once["consent"][name] == "yes" for name in DUTIES))
    more = draw(row_of([vocabulary[name] for name in sorted(extension.casework_names())], vocabulary))
    if "prs_EstimatedAge" not in more or "prs_EstimatedAgeOn" not in more:
        more = {name: one for name, one in more.items() if not name.startswith("prs_EstimatedAge")}
    if once["case"].get("cas_Status") not in CLOSED:
        more = {name: one for name, one in more.items() if not name.startswith("cas_Clos")}
    if STATUS not in once["victim context"]:
        more = {name: one for name, one in more.items() if not name.startswith("vic_Status")}
    if "prs_Birthdate" not in once["person"]:
        more.pop("prs_BirthdateEstimated", None)
    rows = {name: several(name) for name in (ALLEGED, "case comment", "historic trafficking event", PLAN)}
    rows |= {NAME: several(NAME, "nam_First"), CHILD: several(CHILD), OTHER: several(OTHER, "oth_Role")}
    rows |= {SERVICE: several(SERVICE, "srv_Kind", "srv_GivenOn")}
    rows |= {STAGE: several(STAGE, "stg_Kind", "stg_BeginsOn")}
    steps = several(STEP, "stp_What") if rows[PLAN] else []
    rows[STEP] = [one | {"stp_Plan": 1 + place % len(rows[PLAN])} for place, one in enumerate(steps)]
    rows[STEP].sort(key=lambda one: one["stp_Plan"])
    for one in rows[OTHER]:
        if one["oth_Role"] != "victim":
            one["oth_Role"] = "other"
            for name in [name for name in one if name.startswith("oth_vic_")]:
                del one[name]
    return CaseRow("1", once, {name: some for name, some in rows.items() if some}, (), more)


def _kept(vocabulary: Vocabulary, table: str) -> list[Field]:
    return [one for one in vocabulary.of_table(table) if one.type is not FieldType.UNTYPED]


@pytest.fixture
def lakeside_as(harbour: Organisation) -> Any:
    """Work in another organisation: ``with lakeside_as() as actor:``."""
    from fanal.web.access.actor import current_actor
    from fanal.web.keys.hierarchy import remembered
    from fanal.web.organisations.tenancy import acting, tenant
    from web.access.people import member_of
    from web.keys.founding import found

    made = found("lakeside")
    procedures_accepted(made)
    who = {
        role: member_of(made.pk, f"lake-{role}", role)
        for role in ("supervisor", "organisation-administrator")
    }

    @contextmanager
    def working(role: str = "supervisor") -> Iterator[Actor]:
        with acting(who[role].user_id), tenant(made.pk), remembered():
            yield current_actor()

    return working


def own_fields_added(actor: Actor) -> None:
    """Add a field of an organisation's own to each kind of table, and a code to a list of the standard."""
    label = {"en": "House key", "fr": "Clé de la maison"}
    for table, kind, codes in (
        ("person", "text", None),
        ("victim context", "multiselect", [("One", "Un"), ("Two", "Deux")]),
        ("case", "date", None),
        ("support plan", "picklist", [("One", "Un"), ("Two", "Deux")]),
    ):
        more = {"disclosure": "sensitive", "leaves": False}
        field = {"table": table, "type": kind, "label": label, "description": label, **more}
        field_add(by=actor, field=field, codes=codes)
    codes_add(by=actor, list_name="type-of-exploitation", codes=[("Kept in a cellar", "Retenue à la cave")])


def brought_in(rows: list[CaseRow], actor: Actor) -> list[Case]:
    owner = member(actor.user_id)
    assert owner is not None
    of = Import.objects.create(made_by_id=actor.user_id, settings={})
    made = cases_write(rows, Brought(of, owner))
    Context.objects.filter(case__in=made).update(shared=True)
    return list(Case.objects.filter(pk__in=[one.pk for one in made]).select_related("person"))


def written(cases: list[Case], actor: Actor) -> Written:
    """Write cases with everybody in them."""
    pairs = Context.objects.filter(case__in=cases).values_list("case", "person")
    return records_of(cases, actor=actor, alleged=True, others=list(pairs))


def as_file(said: Written, form: str) -> bytes:
    file = BytesIO()
    FORMS[form][1](said, file, "fr")
    return file.getvalue()


def table(said: Written) -> dict[str, list[dict[str, Any]]]:
    """Give all that is written, without what numbers the cases."""
    frames = {"cases": said.records.cases, **said.records.repeated}
    return {
        name: [
            {key: value for key, value in row.items() if value is not None and key != CASE}
            for row in frame.iter_rows(named=True)
        ]
        for name, frame in frames.items()
    }


def received(raw: bytes) -> Reading:
    return read_uploaded(open_bytes(raw, "cases"), {})


@pytest.mark.parametrize("form", FORMS)
def test_everything_comes_through_another_organisation(form: str, working_as: Any, lakeside_as: Any) -> None:
    with working_as("organisation-administrator") as actor:
        own_fields_added(actor)
        words = Words()
        vocabulary = extension.for_writing(words)[0]
    with lakeside_as("organisation-administrator") as actor:
        own_fields_added(actor)

    @settings(max_examples=7, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(row=case_row(words, vocabulary))
    def through(row: CaseRow) -> None:
        with transaction.atomic():
            with working_as("supervisor") as actor:
                first = written(brought_in([row], actor), actor)
            assert first.left_out == 0
            assert_holds(first, row, words)
            raw = as_file(first, form)
            checked = read_content(open_bytes(raw, "cases"), ReadSettings())
            assert not checked.aside.height
            assert [one for one in checked.findings if one.code not in RULES] == []
            with lakeside_as() as actor:
                reading = received(raw)
                assert not reading.aside.height
                second = written(brought_in(list(rows_of(reading.records, 0, 1)), actor), actor)
            assert table(second) == table(first)
            transaction.set_rollback(True)

    through()


RULES = {"standard.consent-disagrees"} | {one["key"] for one in load("checks.toml")["check"]}
"""What may be found in cases that contradict themselves, as random ones do: never a column or a value."""


def assert_holds(said: Written, row: CaseRow, words: Words) -> None:
    """Say that what was recorded is what is written, by the names of the file."""
    names = {one.name: written_name(one) for one in words.vocabulary}
    once = {names.get(name, name): one for some in row.once.values() for name, one in some.items()}
    once |= {name: one for name, one in row.more.items() if name != "prs_TakenFor"}
    there = table(said)
    found = _plain(there["cases"][0])
    assert {name: found.get(name) for name in once} == once
    assert there.keys() - {"cases"} == row.several.keys()
    for name, rows in row.several.items():
        renamed = [{names.get(key, key): one for key, one in some.items()} for some in rows]
        assert sorted(map(_said, renamed)) == sorted(_said(_plain(one)) for one in there[name])


def _plain(row: Fill) -> Fill:
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in row.items()}


def _said(row: Fill) -> str:
    return repr(sorted(row.items()))
