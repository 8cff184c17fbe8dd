"""Make a table of people k-anonymous: generalise its columns, then blank cells, then verify."""

from __future__ import annotations

import numpy as np
import polars as pl

from fanal.presentation import Progress, Refusal, silent
from fanal.privacy.classes import Classes, blanked, code_column
from fanal.privacy.homogeneity import Homogeneity, gives_away
from fanal.privacy.k_anonymity.anonymised import Anonymised, ColumnCost
from fanal.privacy.k_anonymity.levels import Level, leveled
from fanal.privacy.k_anonymity.patterns import Combinations, combinations, group
from fanal.privacy.k_anonymity.search import Chosen, Node, search
from fanal.privacy.k_anonymity.settings import AnonymiseSettings
from fanal.privacy.k_anonymity.suppression import Suppressed
from fanal.privacy.k_anonymity.verification import verify


def anonymise(table: pl.DataFrame, settings: AnonymiseSettings, progress: Progress = silent) -> Anonymised:
    """Make a table k-anonymous, losing as little as possible.

    Each column is told at one level of its hierarchy for all rows (full-domain generalisation:
    P. Samarati, "Protecting respondents' identities in microdata release", IEEE TKDE 13(6), 2001);
    rows that still look like fewer than k people lose the cells whose loss is least (local
    suppression); rows that nothing helps are withheld. The levels are those at which both together
    lose the least. A blank is a value, and a suppressed cell is left as blank as one that was never
    recorded: a mark of its own would split classes and say where somebody rare stands.

    The same rows in any order give the same table.

    Parameters
    ----------
    table
        One row per person (or per record, with `settings.person`).
    settings
        The quasi-identifiers with their hierarchies, and k.
    progress
        Hears of the search.

    Returns
    -------
    Anonymised
        A table in which, over all quasi-identifiers and so over any of them, everybody looks like
        at least k people; verified by `fanal.privacy.audit` before it is returned.

    Raises
    ------
    Refusal
        If a column is missing or cannot be compared, or more would have to be suppressed than
        `settings.max_suppressed`.
    """
    person = (settings.person,) if settings.person else ()
    for name in (*settings.columns, *settings.sensitive, *person):
        if name not in table.columns:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(table.columns))
    columns = [leveled(table[quasi.column], quasi) for quasi in settings.quasi_identifiers]
    found = combinations(table, columns, settings.person)
    chosen = search(found, settings.k, settings.max_suppressed, progress)
    if chosen.node is None or chosen.suppressed is None:
        raise Refusal(
            "privacy.too-much-suppressed",
            allowed=round(100 * settings.max_suppressed, 1),
            needed=round(100 * chosen.least_share, 1),
        )
    return _release(table, settings, found, chosen, chosen.node, chosen.suppressed)


def _release(
    table: pl.DataFrame,
    settings: AnonymiseSettings,
    found: Combinations,
    chosen: Chosen,
    node: Node,
    suppressed: Suppressed,
) -> Anonymised:
    _, patterns = found.at(node)
    of_row = patterns.ids[found.of_row.ids]
    stays = suppressed.withheld[of_row] == 0
    levels = [column.levels[place] for column, place in zip(found.columns, node, strict=True)]
    codes = suppressed.codes[:, of_row[stays]]
    released = pl.DataFrame(
        [
            pl.Series(name, level.texts, dtype=pl.String)[told]
            for name, level, told in zip(settings.columns, levels, codes, strict=True)
        ]
    )
    secrets, homogeneous = _sensitive(table.filter(pl.Series(stays)), settings, group(list(codes)))
    person = settings.person
    whose = [table[person].filter(pl.Series(stays))] if person else []
    risk = verify(released.hstack(whose), settings.k, settings.columns, person)
    released = released.hstack(secrets)
    released = released.sort(released.columns, nulls_last=False, maintain_order=True)
    return Anonymised(
        settings=settings,
        table=released,
        columns=tuple(
            _cost(found, suppressed, patterns, number, level) for number, level in enumerate(levels)
        ),
        withheld=int((~stays).sum()),
        homogeneous=homogeneous,
        loss=(chosen.generalised + suppressed.loss) / max(found.cells, 1),
        nodes_examined=chosen.examined,
        nodes=chosen.nodes,
        proven=chosen.proven,
        risk=risk,
    )


def _cost(
    found: Combinations, suppressed: Suppressed, patterns: Classes, number: int, level: Level
) -> ColumnCost:
    """Account for one column, over combinations and not over rows."""
    quasi = found.columns[number].quasi
    exact = found.codes[number] > 0
    stays = suppressed.withheld[patterns.ids] == 0
    told = suppressed.codes[number][patterns.ids]
    nothing = level.number == len(quasi.hierarchy.levels) - 1
    blank = exact & stays & (told == 0) & (not nothing)
    lost = np.where(stays & (told > 0), level.losses[told], 1.0)
    recorded = int(found.rows[exact].sum())
    return ColumnCost(
        column=quasi.column,
        level=level.number,
        words=quasi.hierarchy.levels[level.number],
        recorded=int(found.rows[exact & stays].sum()),
        suppressed=int(found.rows[blank].sum()),
        loss=float((lost * found.rows)[exact].sum()) / max(recorded, 1),
    )


def _sensitive(
    stays: pl.DataFrame, settings: AnonymiseSettings, classes: Classes
) -> tuple[pl.DataFrame, tuple[Homogeneity, ...]]:
    """Blank the sensitive cells of a class whose people all share a value."""
    columns, told = [], []
    for name in settings.sensitive:
        shared = gives_away(classes, code_column(stays[name]), stays[name])
        given_away = shared[classes.ids]
        told.append(Homogeneity(name, int(shared.sum()), int(given_away.sum())))
        columns.append(blanked(stays[name]).set(pl.Series(given_away), None))
    return pl.DataFrame(columns), tuple(told)
