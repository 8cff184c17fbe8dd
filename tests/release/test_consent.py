from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from fanal.presentation import Refusal
from fanal.release import ReleaseSettings
from fanal.release.consent import may_be_released, rows_that_may_be_released
from fanal.standard import CASE, Records, htcds

CASES = pl.DataFrame(
    {
        CASE: ["yes", "no", "nothing", "withdrawn", "refused a part", "no box, told of research"],
        "con_Consent": [True, False, None, True, True, None],
        "con_InformedOfResearchUse": ["yes", "yes", "no", "yes", "no", "yes"],
        "con_WithdrawnDate": [None, None, None, date(2024, 1, 1), None, None],
        "prs_Gender": ["Feminine"] * 6,
    }
)


def chosen(settings: ReleaseSettings, cases: pl.DataFrame = CASES) -> list[str]:
    return cases.filter(may_be_released(Records(htcds(), cases), settings))[CASE].to_list()


def test_the_box_of_the_standard_is_read_carefully() -> None:
    assert chosen(ReleaseSettings(consent="con_Consent")) == ["yes"]


def test_another_field_counts_where_it_says_yes_and_nobody_said_no() -> None:
    found = chosen(ReleaseSettings(consent="con_InformedOfResearchUse"))
    assert found == ["yes", "no box, told of research"]


def test_no_reason_outweighs_a_recorded_no() -> None:
    assert chosen(ReleaseSettings(consent_assumed="court order")) == ["yes", "no box, told of research"]
    assert chosen(ReleaseSettings(consent_assumed="x"), CASES.select(CASE)) == CASES[CASE].to_list()


@pytest.mark.parametrize(("field", "words"), [("con_Agreed", "no column"), ("prs_Gender", "yes or no")])
def test_a_field_that_cannot_say_yes_is_refused(field: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        chosen(ReleaseSettings(consent=field))


@pytest.mark.parametrize("given", [{}, {"consent_assumed": "  "}])
def test_silence_is_no_consent_and_the_two_ways_are_explained(given: dict[str, str]) -> None:
    with pytest.raises(Refusal, match=r"--consent FIELD.*--consent-assumed REASON"):
        ReleaseSettings(**given)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="not both"):
        ReleaseSettings(consent="con_Consent", consent_assumed="reason")


def test_in_any_table_only_a_yes_counts() -> None:
    table = pl.DataFrame({"agreed": ["Yes", "no", None, "perhaps", "oui", "1"]})
    settings = ReleaseSettings(consent="agreed")
    assert rows_that_may_be_released(table, settings).to_list() == [True, False, False, False, True, True]
    with pytest.raises(Refusal, match="yes or no"):
        rows_that_may_be_released(pl.DataFrame({"agreed": ["perhaps"]}), settings)
