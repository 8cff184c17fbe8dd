"""From cases to the package that leaves: agreed fields only, each as what a release makes of it.

A year for a date, a band for an age, countries and nothing finer for places; a value that is not of the
closed set of its field becomes a blank. So no text that somebody typed can leave, whoever kept the cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import polars as pl

from fanal.contributing.fields import Leaving, agreeable, leaving
from fanal.contributing.package import ROW, Package, row_name
from fanal.exchange.crosswalk import to_htcds
from fanal.presentation import Refusal
from fanal.release.deriving import derive, is_left_out
from fanal.release.variables import publishable
from fanal.standard import CASE, Records, ctdc, htcds

FEWEST = 11
"""A value that fewer rows share is rare, where a field is told with `Coarsening.RARE`."""
NOT_OF_THIS, NOTHING, NO_CONSENT = "not-of-this", "nothing-recorded", "no-consent"
YEAR, BAND, COUNTRY = "year", "band", "country"
"""How fields are told less exactly whatever is chosen: codes of what `Package.told` says."""
_MOST_OF_A_NUMBER = 99
"""A larger number of children is a slip of the pen, or a telephone number in the wrong column."""
_YEAR, _REGISTERED = "yearOfRegistration", "cas_RegistrationDate"
_DAY = "-01-01"
"""A year travels as its first day, since the standard knows dates only; the package says what it is."""


class Coarsening(StrEnum):
    """How a contributor tells a field on its own side."""

    AS_AGREED = "as-agreed"
    RARE = "rare"
    """Values that fewer than `FEWEST` of its rows share are left blank."""
    NOT_AT_ALL = "not-at-all"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was agreed, and what the contributor chose beyond that.

    Attributes
    ----------
    fields
        Names of fields that may leave.
    coarsen
        By field; none: as agreed.
    """

    purpose: str
    agreement: str = ""
    fields: tuple[str, ...]
    coarsen: Mapping[str, Coarsening] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = agreeable()
        wrong = [name for name in (*self.fields, *self.coarsen) if name not in known]
        if wrong:
            raise Refusal(
                "contributing.field-never-leaves", fields=", ".join(wrong), known=", ".join(sorted(known))
            )

    def told(self) -> list[Leaving]:
        """Give the fields that leave, in their order."""
        none = Coarsening.NOT_AT_ALL
        return [
            one
            for name, one in leaving().items()
            if set(one.columns) <= set(self.fields)
            and self.coarsen.get(name, Coarsening.AS_AGREED) is not none
        ]


@dataclass(frozen=True)
class Drawn:
    """Some cases, drawn to what may leave of them.

    Attributes
    ----------
    rows
        ``case`` as it is recorded, and a column for each field; several choices stand in one cell.
    held_back
        By case, why it stays: a code.
    """

    rows: pl.DataFrame
    held_back: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """A package, and an account of what it was made of.

    Attributes
    ----------
    cases
        By name of row, the case. Stays where it was made.
    held_back
        By case, why it stays.
    blanked
        By field, how many cells were left blank by choice.
    coarsened
        By field, how it is told less exactly.
    """

    package: Package
    cases: Mapping[str, str]
    held_back: Mapping[str, str]
    blanked: Mapping[str, int]
    coarsened: Mapping[str, str]

    @property
    def reasons(self) -> dict[str, int]:
        """Count what is held back, by reason."""
        return dict(sorted(Counter(self.held_back.values()).items()))


def draw(records: Records, terms: Terms, may_leave: pl.Series | None = None) -> Drawn:
    """Draw cases to what may leave of them.

    Parameters
    ----------
    records
        Whole, as they are kept: an age is worked out of a day of birth here, which then stays. Those of the
        flat form of CTDC are said as HTCDS says them.
    terms
        What was agreed.
    may_leave
        For each case, whether it may; none: that was decided before.
    """
    if records.vocabulary is ctdc():
        records = _as_htcds(records)
    told = terms.told()
    columns = [_bounded(one, derive(records, [one.variable]).to_series()).alias(one.name) for one in told]
    rows = pl.DataFrame([records.cases[CASE], *columns])
    others = is_left_out(records, publishable(htcds()).leave_out)
    empty = rows.select(empty=pl.all_horizontal(pl.exclude(CASE).is_null()))["empty"]
    reasons = {NO_CONSENT: None if may_leave is None else ~may_leave, NOT_OF_THIS: others, NOTHING: empty}
    held_back: dict[str, str] = {}
    for reason, out in reasons.items():
        if out is not None:
            held_back |= dict.fromkeys(set(rows.filter(out)[CASE]) - set(held_back), reason)
    return Drawn(rows.filter(~pl.col(CASE).is_in(list(held_back))), held_back)


