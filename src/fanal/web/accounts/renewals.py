"""Getting back in: a link for somebody who lost password, second factor and recovery codes.

Nothing ends when the link is made; when it is used, all that the person signed in with does. Whoever makes it
could take the person's place, so an organisation's administrator makes it only for whoever belongs there
alone, and whether they may is asked again when it is used.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.decisions import Decision
from fanal.web.accounts.identity import handle_of
from fanal.web.accounts.models import Renewal, User
from fanal.web.accounts.policy import may_renew_as_host, may_renew_here
from fanal.web.accounts.sessions import sessions_end
from fanal.web.accounts.telling import tell
from fanal.web.design.errors import Refused
from fanal.web.organisations.selectors import belongings
from fanal.web.organisations.tenancy import acting, current_user

SECRET_BYTES = 32
RENEW = "people.renew-access"


def renew_here(user: User, organisation: uuid.UUID) -> str:
    """Make the link of somebody who works for the organisation whose turn it is; give its path.

    Raises
    ------
    Refused
        Whoever administers the organisation may not do this for that person.
    """
    _insist(may_renew_here(user, organisation, current_user()))
    return _made(user, organisation)


def renew_as_host(user: User) -> str:
    """Make the link of anybody else, as who administers the host; give its path.

    Raises
    ------
    Refused
        It is for somebody else to do.
    """
    _insist(may_renew_as_host(user, current_user()))
    return _made(user, None)


def renewal_find(secret: str) -> Renewal | None:
    """Find a renewal that can still be used, and that whoever made it could still make."""
    waiting = Renewal.objects.filter(used_at=None, expires_at__gt=timezone.now(), user__is_active=True)
    found = waiting.select_related("user", "made_by").filter(token_hash=_hashed(secret)).first()
    return found if found and _still_good(found) else None


@transaction.atomic
def renewal_use(renewal: Renewal, password: str) -> None:
    """Let a person begin anew: with this password, no second factor, signed in nowhere.

    Raises
    ------
    Refused
        It was used meanwhile.
    """
    now = timezone.now()
    if not Renewal.objects.filter(pk=renewal.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        raise Refused("web.accounts.renewal-over", status=404)
    user = renewal.user
    user.set_password(password)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    sessions_end([user.pk])
    with acting(user.pk):
        tell("accounts.access-renewed", user=user.pk, details={"renewal": str(renewal.pk)})


@transaction.atomic
def _made(user: User, organisation: uuid.UUID | None) -> str:
    # One link at a time: the one before is good for nothing any more.
    Renewal.objects.filter(user=user, used_at=None).delete()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Renewal.objects.create(
        token_hash=_hashed(secret), user=user, made_by_id=current_user(), in_name_of_id=organisation
    )
    tell("accounts.access-renewal-made", user=user.pk, details={"renewal": str(made.pk)})
    return f"/renewal/{secret}/"


def _still_good(renewal: Renewal) -> bool:
    maker = renewal.made_by
    if renewal.in_name_of_id is None:
        by_host = maker is None or (maker.is_active and maker.is_host_administrator)
        return by_host and may_renew_as_host(renewal.user, renewal.made_by_id).allowed
    if maker is None or not maker.is_active:
        return False
    here = [one for one in belongings(maker.pk) if one.organisation.pk == renewal.in_name_of_id]
    may = any(RENEW in Actor(maker.pk, roles=frozenset(one.membership.roles)).actions for one in here)
    return may and may_renew_here(renewal.user, renewal.in_name_of_id, maker.pk).allowed


def user_of(address: str) -> User | None:
    """Find who signs in with an address."""
    return User.objects.filter(handle=handle_of(address), is_active=True).first()


def _insist(decision: Decision) -> None:
    if not decision:
        raise Refused(decision.reason, status=403)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
