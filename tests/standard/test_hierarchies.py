"""Hierarchies: whatever the field, later levels tell less, and the last one nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.standard import FieldType, ctdc, htcds
from fanal.standard.hierarchies import (
    SEVERAL,
    WITHHELD,
    Hierarchy,
    hierarchy_for,
    hierarchy_names,
    named_hierarchy,
)
from fanal.standard.hierarchy_groups import Choices, Groups, Plain
from fanal.standard.hierarchy_numbers import Cuts, Numbers
from fanal.standard.vocabulary import Words

FIELDS = [(field, vocabulary) for vocabulary in (htcds(), ctdc()) for field in vocabulary]
HIERARCHIES: dict[str, Hierarchy] = {}
for _field, _vocabulary in FIELDS:
    _hierarchy = hierarchy_for(_field, _vocabulary)
    # One plain hierarchy stands for the many fields that have nothing but themselves.
    _name = "plain" if isinstance(_hierarchy, Plain) else _hierarchy.name
    HIERARCHIES[f"{_name} ({type(_hierarchy).__name__}, {len(_hierarchy.levels)})"] = _hierarchy
HIERARCHIES |= {name: named_hierarchy(name) for name in hierarchy_names()}

COUNTRIES = [code.code for code in ctdc().lists["iso-3166"].codes]
GROUPS = [code.code for code in ctdc().lists["iso-3166"].groups]
YEARS = st.integers(1950, 2049).map(str)
AGES = st.integers(0, 130).map(str)
BANDS = st.tuples(st.integers(0, 90), st.integers(1, 40)).map(lambda pair: f"{pair[0]}--{sum(pair)}")
DATES = st.dates().map(lambda day: day.isoformat())
CODES = st.sampled_from(
    sorted(
        {
            code.code
            for vocabulary in (htcds(), ctdc())
            for list_ in vocabulary.lists.values()
            for code in (*list_.codes, *list_.groups)
        }
    )
)
ONE = st.one_of(
    YEARS, AGES, BANDS, DATES, CODES, st.sampled_from(COUNTRIES + GROUPS), st.just("48+"), st.text(max_size=8)
)
VALUES = st.one_of(ONE, st.lists(ONE, min_size=2, max_size=4).map(";".join))


def _values_for(hierarchy: Hierarchy) -> st.SearchStrategy[str]:
    """Draw what any column may hold, and above all codes of the hierarchy's own list."""
    one = hierarchy.member if isinstance(hierarchy, Choices) else hierarchy
    if not isinstance(one, Groups):
        return VALUES
    own = st.sampled_from([code.code for code in (*one.list.codes, *one.list.groups)])
    return own | st.lists(own, min_size=2, max_size=3).map(";".join) | VALUES


@pytest.mark.parametrize("name", sorted(HIERARCHIES))
@settings(max_examples=40)
@given(data=st.data())
def test_every_hierarchy_tells_less_and_less(name: str, data: st.DataObject) -> None:
    hierarchy = HIERARCHIES[name]
    values = data.draw(st.lists(_values_for(hierarchy), min_size=2, max_size=12, unique=True))
    last = len(hierarchy.levels) - 1
    for value in values:
        assert hierarchy.at(value, 0) == value
        assert hierarchy.at(value, last) == WITHHELD
        told = [hierarchy.at(value, level) for level in range(last + 1)]
        if not hierarchy.knows(value):
            assert set(told[1:]) == {WITHHELD}
        for level, coarse in enumerate(told):
            # What is told already stays as it is, so a column may be generalised twice.
            assert [hierarchy.at(coarse, later) for later in range(max(level, 1), last + 1)] == told[
                max(level, 1) :
            ]
    for one, other in combinations(values, 2):
        alike = [hierarchy.at(one, level) == hierarchy.at(other, level) for level in range(last + 1)]
        assert alike == sorted(alike), (one, other)


def test_every_field_that_names_a_hierarchy_can_be_coarsened_before_it_is_withheld() -> None:
    for field, vocabulary in FIELDS:
        if field.generalise is not None and field.generalise != "language":
            levels = hierarchy_for(field, vocabulary).levels
            assert len(levels) >= 3, field.name
            assert len({level.en for level in levels}) == len(levels), field.name
            assert len({level.fr for level in levels}) == len(levels), field.name


def test_every_code_of_every_list_has_a_label_at_every_level() -> None:
    for field, vocabulary in FIELDS:
        if field.list is None or field.type is FieldType.BAND:
            continue
        hierarchy = hierarchy_for(field, vocabulary)
        for code in vocabulary.code_list(field).codes:
            assert hierarchy.label(code.code, "en") == code.label.en
            assert hierarchy.label(code.code, "fr") == code.label.fr
            groups = {group.code: group for group in vocabulary.code_list(field).groups}
            for level in range(1, len(hierarchy.levels) - 1):
                told = hierarchy.at(code.code, level)
                if told in groups and told not in vocabulary.code_list(field).by_code:
                    assert hierarchy.label(told, "fr") == groups[told].label.fr


Rows = list[tuple[str, list[str]]]


