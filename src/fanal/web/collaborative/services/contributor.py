"""Who contributes: inviting, giving a token, ending."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.api.models import ApiToken
from fanal.web.api.services import token_create, token_revoke
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.models import Agreement, Contributor
from fanal.web.design.errors import Refused
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.selectors import member

SCOPE = "contributions.receive"
TOKEN_DAYS = 365


@transaction.atomic
def contributor_invite(
    *, by: Actor, name: str, member: Organisation | None = None, contact: str = ""
) -> Contributor:
    """Let an organisation contribute, once an agreement is signed.

    Parameters
    ----------
    name
        As the hub's people call it; it never leaves the hub.
    member
        The organisation, where it is one of this site.
    contact
        Whom to write to; sealed.

    Raises
    ------
    Refused
        If it contributes already.
    """
    insist(by, "hubs.change")
    made = Contributor(name=name, member=member, contact=contact)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused("web.collaborative.contributor-already", status=409) from None
    record("contributors.invited", subject=("collaborative.contributor", made.pk))
    return made


@transaction.atomic
def contributor_end(contributor: Contributor, *, by: Actor) -> Contributor:
    """Let it contribute no more: its agreements end, its token is refused. What it gave stays."""
    from fanal.web.collaborative.services.agreement import agreement_end

    insist(by, "hubs.change")
    held: Contributor = Contributor.objects.select_for_update().get(pk=contributor.pk)
    if held.ended_at is None:
        for agreement in held.agreements.exclude(state=Agreement.State.ENDED):
            agreement_end(agreement, by=by)
        _token_forget(held)
        held.ended_at = timezone.now()
        held.save(update_fields=["ended_at"])
        record("contributors.ended", subject=("collaborative.contributor", held.pk))
    return held


@transaction.atomic
def contributor_token(contributor: Contributor, *, by: Actor, days: int = TOKEN_DAYS) -> str:
    """Draw the token by which another site contributes; it is shown once, and the one before is refused.

    Raises
    ------
    Refused
        If it contributes no more.
    """
    insist(by, "hubs.change")
    held: Contributor = Contributor.objects.select_for_update().get(pk=contributor.pk)
    if held.ended_at is not None:
        raise Refused("web.collaborative.contributor-ended", status=409)
    _token_forget(held)
    maker = member(by.user_id)
    assert maker is not None  # noqa: S101 - whoever may change the hub belongs to it
    token, shown = token_create(by=maker, name=held.name[:80], scopes=(SCOPE,), days=days)
    held.token = token.prefix
    held.save(update_fields=["token"])
    return shown


def _token_forget(held: Contributor) -> None:
    for token in ApiToken.objects.filter(prefix=held.token) if held.token else ():
        token_revoke(token=token.pk)
    held.token = ""
    held.save(update_fields=["token"])
