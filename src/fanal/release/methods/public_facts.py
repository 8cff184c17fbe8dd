"""What is refused on public facts alone, before a differentially private release spends anything."""

from __future__ import annotations

import polars as pl

from fanal.exchange.files import Sheet
from fanal.exchange.headings import recognise
from fanal.presentation import Refusal
from fanal.release.choosing import asked, check_printable
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Publishable
from fanal.standard import FieldType, Vocabulary, ctdc, htcds
from fanal.standard.consent import BOX


def refuse_of_public_facts(settings: ReleaseSettings, known: Publishable | None) -> None:
    """Refuse names that cannot be what they are given for.

    Parameters
    ----------
    settings
        What is asked for.
    known
        What may be published of the vocabulary that the variables are of; none for a table of no known one.

    Raises
    ------
    Refusal
        If a column points at one person, a heading cannot be published, the column of persons is a
        variable too or not for these cases, or the field of consent says neither yes nor no.
    """
    if known is not None:
        if settings.person is not None:
            raise Refusal("release.person-of-table", name=settings.person)
        _refuse_consent(settings, known.vocabulary)
        return
    check_printable(asked(settings))
    for name in settings.columns:
        field = _secret(name)
        if field is not None:
            raise Refusal("release.column-secret", name=name, field=field)


def _refuse_consent(settings: ReleaseSettings, vocabulary: Vocabulary) -> None:
    if settings.consent is None or settings.consent == BOX:
        return
    field = vocabulary.by_name.get(settings.consent)
    # Of an extended vocabulary it may be: then `may_be_released` says so.
    if field is not None and field.type is not FieldType.CHECKBOX and field.list != "yes-no":
        raise Refusal("release.consent-no-box", field=settings.consent)


def _secret(name: str) -> str | None:
    """Name the field that a heading stands for, where that points at one person."""
    for vocabulary in (htcds(), ctdc()):
        if name in vocabulary.by_name:
            return name if vocabulary[name].secret else None
    sheet = Sheet(None, pl.DataFrame({"0": [name]}), pl.Series([1]))
    headings = recognise(sheet, (htcds(), ctdc()))
    found = [] if headings is None else [one.field for one in headings.columns if one.field is not None]
    return next((one.name for one in found if one.secret), None)
