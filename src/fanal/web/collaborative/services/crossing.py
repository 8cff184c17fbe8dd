"""The one way from a contributor's page to a row of the hub: its tenant, once it is known who may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404

from fanal.web.collaborative.models import Contributor
from fanal.web.organisations.tenancy import current_organisation, tenant


@contextmanager
def at_hub(contributor: Contributor) -> Iterator[Contributor]:
    """Work in the hub's tenant for a contributor whose turn it is; whoever asks has decided who may.

    Parameters
    ----------
    contributor
        As it was seen from the organisation that it is.

    Raises
    ------
    Http404
        If it is another organisation, or contributes no more.
    """
    if contributor.member_id != current_organisation():
        raise Http404
    with tenant(contributor.organisation_id):
        here = Contributor.objects.filter(pk=contributor.pk, ended_at=None).first()
        if here is None:
            raise Http404
        yield here
