"""What an organisation adds to the standard, and what it hides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from fanal.standard import htcds
from fanal.standard.extension import extended_by
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import OwnFields
from fanal.web.casework.vocabulary import as_extension, can_hide, own_fields


@transaction.atomic
def field_add(*, by: Actor, field: dict[str, Any], codes: list[tuple[str, str]] | None = None) -> OwnFields:
    """Add a field of the organisation's own.

    Parameters
    ----------
    field
        In the form of an extension, without its name where it is to be made from the label.
    codes
        Labels of a new list, in English and French, for a field that is chosen from a list.

    Raises
    ------
    Refusal
        The standard has it already, or it is not a field.
    """
    insist(by, "fields.change")
    own = _own()
    prefix = htcds().table_by_name[field["table"]].prefix
    made = {**field, "name": field.get("name") or prefix + code_of(field["label"]["en"])}
    lists = list(own.lists)
    if codes:
        made["list"] = f"own-{made['name']}"
        lists.append(_list(made["list"], codes))
    return _save(own, by, fields=[*own.fields, made], lists=lists, name=made["name"])


@transaction.atomic
def codes_add(*, by: Actor, list_name: str, codes: list[tuple[str, str]]) -> OwnFields:
    """Add codes to a list of the standard, or to one of the organisation's own."""
    insist(by, "fields.change")
    own = _own()
    lists = [dict(one) for one in own.lists]
    known = next((one for one in lists if one["name"] == list_name), None)
    added = _list(list_name, codes)
    if known:
        known["codes"] = [*known["codes"], *added["codes"]]
    else:
        lists.append(added)
    return _save(own, by, fields=own.fields, lists=lists, name=list_name)


@transaction.atomic
def fields_hide(*, by: Actor, names: list[str], seen: int) -> OwnFields:
    """Hide fields that the organisation does not use: never those of the core; what they hold stays.

    Parameters
    ----------
    seen
        The version that was shown; 0: there was no row yet.
    """
    insist(by, "fields.change")
    own, seen = _seen(seen)
    vocabulary = extended_by(htcds(), as_extension(own.fields, own.lists))
    hidden = sorted(name for name in names if name in vocabulary.by_name and not vocabulary[name].core)
    changed = editing.change(own, seen=seen, hidden=hidden)
    record("fields.hidden", subject=("casework.ownfields", own.pk), details={"hidden": hidden})
    return changed


@transaction.atomic
def codes_hide(*, by: Actor, hidden: Mapping[str, Iterable[str]], seen: int) -> OwnFields:
    """Hide codes that the organisation does not use, and show all others; what is stored stays.

    Parameters
    ----------
    hidden
        Of each list, codes. Those that cannot be hidden are left out.
    seen
        The version that was shown; 0: there was no row yet.
    """
    insist(by, "fields.change")
    own, seen = _seen(seen)
    lists = extended_by(htcds(), as_extension(own.fields, own.lists)).lists
    kept = {
        name: sorted(one for one in set(codes) if can_hide(name, one) and one in lists[name].by_code)
        for name, codes in hidden.items()
        if name in lists
    }
    kept = {name: codes for name, codes in sorted(kept.items()) if codes}
    changed = editing.change(own, seen=seen, hidden_codes=kept)
    record("fields.codes-hidden", subject=("casework.ownfields", own.pk), details={"hidden": kept})
    return changed


def code_of(label: str) -> str:
    """Make a code of a label: ``HousingNeeds``."""
    words = re.findall(r"[A-Za-z0-9]+", label)
    return "".join(word[0].upper() + word[1:] for word in words)[:40] or "Own"


def _own() -> OwnFields:
    return own_fields() or editing.create(OwnFields)


def _seen(version: int) -> tuple[OwnFields, int]:
    """Give the row, and the version that was shown of it: where there was none, it is made."""
    own = own_fields()
    return (own, version) if own else (editing.create(OwnFields), 1)


def _save(own: OwnFields, by: Actor, *, fields: list[Any], lists: list[Any], name: str) -> OwnFields:
    extended_by(htcds(), as_extension(fields, lists))
    changed = editing.change(own, seen=own.version, fields=fields, lists=lists)
    record("fields.changed", subject=("casework.ownfields", own.pk), details={"name": name})
    return changed


def _list(name: str, codes: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "name": name,
        "source": "own",
        "codes": [{"code": code_of(en), "en": en, "fr": fr or en} for en, fr in codes],
    }