def _rows(hierarchy: Hierarchy, rows: Rows) -> None:
    for value, told in rows:
        assert [hierarchy.at(value, level) for level in range(len(hierarchy.levels))] == [*told, WITHHELD]


def test_a_country_goes_to_its_subregion_and_region() -> None:
    country = named_hierarchy("country")
    _rows(
        country,
        [
            ("FR", ["FR", "155", "150"]),
            ("NA", ["NA", "018", "002"]),
            ("PHL", ["PHL", "035", "142"]),
            ("Roumanie", ["Roumanie", "151", "150"]),
            ("AQ", ["AQ", WITHHELD, WITHHELD]),
            ("Atlantis", ["Atlantis", WITHHELD, WITHHELD]),
        ],
    )
    assert country.label("155", "en") == "Western Europe"
    assert country.label("155", "fr") == "Europe de l’Ouest"
    assert country.label(WITHHELD, "en") == "withheld"
    assert country.label(WITHHELD, "fr") == "non communiqué"


def test_years_go_to_periods_that_lie_within_one_another() -> None:
    _rows(
        named_hierarchy("year"),
        [
            ("2010", ["2010", "2010–2011", "2010–2014", "2010–2019"]),
            ("2014", ["2014", "2012–2014", "2010–2014", "2010–2019"]),
            ("2015", ["2015", "2015–2016", "2015–2019", "2010–2019"]),
            ("2019", ["2019", "2017–2019", "2015–2019", "2010–2019"]),
            ("19", ["19", *[WITHHELD] * 3]),
        ],
    )
    _rows(
        named_hierarchy("year", FieldType.DATE),
        [
            ("2014-03-09", ["2014-03-09", "2014-03", "2014", "2012–2014", "2010–2014", "2010–2019"]),
            ("2014", ["2014", "2014", "2014", "2012–2014", "2010–2014", "2010–2019"]),
            ("9 March", ["9 March", *[WITHHELD] * 5]),
        ],
    )


def test_ages_and_age_bands_share_their_cells() -> None:
    age = named_hierarchy("age", FieldType.INTEGER)
    _rows(
        age,
        [
            ("8", ["8", "0--8", "0--17", "0--17"]),
            ("17", ["17", "9--17", "0--17", "0--17"]),
            ("18", ["18", "18--20", "18--29", "18+"]),
            ("29", ["29", "27--29", "18--29", "18+"]),
            ("30", ["30", "30--38", "30+", "18+"]),
            ("104", ["104", "48+", "30+", "18+"]),
            ("48+", ["48+", "48+", "30+", "18+"]),
            (
                "25--35",
                ["25--35", "18+", "18+", "18+"],
            ),  # across three bands: the first cell that holds it whole
            ("15--20", ["15--20", WITHHELD, WITHHELD, WITHHELD]),
        ],
    )
    ctdc_bands = hierarchy_for(ctdc()["ageBroad"], ctdc())
    for code in ctdc().lists["ctdc-age"].codes:
        assert [age.at(code.code, level) for level in (2, 3)] == [
            ctdc_bands.at(code.code, level) for level in (1, 2)
        ]
    assert age.label("9--17", "en") == "9–17 years"
    assert age.label("18+", "fr") == "18\u00a0ans et plus"


def test_several_choices_are_told_by_their_groups_then_as_several() -> None:
    citizenship = hierarchy_for(htcds()["prs_Citizenship"], htcds())
    _rows(
        citizenship,
        [
            ("FR", ["FR", "155", "150", "150"]),
            ("FR;DE", ["FR;DE", "155", "150", "150"]),
            ("PL; FR", ["PL; FR", "151;155", "150", "150"]),
            ("FR;PH", ["FR;PH", "035;155", "142;150", SEVERAL]),
            ("FR;Atlantis", ["FR;Atlantis", WITHHELD, WITHHELD, WITHHELD]),
        ],
    )
    assert citizenship.label("035;155", "en") == "South-Eastern Asia; Western Europe"
    assert citizenship.label(SEVERAL, "fr") == "plusieurs"


def test_a_tick_reads_yes_or_no() -> None:
    tick = hierarchy_for(ctdc()["isForcedLabour"], ctdc())
    assert [tick.label(value, "fr") for value in ("1", "0", WITHHELD)] == ["oui", "non", "non communiqué"]
    assert len(tick.levels) == 2


@pytest.mark.parametrize(
    "ask",
    [
        lambda: named_hierarchy("country").at("FR", 4),
        lambda: named_hierarchy("country").at("FR", -1),
        lambda: named_hierarchy("nowhere"),
    ],
)
def test_a_level_or_name_that_there_is_not_is_refused(ask: Callable[[], object]) -> None:
    with pytest.raises((IndexError, KeyError), match=r"levels 0 to 3|there are: country"):
        ask()


def test_cuts_that_lie_across_one_another_are_refused() -> None:
    levels = (Words("a", "a"),) * 3
    with pytest.raises(ValueError, match="lie across"):
        Numbers("years", levels, (Cuts((0, 2, 4, 6, 8), 10), Cuts((0, 5), 10)), years=True, print_as={})