def _as_htcds(records: Records) -> Records:
    """Say cases of the flat form of CTDC as HTCDS does; its year, for which there is no field, as a day.

    Nothing finer than the year of a date ever leaves.
    """
    made, _ = to_htcds(records)
    if _YEAR not in records.cases.columns:
        return made
    day = pl.date(pl.col(_YEAR).cast(pl.Int32), 1, 1).alias(_REGISTERED)
    days = records.cases.select(CASE, day)
    cases = made.cases.drop(_REGISTERED, strict=False).join(days, on=CASE, how="left", maintain_order="left")
    return replace(made, cases=cases)


def finish(
    parts: Sequence[Drawn],
    terms: Terms,
    *,
    secret: bytes,
    on: date,
    sent: Collection[str] = (),
    taken_back: Collection[str] = (),
) -> Preparation:
    """Make the package of cases that were drawn.

    Parameters
    ----------
    parts
        The cases.
    terms
        What was agreed.
    secret
        By which rows are named.
    on
        The day.
    sent
        Names of rows in the package that was sent last: what is no longer here is taken back.
    taken_back
        Names taken back before. Nobody comes again under one of them: who agrees anew has a new name.
    """
    told = terms.told()
    filled = [one.rows for one in parts if one.rows.height]
    rows = pl.concat(filled) if filled else _no_rows(told)
    names = [_name(secret, case, taken_back) for case in rows[CASE]]
    cases = dict(zip(names, rows[CASE], strict=True))
    rows = rows.drop(CASE).insert_column(0, pl.Series(ROW, names, dtype=pl.String))
    blanked = {}
    for one in told:
        if terms.coarsen.get(one.name) is Coarsening.RARE:
            kept, n = _without_rare(rows[one.name])
            rows, blanked[one.name] = rows.with_columns(kept), n
    held_back = {case: why for part in parts for case, why in part.held_back.items()}
    coarsened = {one.name: how for one in told if (how := _how(one, terms))}
    removed = (set(sent) | set(taken_back)) - set(names)
    account = {
        "held_back": dict(sorted(Counter(held_back.values()).items())),
        "coarsened": coarsened,
        "blanked": blanked,
    }
    package = Package(
        purpose=terms.purpose,
        agreement=terms.agreement,
        made_on=on,
        rows=_spread(rows, told).sort(ROW),
        removed=tuple(sorted(removed)),
        told=account,
    )
    return Preparation(
        package=package, cases=cases, held_back=held_back, blanked=blanked, coarsened=coarsened
    )


def prepare(
    records: Records,
    terms: Terms,
    *,
    secret: bytes,
    on: date,
    may_leave: pl.Series | None = None,
    sent: Collection[str] = (),
    taken_back: Collection[str] = (),
) -> Preparation:
    """Make a package of cases; see `draw` and `finish`."""
    drawn = draw(records, terms, may_leave)
    return finish([drawn], terms, secret=secret, on=on, sent=sent, taken_back=taken_back)


def _name(secret: bytes, case: str, taken_back: Collection[str]) -> str:
    name, again = row_name(secret, case), 1
    while name in taken_back:
        again += 1
        name = row_name(secret, f"{case}\n{again}")
    return name


def _no_rows(told: Sequence[Leaving]) -> pl.DataFrame:
    return pl.DataFrame(schema={CASE: pl.String(), **{one.name: pl.String() for one in told}})


def _bounded(one: Leaving, values: pl.Series) -> pl.Series:
    """Leave out numbers that are none of what they are called."""
    if one.variable.codes is not None or one.variable.hierarchy.name != "children":
        return values
    return values.set(values.cast(pl.Int64, strict=False) > _MOST_OF_A_NUMBER, None)


def _how(one: Leaving, terms: Terms) -> str:
    """Say how a field is told less exactly than it is kept."""
    if terms.coarsen.get(one.name) is Coarsening.RARE:
        return str(Coarsening.RARE)
    if one.is_date:
        return YEAR
    if one.variable.band is not None:
        return BAND
    return COUNTRY if one.beside is not None else ""


def _without_rare(values: pl.Series) -> tuple[pl.Series, int]:
    """Leave out choices that few rows share; with how many cells say less than before."""
    each = values.str.split(";")
    counts = each.explode().drop_nulls().value_counts(name="n")
    common = counts.filter(pl.col("n") >= FEWEST)[values.name].to_list()
    kept = each.list.eval(pl.element().filter(pl.element().is_in(common))).list.join(";")
    kept = kept.set(kept == "", None)
    return kept, int((values.fill_null("") != kept.fill_null("")).sum())


def _spread(rows: pl.DataFrame, told: Sequence[Leaving]) -> pl.DataFrame:
    """Write cells as a package has them: a year as its first day; beside places, what they are places of."""
    made = rows.select(ROW)
    for one in told:
        if one.is_date:
            made = made.with_columns((rows[one.name] + _DAY).alias(one.name))
        elif one.beside is not None:
            where, is_ = one.beside
            there = pl.when(rows[one.name].is_not_null()).then(pl.lit(is_))
            made = made.with_columns(there.alias(where), rows[one.name])
        else:
            made = made.with_columns(rows[one.name])
    return made
