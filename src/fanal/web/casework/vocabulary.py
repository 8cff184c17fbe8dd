"""The vocabulary of an organisation: the standard, its own fields and codes, and what it hides."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from fanal.standard import Code, Field, Vocabulary, htcds
from fanal.standard.extension import extended_by
from fanal.web.casework.models import OwnFields
from fanal.web.organisations.tenancy import current_organisation

ELSEWHERE = frozenset(
    {
        # Decided, dated and never changed: `StatusDecision`.
        "vic_TraffickingStatus",
        "vic_TraffickingStatusDecisionMakingOrg",
        # Columns of `Case` and `Person`.
        "cas_Status",
        "cas_CaseOwner",
        "cas_ReasonForCaseClosure",
        "cas_Reference",
        "cas_RegistrationDate",
        "prs_FirstName",
        "prs_MiddleName",
        "prs_SecondName",
        "prs_Birthdate",
        "prs_AgeBand",
    }
)
"""Fields of the standard that have a place of their own, and are left out of the forms made of a table."""


WHOLE = frozenset({"trafficking-status", "decision-making-organisation", "case-status", "yes-no"})
"""Lists that pages of their own work with: none of their codes is hidden."""
_NEEDED = re.compile("Unknown|Other")
"""Codes without which somebody would have to say what is not so."""


def can_hide(list_name: str, code: str) -> bool:
    """Say whether an organisation may hide a code: never unknown or other, a country, a language."""
    return not (list_name.startswith("iso-") or list_name in WHOLE or _NEEDED.search(code))


def own_fields() -> OwnFields | None:
    """Give what the organisation added and hid, where it did."""
    return OwnFields.objects.order_by("made_at").first()


class Words:
    """The vocabulary of the organisation whose turn it is, read once for a page.

    Attributes
    ----------
    vocabulary
        The standard with the organisation's own fields and codes.
    hidden
        Names of fields that it does not use; what they hold stays.
    hidden_codes
        Of each list, codes that it does not use; where one is stored it stays, and is shown.
    """

    def __init__(self) -> None:
        own = own_fields()
        self.vocabulary: Vocabulary = _extended(own.pk, own.version) if own else htcds()
        self.hidden: frozenset[str] = frozenset(own.hidden) if own else frozenset()
        self.hidden_codes: dict[str, list[str]] = own.hidden_codes if own else {}

    def offered(self, field: Field) -> list[Code]:
        """List the codes of a field that new data may use."""
        hidden = self.hidden_codes.get(field.list or "", ())
        return [code for code in self.vocabulary.code_list(field).offered() if code.code not in hidden]

    def fields(self, *tables: str, also: Iterable[str] = ()) -> list[Field]:
        """List the fields of some tables that a form asks for, in the order of the standard.

        Parameters
        ----------
        also
            Names of fields that are shown though they are hidden or no longer in force: they hold a value.
        """
        kept = set(also)
        return [
            field
            for field in self.vocabulary.of_table(*tables)
            if field.name not in ELSEWHERE
            and (field.name in kept or (field.in_force and field.name not in self.hidden))
        ]


@lru_cache(maxsize=64)
def _extended(own: uuid.UUID, version: int) -> Vocabulary:
    """Extend the standard, once for each version of what an organisation added."""
    row = OwnFields.objects.get(pk=own, version=version)
    return extended_by(htcds(), as_extension(row.fields, row.lists))


def as_extension(fields: list[dict[str, Any]], lists: list[dict[str, Any]]) -> dict[str, Any]:
    """Write own fields and codes in the form of an extension of the standard."""
    return {"vocabulary": {"name": str(current_organisation())}, "field": fields, "list": lists}
