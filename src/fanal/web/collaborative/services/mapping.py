"""Files of other shapes: how columns are read, kept as versions; a file drawn to what may be kept."""

from __future__ import annotations

import hashlib
import hmac

import polars as pl
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from fanal.contributing import Preparation, Terms, prepare
from fanal.exchange.crosswalk import to_htcds
from fanal.exchange.files import FileContent
from fanal.exchange.reading import ReadSettings, read_content
from fanal.release.consent import may_be_released
from fanal.release.settings import ReleaseSettings
from fanal.standard import Records, ctdc
from fanal.standard.consent import BOX
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.mapping_text import settings_of
from fanal.web.collaborative.models import Agreement, Contributor, Hub, Mapping


@transaction.atomic
def mapping_save(contributor: Contributor, *, by: Actor, text: str) -> Mapping:
    """Keep how a contributor's columns are read; the same as before makes no new version.

    Raises
    ------
    Refusal
        If it cannot be read.
    """
    insist(by, "hubs.change")
    settings_of(text)
    held = Contributor.objects.select_for_update().get(pk=contributor.pk)
    last = newest_mapping(held)
    if last is not None and last.text == text:
        return last
    number = Mapping.objects.filter(contributor=held).aggregate(last=Max("version"))["last"] or 0
    made: Mapping = Mapping.objects.create(
        contributor=held, version=number + 1, text=text, made_by_id=by.user_id
    )
    record("mappings.saved", subject=("collaborative.mapping", made.pk), details={"version": made.version})
    return made


def newest_mapping(contributor: Contributor) -> Mapping | None:
    """Give the version that is used now."""
    found: Mapping | None = Mapping.objects.filter(contributor=contributor).order_by("-version").first()
    return found


def draw_file(
    content: FileContent, *, agreement: Agreement, mapping: Mapping | None, consent_checked: bool
) -> Preparation:
    """Draw a file, in memory, to what was agreed: whatever else stands in it is left behind here.

    Parameters
    ----------
    consent_checked
        Whether the contributor answers for consent; else the file must say it of each case.

    Raises
    ------
    Refusal
        If there are no cases in it, or it does not say who agreed.
    """
    settings = settings_of(mapping.text) if mapping else ReadSettings()
    records: Records = read_content(content, settings).records
    if records.vocabulary is ctdc():
        records, _ = to_htcds(records)
    return prepare(
        records,
        Terms(purpose=agreement.purpose, agreement=str(agreement.pk), fields=tuple(agreement.fields)),
        secret=_secret(agreement.contributor),
        on=timezone.localdate(),
        may_leave=_may_leave(records, consent_checked),
    )


def _may_leave(records: Records, checked: bool) -> pl.Series:
    """Say of each case whether it may leave; a no that stands in the file holds in either way."""
    assumed = ReleaseSettings(consent_assumed="the contributor answers for it")
    return may_be_released(records, assumed if checked else ReleaseSettings(consent=BOX))


def _secret(contributor: Contributor) -> bytes:
    """Give what the rows of a contributor's files are named by: the hub's own, for one contributor."""
    identity = Hub.objects.get().identity
    return hmac.new(identity.encode(), contributor.pk.bytes, hashlib.sha256).digest()
