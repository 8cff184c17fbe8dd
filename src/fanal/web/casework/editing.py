"""Changing a row that somebody else may have changed meanwhile: nothing is overwritten unseen."""

from __future__ import annotations

from typing import Any, TypeVar

from fanal.web.casework.models.documents import Kept
from fanal.web.organisations.tenancy import current_user

Row = TypeVar("Row", bound=Kept)


class ChangedMeanwhile(Exception):
    """Somebody changed the row since it was shown: `row` is as it is now.

    A form shows both, what the person typed and what is there now, and asks; it throws neither away.
    """

    def __init__(self, row: Kept) -> None:
        super().__init__(type(row).__name__)
        self.row = row


def create(model: type[Row], **values: Any) -> Row:
    """Make a row, by whoever acts; checked before it is written."""
    row = model(made_by_id=current_user(), **values)
    row.save(force_insert=True)
    return row


def change(row: Row, *, seen: int, **values: Any) -> Row:
    """Change a row, if it still is in the version that the person saw.

    Parameters
    ----------
    row
        Which one; read anew and held until the transaction ends.
    seen
        The version that was shown.
    **values
        What to change.

    Raises
    ------
    ChangedMeanwhile
        If somebody changed it meanwhile.
    """
    held = type(row)._base_manager.select_for_update().get(pk=row.pk, organisation=row.organisation_id)
    if held.version != seen:
        raise ChangedMeanwhile(held)
    for name, value in values.items():
        setattr(held, name, value)
    held.version += 1
    held.save()
    return held
