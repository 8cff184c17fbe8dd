"""Consent: the box of the standard, the seven duties behind it, and what they add up to.

HTCDS 2.0 asks for one box, ``con_Consent``, and lists seven questions as its guidance (taken from
IOM's screening form for migrants vulnerable to violence, exploitation and abuse). Each is a field of
Fanal's extension, answered yes, no, or not at all.
"""

from __future__ import annotations

import polars as pl

from fanal.presentation import Finding, Place, Severity
from fanal.standard.records import CASE, Records

BOX = "con_Consent"
WITHDRAWN = "con_WithdrawnDate"
DUTIES = (
    "con_ConsentsToInterview",
    "con_InformedOfPurpose",
    "con_InformedOfUseOfData",
    "con_InformedOfResearchUse",
    "con_InformedOfAccessRight",
    "con_InformedOfStorageTime",
    "con_InformedOfWithdrawal",
)
"""The seven duties, in the order of the standard's guidance."""


def derived(records: Records) -> pl.Series:
    """Say for each case what the seven duties add up to.

    Returns
    -------
    Boolean series of one value per case: true where all seven are yes, false where all seven are
    known and one is no, null where one was not recorded.
    """
    if any(duty not in records.cases.columns for duty in DUTIES):
        return pl.Series("derived", [None] * records.cases.height, dtype=pl.Boolean)
    known = pl.all_horizontal(pl.col(duty).is_not_null() for duty in DUTIES)
    every = pl.all_horizontal(pl.col(duty) == "yes" for duty in DUTIES)
    return records.cases.select(derived=pl.when(known).then(every))["derived"]


def with_derived_box(records: Records) -> Records:
    """Fill the box where it was left empty and all seven duties are known; keep it as recorded elsewhere."""
    from dataclasses import replace

    cases = records.cases
    box = cases[BOX] if BOX in cases.columns else pl.Series(BOX, [None] * cases.height, dtype=pl.Boolean)
    filled = box.zip_with(box.is_not_null(), derived(records)).alias(BOX)
    if BOX not in cases.columns and filled.null_count() == len(filled):
        return records
    present = {*cases.columns, BOX}
    order = [CASE, *(field.name for field in records.vocabulary if field.name in present)]
    return replace(records, cases=cases.with_columns(filled).select(order))


def consented(records: Records) -> pl.Series:
    """Say for each case whether its data may be used, on the careful reading.

    True only where the box (as recorded, or derived) is yes, no duty is answered no, and consent was
    not withdrawn.

    Returns
    -------
    Boolean series of one value per case, without nulls.
    """
    cases = with_derived_box(records).cases
    allowed = pl.col(BOX).fill_null(value=False) if BOX in cases.columns else pl.lit(value=False)
    for duty in DUTIES:
        if duty in cases.columns:
            allowed = allowed & (pl.col(duty) != "no").fill_null(value=True)
    if WITHDRAWN in cases.columns:
        allowed = allowed & pl.col(WITHDRAWN).is_null()
    return (
        cases.select(consented=allowed)["consented"]
        if cases.height
        else pl.Series("consented", [], pl.Boolean)
    )


def check_consent(records: Records) -> list[tuple[Finding, list[str]]]:
    """Find cases whose box and duties disagree.

    The box is kept as recorded. It disagrees where it says yes and a duty says no, or where all
    seven are known and add up to something else.

    Returns
    -------
    Each finding with the keys of its cases.
    """
    cases = records.cases
    if BOX not in cases.columns:
        return []
    duties = [duty for duty in DUTIES if duty in cases.columns]
    some_no = (
        pl.any_horizontal((pl.col(duty) == "no").fill_null(value=False) for duty in duties)
        if duties
        else None
    )
    sums_up = derived(records)
    disagreeing = (cases[BOX] != sums_up).fill_null(value=False)
    if some_no is not None:
        disagreeing = disagreeing | cases.select(no=some_no & pl.col(BOX).fill_null(value=False))["no"]
    found = cases.filter(disagreeing)[CASE].to_list()
    if not found:
        return []
    finding = Finding(
        code="standard.consent-disagrees",
        severity=Severity.REVIEW,
        place=Place(field=BOX),
        values={"n": len(found)},
    )
    return [(finding, found)]
