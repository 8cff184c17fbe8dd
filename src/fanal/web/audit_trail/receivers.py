"""What the rooms below, and Django's sign-in, tell the audit trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from fanal.web.access import signals as access
from fanal.web.audit_trail.pending import store
from fanal.web.audit_trail.services import record, record_host
from fanal.web.audit_trail.signals import alert
from fanal.web.keys import signals as keys
from fanal.web.keys.host import host_index
from fanal.web.organisations.selectors import belongings
from fanal.web.organisations.tenancy import acting, current_organisation, leaving, tenant

_HANDLE = 64


def connect() -> None:
    """Begin to listen."""
    heard = {
        leaving: _leaving,
        access.emergency_opened: _emergency_opened,
        access.emergency_ended: _emergency_ended,
        access.assignment_changed: _assignment_changed,
        access.level_changed: _level_changed,
        access.refused: _refused,
        keys.key_used: _key_used,
        keys.unlocked: _unlocked,
        keys.unlock_failed: _unlock_failed,
        keys.locked: _locked,
        keys.rotated: _rotated,
        keys.openings_changed: _openings_changed,
        keys.person_erased: _person_erased,
        keys.hold_changed: _hold_changed,
        keys.searched: _searched,
        keys.fishing: _fishing,
        user_logged_in: _logged_in,
        user_logged_out: _logged_out,
        user_login_failed: _login_failed,
    }
    for signal, receiver in heard.items():
        signal.connect(receiver, dispatch_uid=f"audit_trail{receiver.__name__}")


def _leaving(organisation: UUID, **_: Any) -> None:
    store(organisation)


def _emergency_opened(emergency: Any, reason: str, **_: Any) -> None:
    subject = (emergency._meta.label_lower, emergency.pk)
    record("access.emergency-opened", subject=subject, details={"reason": reason})


def _emergency_ended(emergency: Any, **_: Any) -> None:
    record("access.emergency-ended", subject=(emergency._meta.label_lower, emergency.pk))


def _assignment_changed(subject: Any, member: Any, assigned: bool, **_: Any) -> None:
    details = {"member": member.pk, "assigned": assigned}
    record("access.assignment-changed", subject=(subject._meta.label_lower, subject.pk), details=details)


def _level_changed(subject: Any, before: str, **_: Any) -> None:
    details = {"before": before, "now": subject.level}
    record("access.level-changed", subject=(subject._meta.label_lower, subject.pk), details=details)


def _refused(actor: Any, action: str, reason: str, **_: Any) -> None:
    if actor.organisation_id is not None:  # an address of an organisation, by one who belongs to it
        record("access.refused", details={"action": action, "reason": reason})


def _key_used(person: UUID, **_: Any) -> None:
    record("keys.used", person=person, once=True)


def _unlocked(organisation: UUID, by: str, **_: Any) -> None:
    with tenant(organisation):
        record("keys.unlocked", details={"by": by})


def _unlock_failed(organisation: UUID, **_: Any) -> None:
    with tenant(organisation):
        record("keys.unlock-failed")


def _locked(organisation: UUID, sessions: int = 0, **_: Any) -> None:
    with tenant(organisation):
        record("keys.locked", details={"sessions": sessions})


def _rotated(organisation: UUID, version: int, **_: Any) -> None:
    with tenant(organisation):
        record("keys.rotated", details={"version": version})


def _openings_changed(organisation: UUID, what: str, **_: Any) -> None:
    with tenant(organisation):
        record("keys.openings-changed", details={"what": what})


def _person_erased(person: UUID, reason: str, **_: Any) -> None:
    # Not as an entry about the person: its key is gone, and what is told is a code.
    record("keys.person-erased", subject=("keys.personkey", person), details={"reason": reason})


def _hold_changed(person: UUID, held: bool, **_: Any) -> None:
    record("keys.hold-changed", subject=("keys.personkey", person), details={"held": held})


def _searched(kind: str, hits: int = 0, **_: Any) -> None:
    record("keys.searched", details={"kind": kind, "hits": hits})


def _fishing(user: UUID | None, **_: Any) -> None:
    record("keys.fishing", subject=("accounts.user", user) if user else None)
    alert.send(sender=None, organisation=current_organisation(), event="keys.fishing")


def _logged_in(user: Any, request: Any = None, **_: Any) -> None:
    kinds = _proved_with(request)
    with acting(user.pk):
        _in_each(user.pk, "accounts.signed-in", details={"with": kinds} if kinds else None)


def _proved_with(request: Any) -> list[str]:
    """Say what somebody signed in with: a password, and which kind of second factor."""
    said = getattr(request, "session", {}).get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return [str(one.get("type") or one.get("method")) for one in said]


def _logged_out(user: Any, **_: Any) -> None:
    if user is not None and user.pk is not None:
        with acting(user.pk):
            _in_each(user.pk, "accounts.signed-out")


def _login_failed(credentials: dict[str, Any], **_: Any) -> None:
    """Tell the organisations of whoever's address was tried; the host, where nobody has that address."""
    handle = _handle(str(credentials.get("username") or credentials.get("email") or ""))
    user = get_user_model()._default_manager.filter(handle=handle).values_list("pk", flat=True).first()
    if user is None or not _in_each(user, "accounts.sign-in-failed", subject=("accounts.user", user)):
        # Neither address nor anything typed is kept: somebody may have typed a password into that field.
        record_host("accounts.sign-in-failed", details={"handle": handle})


def _handle(typed: str) -> str:
    is_handle = len(typed) == _HANDLE and not set(typed) - set("0123456789abcdef")
    return typed if is_handle else host_index("sign-in", typed)


def _in_each(user: UUID, event: str, **more: Any) -> int:
    """Tell each organisation that a user works for; always in the same order, since each chain is locked."""
    organisations = sorted(one.organisation.pk for one in belongings(user))
    for organisation in organisations:
        with tenant(organisation):
            record(event, **more)
    return len(organisations)
