"""Countries and regions, against the files that IOM and CTDC published."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fanal.standard.spelling import fold, matcher
from fanal.standard.vocabulary import Code, CodeList, Status, load, read_code_list

TEMPLATES = (
    "HTCDS Excel Spreadsheet single select with validation v2.0.xlsx",
    "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm",
)

NO_COUNTRY = {"Y1": "XK", "Y2": "ME", "Y3": "RS", "TP": "TL", "ZR": "CD", "TB": "CN", "": "NA"}
"""Codes of CTDC's region table that are not of ISO, or are no more; its own NA was lost as a blank."""

NAMED_LOOSELY = {"Virgin Islands": "two territories are called so"}
"""Names of that table that we do not take for a country, and why."""

PLACED_OTHERWISE = {"JE": "154"}
"""M49 has Jersey in Northern Europe with the other Channel Island; CTDC's table in Eastern Europe."""


@cache
def countries() -> CodeList:
    return read_code_list(load("iso-3166.toml")["list"][0])


def _group(code: str) -> Code:
    return next(group for group in countries().groups if group.code == code)


def test_the_countries_in_force_are_the_249_of_iso_3166() -> None:
    in_force = [code for code in countries().codes if code.status is Status.DRAFT]
    assert len(in_force) == 249
    assert len({code.code for code in countries().codes}) == len(countries().codes)
    for code in in_force:
        assert len(code.code) == 2 and code.code.isupper()
        alpha_3, number = code.also[:2]
        assert len(alpha_3) == 3 and alpha_3.isupper()
        assert len(number) == 3 and number.isdigit()
    others = {code.code: code.status for code in countries().codes if code.status is not Status.DRAFT}
    assert others == {
        "XK": Status.EXTENSION,
        "AN": Status.DEPRECATED,
        "YU": Status.DEPRECATED,
        "SU": Status.DEPRECATED,
    }


def test_every_spelling_of_a_country_means_that_country() -> None:
    found = matcher(countries())
    for code in countries().codes:
        for spelling in (code.code, code.label.en, code.label.fr, *code.also):
            assert found.find(spelling) == code.code, spelling
            assert found.find(spelling.swapcase()) in (code.code, None), spelling
            if len(spelling) > 3:
                assert found.find(f" {spelling.upper()}".replace("-", " ")) == code.code, spelling


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("NA", "NA"),
        ("n/a", None),
        ("Namibie", "NA"),
        ("cote d'ivoire", "CI"),
        ("Congo", "CG"),
        ("RDC", "CD"),
        ("Viêt Nam", "VN"),
        ("Corée du Sud", "KR"),
        ("Biélorussie", "BY"),
        ("Roumaine", "RO"),
        ("nigérien", "NE"),
        ("Nigerian", "NG"),
        ("Congolese", None),
        ("Dominican", None),
        ("CS", None),
        ("Korea", None),
        ("UNK", None),
    ],
)
def test_what_people_write(spelling: str, code: str | None) -> None:
    assert matcher(countries()).find(spelling) == code


def test_every_country_stands_in_a_subregion_and_that_in_a_region() -> None:
    groups = {group.code: group for group in countries().groups}
    regions = {code for code, group in groups.items() if group.group is None}
    assert regions == {"002", "009", "019", "142", "150"}
    assert {group.group for group in groups.values()} - {None} == regions
    assert {code.code for code in countries().codes if code.group is None} == {"AQ", "SU"}
    assert {code.group for code in countries().codes} - {None} == set(groups) - regions
    # A number is one thing: a country or a region.
    numbers = {spelling for code in countries().codes for spelling in code.also if spelling.isdigit()}
    assert not numbers & set(groups)


def test_labels_are_whole_in_both_languages() -> None:
    for code in (*countries().codes, *countries().groups):
        for label in (code.label.en, code.label.fr):
            assert label == label.strip() and "&" not in label and "'" not in label, code
    labels = [fold(code.label.fr) for code in countries().codes]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_names_in_the_templates_are_understood(real_data: Path, template: str) -> None:
    sheet = CalamineWorkbook.from_path(real_data / "htcds" / template).get_sheet_by_name("validation")
    rows = [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    place = next(row.index("Country Code") for row in rows if "Country Code" in row)
    seen = [(row[place], row[place + 1]) for row in rows if len(row[place]) == 2]
    assert len(seen) == 249
    for code, name in seen:
        assert matcher(countries()).find(code) == code
        assert matcher(countries()).find(name) == code, name


def test_the_names_in_the_form_are_understood(real_data: Path) -> None:
    sheet = CalamineWorkbook.from_path(real_data / "htcds" / "htcds_xlsform.xlsx").get_sheet_by_name(
        "choices"
    )
    seen = [(row[1], row[2]) for row in sheet.to_python() if row[0] == "citizenship"]
    assert len(seen) == 249
    for code, name in seen:
        assert matcher(countries()).find(str(code)) == code
        assert matcher(countries()).find(str(name)) == code, name


def test_regions_are_those_that_ctdc_publishes(real_data: Path) -> None:
    with (real_data / "data" / "ctdc" / "ctdc_region_lookup.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    found = matcher(countries())
    compared = 0
    for row in rows:
        iso = NO_COUNTRY.get(row["ISO2"], row["ISO2"])
        if iso == "YU" or row["ISO2"] in ("Y3", "TB"):
            continue  # not one country of today
        code = countries().by_code[iso]
        for name in {row["Country"].strip(), row["Countrydescription"].strip()} - {"", *NAMED_LOOSELY}:
            assert found.find(name) == iso, name
        if row["ISO3"] and row["ISO2"] != "Y1":
            assert found.find(row["ISO3"]) == iso
        if row["UNSubRegion"]:
            assert code.group is not None
            assert _group(str(_group(code.group).group)).label.en == row["UNRegion"], iso
            if iso in PLACED_OTHERWISE:
                assert code.group == PLACED_OTHERWISE[iso]
                continue
            assert _group(code.group).label.en == row["UNSubRegion"], iso
            compared += 1
    assert compared > 230
