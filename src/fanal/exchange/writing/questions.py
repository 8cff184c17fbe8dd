"""Which questions a form asks, and in which order: consent first, then table by table."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.standard.consent import BOX, DUTIES
from fanal.standard.vocabulary import Field, TableOf, Vocabulary

GATE = DUTIES[0]
"""The question that everything else waits for: whether the person consents to the interview."""

REFERENCE = "cas_Reference"
"""The number under which the organisation keeps the case."""


@dataclass(frozen=True)
class Section:
    """The questions of one table.

    Attributes
    ----------
    table
        Its table.
    fields
        Its questions, in the order of the standard; in the first section the seven duties of consent,
        then the box.
    """

    table: TableOf
    fields: tuple[Field, ...]


def sections(vocabulary: Vocabulary, *, every_field: bool = False) -> list[Section]:
    """Choose the questions of a form.

    Parameters
    ----------
    vocabulary
        HTCDS with Fanal's extension.
    every_field
        Ask every field in force, not only the core ones.

    Returns
    -------
    list of Section
        Consent first, then the other tables that have a question, in the order of the standard.
    """
    asked = {field.name for field in vocabulary if field.in_force and (every_field or field.core)} | {
        *DUTIES,
        REFERENCE,
    }
    tables = sorted(vocabulary.tables, key=lambda table: table.name != "consent")
    found = [
        Section(table, tuple(field for field in vocabulary.of_table(table.name) if field.name in asked))
        for table in tables
    ]
    return [Section(one.table, _duties_first(one.fields)) for one in found if one.fields]


def _duties_first(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    order = [*DUTIES, BOX]
    return (
        tuple(sorted(fields, key=lambda one: order.index(one.name) if one.name in order else len(order)))
        if any(field.name == BOX for field in fields)
        else fields
    )
