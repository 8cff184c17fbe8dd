"""A row with the fields of the standard: coded ones in the clear, all that tells of somebody sealed.

A field is not a column: a new field of the standard, or one of an organisation's own, is data.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from fanal.standard import Disclosure, Field, FieldType
from fanal.web.keys.fields import SealedJSON
from fanal.web.organisations.tenancy import OrganisationModel

CODED = frozenset(
    {
        FieldType.PICKLIST,
        FieldType.MULTISELECT,
        FieldType.CHECKBOX,
        FieldType.INTEGER,
        FieldType.BAND,
        FieldType.YEAR,
    }
)
"""Types of fields that may lie in the clear, for lists and counts; unless the field identifies."""


def is_coded(field: Field) -> bool:
    """Say whether a field may lie in the clear: it is coded, and points at nobody."""
    return field.type in CODED and field.disclosure is not Disclosure.IDENTIFYING


class Kept(OrganisationModel):
    """A row that somebody made, and that two people may edit at once.

    Attributes
    ----------
    version
        Grows with each change; whoever saves says which one they saw.
    """

    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Unchanged(Kept):
    """A row that is added and never changed: what is decided later is another row.

    The site cannot delete it. That nobody changes it is kept here, since renewing a key seals it anew.
    """

    withheld = ("delete",)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once.

        Raises
        ------
        RuntimeError
            If it is there already: a defect.
        """
        if not self._state.adding:
            raise RuntimeError("a decision is not changed: add another")
        super().save(*args, **kwargs)


class Document(models.Model):
    """The fields of one table of the standard, by name.

    Attributes
    ----------
    coded
        Values that may lie in the clear, as `Records` has them: codes, lists of codes, numbers, booleans.
    told
        All other values, sealed with the key of the person; dates as ISO texts.
    """

    coded = models.JSONField(default=dict, blank=True)
    told = SealedJSON(default=dict)

    class Meta:
        abstract = True

    @property
    def values(self) -> dict[str, Any]:
        """Give all values together; opens what is sealed."""
        return {**self.coded, **(self.told or {})}


class OfPerson:
    """A row whose sealed fields lie under the key of `person`."""

    person_id: uuid.UUID

    @property
    def key_person(self) -> uuid.UUID | None:
        """Whose key seals this row."""
        return self.person_id
