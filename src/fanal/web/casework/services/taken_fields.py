"""Fields and codes of another organisation's own, taken over as a file describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from fanal.standard import htcds
from fanal.standard.extension import extended_by
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import OwnFields
from fanal.web.casework.vocabulary import as_extension, own_fields


@transaction.atomic
def fields_take(
    *, by: Actor, fields: Sequence[Mapping[str, Any]], lists: Sequence[Mapping[str, Any]]
) -> OwnFields:
    """Add them to those of the organisation.

    Parameters
    ----------
    fields, lists
        In the form of an extension; none of which is here already.

    Raises
    ------
    Refusal
        One is no field.
    """
    insist(by, "fields.change")
    own = own_fields() or editing.create(OwnFields)
    held = {one["name"]: dict(one) for one in own.lists}
    for one in lists:
        codes = held[one["name"]]["codes"] if one["name"] in held else []
        held[one["name"]] = {**one, "codes": [*codes, *one["codes"]]}
    now = {"fields": [*own.fields, *(dict(one) for one in fields)], "lists": list(held.values())}
    extended_by(htcds(), as_extension(now["fields"], now["lists"]))
    changed = editing.change(own, seen=own.version, **now)
    names = " ".join(str(one["name"]) for one in (*fields, *lists))
    record("fields.changed", subject=("casework.ownfields", own.pk), details={"name": names})
    return changed
