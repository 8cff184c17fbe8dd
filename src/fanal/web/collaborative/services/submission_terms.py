"""Under what a package is made: an agreement with a hub of this site, or with one elsewhere."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from fanal.contributing import Coarsening, Terms, agreeable, leaving
from fanal.web.collaborative.models import Destination, Submission
from fanal.web.collaborative.selectors.seen import agreement_seen, hub_seen
from fanal.web.design.errors import Refused
from fanal.web.design.language import current_language
from fanal.web.keys.hierarchy import lasting_key

ROWS, AGGREGATES = "rows", "aggregates"


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What was agreed with a hub.

    Attributes
    ----------
    agreement
        Its id at the hub.
    hub
        The organisation that runs the hub on this site.
    destination
        The hub elsewhere.
    """

    name: str
    purpose: str
    agreement: str
    fields: tuple[str, ...]
    kinds: tuple[str, ...]
    hub: UUID | None = None
    destination: Destination | None = None

    def leaving(self) -> list[str]:
        """Give the fields that leave, by name."""
        return [name for name in leaving() if name in self.fields]

    def terms(self, coarsen: dict[str, str]) -> Terms:
        """Give what a package is made by."""
        return Terms(
            purpose=self.purpose,
            agreement=self.agreement,
            fields=tuple(name for name in self.fields if name in agreeable()),
            coarsen={name: Coarsening(how) for name, how in coarsen.items() if name in self.fields},
        )

    def secret(self) -> bytes:
        """Give the secret by which rows are named for this hub: two hubs cannot tell that they share one."""
        receiver = self.hub or (self.destination.pk if self.destination else None)
        return hmac.new(lasting_key("collaborative.rows"), str(receiver).encode(), hashlib.sha256).digest()


def agreed_here(agreement: UUID) -> Agreed:
    """Give what was agreed with a hub of this site.

    Raises
    ------
    Http404
        If there is no such agreement of the organisation.
    Refused
        If it does not hold today.
    """
    seen = agreement_seen(agreement)
    if not seen.holds(timezone.localdate()):
        raise Refused("web.collaborative.submission-agreement-ended", status=409)
    title = hub_seen(seen.contributor).title
    return Agreed(
        name=title.get(current_language()) or title.get("en") or "",
        purpose=seen.purpose,
        agreement=str(seen.pk),
        fields=tuple(seen.fields),
        kinds=tuple(seen.kinds),
        hub=seen.contributor.organisation_id,
    )


def agreed_elsewhere(destination: UUID) -> Agreed:
    """Give what was agreed with a hub on another site; see `agreed_here`."""
    found = Destination.objects.filter(pk=destination).first()
    if found is None:
        raise Http404
    if found.ended_at or (found.valid_until and found.valid_until < timezone.localdate()):
        raise Refused("web.collaborative.submission-agreement-ended", status=409)
    return Agreed(
        name=found.name,
        purpose=found.purpose,
        agreement=found.agreement,
        fields=tuple(found.fields),
        kinds=(ROWS, AGGREGATES),
        destination=found,
    )


def agreed_of(row: Submission) -> Agreed:
    """Give what a package was made under, as it stands today."""
    if row.destination_id is not None:
        return agreed_elsewhere(row.destination_id)
    if row.agreement is None:
        raise Http404
    return agreed_here(row.agreement)
