"""The CTDC flat form as data: every value of the published file has its place; so has every crosswalk row."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from fanal.standard import Disclosure, Field, FieldType, ctdc, htcds
from fanal.standard.bands import parse_band
from fanal.standard.crosswalk import Relation, crosswalk, ctdc_spellings
from fanal.standard.spelling import fold, matcher, split_choices

FILE = "ctdc_global_kanon_20210715.csv.gz"
MAPPED = (
    "prs_Gender",
    "vic_MethodsOfControl",
    "vic_TypeOfExploitation",
    "vic_ForcedLabourIndustry",
    "vic_TypeOfSexExploitation",
    "vic_RelationshipToTrafficker",
)


@cache
def _published(folder: Path) -> pl.DataFrame:
    with gzip.open(folder / "data" / "ctdc" / FILE) as file:
        return pl.read_csv(file.read(), infer_schema=False)


def _understood(field: Field, value: str) -> bool:
    """Whether the data of the vocabulary has a place for a value."""
    if field.type is FieldType.CHECKBOX:
        return value in ("0", "1")
    if field.type is FieldType.YEAR:
        return re.fullmatch(r"20\d\d", value) is not None
    codes = ctdc().code_list(field)
    if field.type is FieldType.BAND:
        return parse_band(value) in codes.by_code
    if field.type is FieldType.MULTISELECT:
        found, rest = split_choices(value, matcher(codes))
        return bool(found) and not rest and len(found) == len({fold(part) for part in value.split(";")})
    return matcher(codes).find(value) is not None


def test_every_value_of_the_published_file_has_its_place(real_data: Path) -> None:
    table = _published(real_data)
    assert table.shape == (97_750, 63)
    for column in table.columns:
        values = table[column].drop_nulls().unique().to_list()
        lost = [value for value in values if not _understood(ctdc()[column], value)]
        assert not lost, (column, lost[:3])


def test_picklists_hold_the_very_texts_of_the_published_file(real_data: Path) -> None:
    table = _published(real_data)
    for field in ctdc():
        if field.type in (FieldType.PICKLIST, FieldType.BAND) and field.name in table.columns:
            assert set(table[field.name].drop_nulls()) <= set(ctdc().code_list(field).by_code), field.name


def test_layouts_have_the_published_header_lines(real_data: Path) -> None:
    by_name = {spelling.name: spelling for spelling in ctdc_spellings()}
    assert list(by_name["k-anonymised-2021"].columns) == _published(real_data).columns
    readme = (real_data / "data" / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"`(yearOfRegistration,[^`]*)`", readme)
    assert [",".join(by_name[name].columns) for name in ("global-2020", "synthetic-2021")] == lines


def test_fields_stand_in_the_order_of_the_fullest_file() -> None:
    names = [field.name for field in ctdc()]
    assert names[:63] == list(ctdc_spellings()[0].columns)
    spelled = {spelling: field.name for field in ctdc() for spelling in (field.name, *field.also)}
    for layout in ctdc_spellings():
        assert all(column in spelled for column in layout.columns), layout.name
        assert len({spelled[column] for column in layout.columns}) == len(layout.columns)
    assert {spelled[column] for layout in ctdc_spellings() for column in layout.columns} == set(names)


def test_a_layout_knows_what_is_missing_and_what_was_withheld() -> None:
    by_name = {spelling.name: spelling for spelling in ctdc_spellings()}
    old = by_name["global-2020"]
    assert old.is_redacted("citizenship", "0") and old.is_redacted("CountryOfExploitation", "0")
    assert not old.is_redacted("isForcedLabour", "0") and not old.is_missing("isForcedLabour", "0")
    assert old.is_missing("isForcedLabour", "-99") and old.is_missing("citizenship", "")
    assert not old.is_missing("citizenship", "NA")
    assert not by_name["k-anonymised-2021"].is_redacted("citizenship", "0")


def test_codes_and_countries_of_the_data_dictionary_are_understood(real_data: Path) -> None:
    book = CalamineWorkbook.from_path(real_data / "data" / "ctdc" / "CTDC_kanon_dict_20210825.xlsx")
    rows = [[str(cell).strip() for cell in row] for row in book.get_sheet_by_name("Lookups ").to_python()]
    countries = matcher(ctdc().lists["iso-3166"])
    start = next(number for number, row in enumerate(rows) if row[0] == "Country")
    seen = [(row[1], row[2]) for row in rows[start + 1 :] if re.fullmatch("[A-Z]{2}", row[1]) and row[2]]
    assert len(seen) > 240
    for code, name in seen:
        expected = {"ZR": "CD"}.get(code, code)
        assert countries.find(code) == expected
        assert countries.find(name) == expected, name
    bands = [row[1] for row in rows if parse_band(row[1]) and ("--" in row[1] or row[1].endswith("+"))]
    assert bands == [code.code for code in ctdc().lists["ctdc-age"].codes]


def test_nothing_of_ctdc_identifies_and_every_person_column_is_weighed() -> None:
    quasi = {field.name for field in ctdc() if field.disclosure is Disclosure.QUASI_IDENTIFYING}
    assert {"yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation"} <= quasi
    assert not [field.name for field in ctdc() if field.disclosure is Disclosure.IDENTIFYING]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_labels_are_one_of_a_kind(language: str) -> None:
    labels = [getattr(field.label, language) for field in ctdc()]
    assert len(set(labels)) == len(labels)
    for list_ in ctdc().lists.values():
        texts = [getattr(code.label, language) for code in list_.codes]
        assert len(set(texts)) == len(texts), list_.name


# the crosswalk


def test_every_ctdc_column_has_its_rows() -> None:
    assert {row.ctdc for row in crosswalk().rows} == {field.name for field in ctdc()}


def test_rows_name_fields_and_codes_that_there_are() -> None:
    for row in crosswalk().rows:
        assert {*row.dates, *filter(None, [row.htcds, row.band])} <= set(htcds().by_name), row
        columns = {*row.of, *row.parts, *row.absorbs, *row.unless, *filter(None, [row.when])}
        assert columns <= set(ctdc().by_name), row
        if row.codes:
            assert row.htcds is not None
            codes = htcds().code_list(htcds()[row.htcds]).by_code
            assert set(row.codes) <= set(codes)
            assert row.to_htcds is None or row.to_htcds in row.codes
        elif row.to_htcds is not None:
            assert row.to_htcds in htcds().by_name
        if row.value is not None:
            assert row.value in ctdc().code_list(ctdc()[row.ctdc]).by_code
        if row.parts:
            parts = ctdc().code_list(ctdc()[row.ctdc]).by_code
            assert set(row.parts.values()) <= set(parts)
            assert len(set(row.parts.values())) == len(row.parts)


def test_a_row_carries_only_the_way_its_relation_allows() -> None:
    for row in crosswalk().rows:
        if row.relation is Relation.NONE:
            assert not row.to_ctdc and row.to_htcds is None and row.note is not None
        elif row.relation is Relation.NARROWER:
            assert not row.to_ctdc and row.note is not None
        elif row.relation is Relation.BROADER:
            # What CTDC calls other may be called other here too.
            assert row.to_ctdc and row.to_htcds in (None, "Other")
        else:
            assert row.to_ctdc
        if row.relation is Relation.EXACT and row.kind in ("flag", "value"):
            assert row.codes == (row.to_htcds,)


def test_every_code_of_a_mapped_field_is_carried_or_said_to_be_lost() -> None:
    for name in MAPPED:
        codes = {code.code for code in htcds().code_list(htcds()[name]).codes}
        carried = {
            code for row in crosswalk().rows if row.htcds == name and row.to_ctdc for code in row.codes
        }
        lost = {code for one in crosswalk().lost if one.htcds == name for code in one.codes}
        assert carried | lost == codes, name
        assert not carried & lost, name


def test_the_texts_told_together_are_those_of_the_true_flags_in_the_published_file(real_data: Path) -> None:
    table = _published(real_data)
    for row in crosswalk().rows:
        if row.kind != "together" or row.ctdc == "RecruiterRelationship":
            continue  # in that column one contributor alone writes
        codes = matcher(ctdc().code_list(ctdc()[row.ctdc]))
        told = table.filter(pl.col(row.ctdc).is_not_null())
        texts = {text: set(split_choices(text, codes)[0]) for text in told[row.ctdc].unique()}
        flags = [column for column in row.parts if not column.endswith("NotSpecified")]
        alike = sum(
            {row.parts[column] for column, flag in zip(flags, values, strict=True) if flag == "1"}
            == texts[text] - {"Not specified"}
            for text, *values in told.select(row.ctdc, *flags).iter_rows()
        )
        # The publisher redacted some flags after the texts were put together.
        assert alike / told.height > 0.97, (row.ctdc, alike / told.height)
