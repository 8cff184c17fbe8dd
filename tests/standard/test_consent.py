from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fanal.standard import CASE, Records, dtype, htcds
from fanal.standard.checks import check
from fanal.standard.consent import BOX, DUTIES, WITHDRAWN, consented, derived, with_derived_box

ANSWERS = st.lists(st.sampled_from(["yes", "no", None]), min_size=7, max_size=7)


def records(*rows: dict[str, Any]) -> Records:
    names = [BOX, *DUTIES, WITHDRAWN]
    columns = {name: pl.Series([row.get(name) for row in rows], dtype=dtype(htcds()[name])) for name in names}
    return Records(htcds(), pl.DataFrame({CASE: [str(number) for number in range(len(rows))], **columns}))


@given(ANSWERS, st.sampled_from([True, False, None]))
def test_the_box_is_kept_as_recorded_and_derived_only_where_all_seven_are_known(
    answers: list[str | None], box: bool | None
) -> None:
    case = records({BOX: box, **dict(zip(DUTIES, answers, strict=True))})
    filled = with_derived_box(case).cases[BOX].to_list()
    if box is not None:
        assert filled == [box]
    elif None in answers:
        assert filled == [None]
    else:
        assert filled == [set(answers) == {"yes"}]


@given(ANSWERS, st.sampled_from([True, False, None]))
def test_data_are_used_only_where_nothing_speaks_against_it(
    answers: list[str | None], box: bool | None
) -> None:
    case = records({BOX: box, **dict(zip(DUTIES, answers, strict=True))})
    allowed = consented(case).to_list()
    assert allowed == [(box is True or (box is None and set(answers) == {"yes"})) and "no" not in answers]


def test_a_yes_with_one_no_behind_it_is_a_finding_and_so_is_a_no_with_seven_yes() -> None:
    every = dict.fromkeys(DUTIES, "yes")
    case = records(
        {BOX: True, DUTIES[3]: "no"},
        {BOX: False, **every},
        {BOX: True, **every},
        {BOX: True},
        {BOX: False, DUTIES[0]: "no"},
    )
    (finding, cases), *more = [one for one in check(case) if one[0].code == "standard.consent-disagrees"]
    assert cases == ["0", "1"]
    assert not more
    assert consented(case).to_list() == [False, False, True, True, False]
    assert finding.values["n"] == 2


def test_withdrawn_consent_is_no_consent() -> None:
    from datetime import date

    assert consented(records({BOX: True, WITHDRAWN: date(2021, 1, 1)}, {BOX: True})).to_list() == [
        False,
        True,
    ]


def test_without_the_seven_fields_nothing_is_derived() -> None:
    case = Records(htcds(), pl.DataFrame({CASE: ["1"], "prs_Gender": ["Feminine"]}))
    assert derived(case).to_list() == [None]
    assert consented(case).to_list() == [False]
    assert BOX not in with_derived_box(case).cases.columns
