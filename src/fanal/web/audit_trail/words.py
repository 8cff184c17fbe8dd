"""Words for the codes that entries hold: what something was done to, names and values of details.

A code without words is shown as it stands. Rooms above are known here by their codes alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from fanal.web.access.roles import roles
from fanal.web.design.language import say, say_in

_MODELS = {
    "accounts.user": "web.audit_trail.model-account",
    "api.apitoken": "web.audit_trail.model-token",
    "keys.personkey": "web.audit_trail.model-person",
    "casework.case": "web.audit_trail.model-case",
    "casework.person": "web.audit_trail.model-person",
    "casework.bed": "web.audit_trail.model-bed",
    "casework.breach": "web.audit_trail.model-breach",
    "casework.import": "web.audit_trail.model-import",
    "casework.ownfields": "web.audit_trail.model-ownfields",
    "casework.authorityrequest": "web.audit_trail.model-authority-request",
    "casework.personrequest": "web.audit_trail.model-person-request",
    "casework.procedure": "web.audit_trail.model-procedure",
    "casework.processing": "web.audit_trail.model-processing",
    "casework.retentionrule": "web.audit_trail.model-retention-rule",
}
_DETAILS = {
    "action": "web.audit_trail.detail-action",
    "after": "web.audit_trail.detail-after",
    "before": "web.audit_trail.detail-before",
    "by": "web.audit_trail.detail-by",
    "cases": "web.audit_trail.detail-cases",
    "expires": "web.audit_trail.detail-expires",
    "fields": "web.audit_trail.detail-fields",
    "filtered": "web.audit_trail.detail-filtered",
    "findings": "web.audit_trail.detail-findings",
    "handle": "web.audit_trail.detail-handle",
    "held": "web.audit_trail.detail-held",
    "hidden": "web.audit_trail.detail-hidden",
    "hits": "web.audit_trail.detail-hits",
    "invitation": "web.audit_trail.detail-invitation",
    "job": "web.audit_trail.detail-job",
    "kind": "web.audit_trail.detail-kind",
    "language": "web.audit_trail.detail-language",
    "made": "web.audit_trail.detail-made",
    "name": "web.audit_trail.detail-name",
    "organisation": "web.audit_trail.detail-organisation",
    "outcome": "web.audit_trail.detail-outcome",
    "page": "web.audit_trail.detail-page",
    "prefix": "web.audit_trail.detail-prefix",
    "purpose": "web.audit_trail.detail-purpose",
    "reason": "web.audit_trail.detail-reason",
    "renewal": "web.audit_trail.detail-renewal",
    "role": "web.audit_trail.detail-role",
    "roles": "web.audit_trail.detail-roles",
    "scopes": "web.audit_trail.detail-scopes",
    "sessions": "web.audit_trail.detail-sessions",
    "through": "web.audit_trail.detail-through",
    "token": "web.audit_trail.detail-token",
    "version": "web.audit_trail.detail-version",
    "what": "web.audit_trail.detail-what",
    "with": "web.audit_trail.detail-with",
    "why": "web.audit_trail.detail-why",
}
_VALUES = {
    "password": "web.audit_trail.value-password",
    "totp": "web.audit_trail.value-totp",
    "webauthn": "web.audit_trail.value-webauthn",
    "recovery_codes": "web.audit_trail.value-recovery-codes",
    "passphrase": "web.audit_trail.value-passphrase",
    "created": "web.audit_trail.value-created",
    "host": "web.audit_trail.value-host",
}


def of_model(code: str) -> str:
    """Say what something was done to."""
    return say(_MODELS[code]) if code in _MODELS else code


def of_detail(name: str) -> str:
    """Say what a detail is."""
    return say(_DETAILS[name]) if name in _DETAILS else name


def of_value(value: Any, people: Mapping[uuid.UUID, str]) -> str:
    """Say a detail: lists one by one, roles and actions by their titles, people by name."""
    if isinstance(value, list):
        return ", ".join(of_value(one, people) for one in value)
    if isinstance(value, bool):
        return say("web.audit_trail.yes") if value else say("web.audit_trail.no")
    return _of_code(str(value), people)


def _of_code(code: str, people: Mapping[uuid.UUID, str]) -> str:
    titled = roles().roles.get(code) or roles().actions.get(code)
    if titled:
        return say_in(titled)
    if code in _VALUES:
        return say(_VALUES[code])
    return people.get(_id(code), code)  # type: ignore[arg-type]


def _id(code: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(code)
    except ValueError:
        return None
