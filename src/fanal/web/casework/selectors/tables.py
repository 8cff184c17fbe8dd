"""Rows of many tables by one query: a page that tells all of a person reads twenty of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model, QuerySet

from fanal.web.keys.fields import SealedField


def rows_of_tables(wanted: Sequence[QuerySet[Any]]) -> list[list[Any]]:
    """Give the rows of each queryset, in no order; what of them is sealed stays so until it is read.

    Parameters
    ----------
    wanted
        Of whole rows, each of one table.
    """
    parts, values = [], []
    for place, one in enumerate(wanted):
        sql, given = one.order_by().query.sql_with_params()
        parts.append(f"select {place}, to_jsonb(one)::text from ({sql}) one")  # noqa: S608 - SQL of Django
        values += given
    found: list[list[Any]] = [[] for _ in wanted]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" union all ".join(parts), values)
            for place, text in cursor.fetchall():
                found[place].append(_row(wanted[place].model, json.loads(text, parse_float=Decimal)))
    return found


def _row(model: type[Model], said: dict[str, Any]) -> Model:
    fields = model._meta.concrete_fields
    held = [_value(field, said[str(field.column)]) for field in fields]
    return model.from_db(connection.alias, [field.attname for field in fields], held)


def _value(field: Field[Any, Any], said: Any) -> Any:
    """Read a value as the database writes it in JSON: bytes in hexadecimal, all else as Django reads it."""
    if said is None or isinstance(field, JSONField):
        return said
    if isinstance(field, SealedField | BinaryField):
        raw = bytes.fromhex(said.removeprefix("\\x"))
        return field.from_db_value(raw, None, connection) if isinstance(field, SealedField) else raw
    return field.to_python(said)
