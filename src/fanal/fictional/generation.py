"""Fictional cases: everything drawn from a seed, put together as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from fanal.fictional.blanks import leave_blank
from fanal.fictional.casebook import Casebook, open_cases
from fanal.fictional.columns import together
from fanal.fictional.contexts import context_columns
from fanal.fictional.handling import case_columns, consent_columns, organisation_columns
from fanal.fictional.naming import FAMILY, GIVEN, Written, write_names
from fanal.fictional.persons import person_columns
from fanal.fictional.repeated import comment_rows, event_rows, perpetrator_rows, plan_rows
from fanal.fictional.typing_habits import Typed, type_out
from fanal.presentation import Refusal
from fanal.standard.records import CASE, Records
from fanal.standard.vocabulary import htcds

MOST_CASES = 1_000_000
"""As many as are drawn at once, within 3 GB of memory (400,000 take 1 GB)."""

MOST_DUPLICATES = 0.5
"""A person is met twice at most, so at most half of the cases are second ones."""

_TRUTH: Mapping[str, pl.DataType] = {
    "person": pl.String(),
    "first": pl.String(),
    "second": pl.String(),
    "changed": pl.List(pl.String()),
}

_REPEATED = {
    "perpetrator context": perpetrator_rows,
    "case comment": comment_rows,
    "historic trafficking event": event_rows,
    "support plan": plan_rows,
}


@dataclass(frozen=True)
class Fictional:
    """Generated cases.

    Attributes
    ----------
    records
        The cases, marked fictional.
    duplicates
        Who stands twice: ``person``, the keys of the ``first`` and ``second`` case, and what was
        ``changed`` in the second, a list of ``transliteration``, ``nickname``, ``typo in given name``,
        ``typo in family name``, ``names swapped``, ``day and month of birth swapped``; empty where
        nothing that both cases show was changed.
    seed, dirt
        What they were drawn from.
    """

    records: Records
    duplicates: pl.DataFrame
    seed: int
    dirt: float = 0.0

    def __repr__(self) -> str:
        return "\n".join(
            [
                f"Fictional cases of seed {self.seed}",
                f"  {len(self.records):,} cases, {self.duplicates.height:,} about a person met before",
                f"  dirt {self.dirt:.0%} of the cells typed",
            ]
        )

    def as_typed(self) -> Typed:
        """Give the cases as one flat table that people typed, with the truth about each dirty cell."""
        return type_out(self.records, self.seed, self.dirt)


def generate(cases: int, seed: int, *, duplicates: float = 0.0, dirt: float = 0.0) -> Fictional:
    """Draw fictional but realistic cases in HTCDS, the same again from the same arguments.

    Parameters
    ----------
    cases
        How many, second cases of the same person included: 1 to 1,000,000.
    seed
        A whole number, zero or more.
    duplicates
        The share of the cases that are a second case about a person of the others, 0 to 0.5.
    dirt
        The share of the cells of `Fictional.as_typed` that are typed as people do, 0 to 1; the
        records themselves are always clean.

    Raises
    ------
    Refusal
        If an argument is outside its bounds.

    Notes
    -----
    Patterns after UNODC, Global Report on Trafficking in Persons, and the publications of CTDC; the
    shares are rough and invented (``fictional/data/*.toml``). Nothing may be learned about the world
    from these cases.
    """
    if not 1 <= cases <= MOST_CASES:
        raise Refusal("fictional.cases", most=MOST_CASES, found=cases)
    if seed < 0:
        raise Refusal("fictional.seed", found=seed)
    if not 0 <= duplicates <= MOST_DUPLICATES:
        raise Refusal("fictional.duplicates", most=MOST_DUPLICATES, found=duplicates)
    if not 0 <= dirt <= 1:
        raise Refusal("fictional.dirt", found=dirt)
    book = open_cases(cases, seed, duplicates)
    names = write_names(book)
    main = _main(book, names)
    records = Records(htcds(), main, _repeated(book), fictional=True)
    return Fictional(records, _truth(book, names, main), seed, dirt)


def file_name(name: str) -> str:
    """Give the name of a file of fictional cases: ``cases.csv`` becomes ``fictional-cases.csv``."""
    return name if name.startswith("fictional-") else f"fictional-{name}"


def _main(book: Casebook, names: Written) -> pl.DataFrame:
    """Put the row of each case together, in the order of the standard, without deprecated fields."""
    drawn = together(
        organisation_columns(book),
        names.columns,
        person_columns(book),
        context_columns(book),
        case_columns(book),
        consent_columns(book),
    )
    left = leave_blank(drawn, book, np.arange(len(book)), "cases")
    order = [one.name for one in htcds() if one.name in left]
    return pl.DataFrame([book.keys, *(left[name].alias(name) for name in order)])


def _repeated(book: Casebook) -> dict[str, pl.DataFrame]:
    tables = {}
    for table, draw in _REPEATED.items():
        case, drawn = draw(book)
        left = leave_blank(drawn, book, case, table)
        order = [one.name for one in htcds().of_table(table) if one.name in left]
        tables[table] = pl.DataFrame(
            [book.keys.gather(case).alias(CASE), *(left[name].alias(name) for name in order)]
        )
    return tables


def _truth(book: Casebook, names: Written, main: pl.DataFrame) -> pl.DataFrame:
    """Say who stands twice, and which changes both cases show."""
    shown = {name: main[name].is_not_null().to_list() for name in (GIVEN, FAMILY, "prs_Birthdate")}
    first_of = {
        person: row
        for row, (person, again) in enumerate(zip(book.person.tolist(), book.again.tolist(), strict=True))
        if not again
    }
    rows = []
    for second in np.flatnonzero(book.again).tolist():
        person = int(book.person[second])
        first = first_of[person]
        changed = [
            what
            for what in names.changed[second]
            if all(shown[name][row] for name in _shown_by(what) for row in (first, second))
        ]
        if book.birth_swapped[second] and shown["prs_Birthdate"][first] and shown["prs_Birthdate"][second]:
            changed.append("day and month of birth swapped")
        rows.append((f"P-{person + 1:06d}", book.keys[first], book.keys[second], changed))
    return pl.DataFrame(rows, schema=_TRUTH, orient="row")


def _shown_by(change: str) -> tuple[str, ...]:
    """Name the fields that must be filled for a change to be seen."""
    return {
        "nickname": (GIVEN,),
        "typo in given name": (GIVEN,),
        "typo in family name": (FAMILY,),
    }.get(change, (GIVEN, FAMILY))
