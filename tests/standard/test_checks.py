from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from fanal.standard import CASE, Records, dtype, htcds
from fanal.standard.checks import check


def found(**row: Any) -> list[str]:
    columns = {name: pl.Series([value], dtype=dtype(htcds()[name])) for name, value in row.items()}
    return [finding.code for finding, _ in check(Records(htcds(), pl.DataFrame({CASE: ["1"], **columns})))]


def test_a_birth_after_the_referral() -> None:
    late = {"prs_Birthdate": date(2021, 5, 2), "cas_IncomingReferralDate": date(2021, 5, 1)}
    assert found(**late) == ["standard.check-born-after-referral"]
    assert found(**{**late, "prs_Birthdate": date(2021, 5, 1)}) == []
    assert found(**{**late, "prs_Birthdate": None}) == []


def test_a_type_of_sexual_exploitation_needs_sexual_exploitation() -> None:
    alone = {"vic_TypeOfSexExploitation": ["Prostitution"], "vic_TypeOfExploitation": ["ForcedLabour"]}
    assert found(**alone) == ["standard.check-sex-type-alone"]
    assert found(**{**alone, "vic_TypeOfExploitation": None}) == ["standard.check-sex-type-alone"]
    assert found(**{**alone, "vic_TypeOfExploitation": ["ForcedLabour", "SexualExploitation"]}) == []


def test_a_closed_case_says_why() -> None:
    closed = {"cas_Status": "Closed", "cas_ReasonForCaseClosure": None}
    assert found(**closed) == ["standard.check-closed-without-reason"]
    assert found(**{**closed, "cas_Status": "Active"}) == []
    assert found(**{**closed, "cas_ReasonForCaseClosure": "Went home."}) == []


def test_a_deprecated_field_is_flagged_where_it_is_used() -> None:
    assert found(vic_Vulnerabilities=["Poverty"]) == ["standard.field-deprecated"]
    assert found(vic_Vulnerabilities=None) == []
