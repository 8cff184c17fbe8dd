"""What tests of governance begin with: a closed case, a review that is due, a request."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework.models import Case, PersonRequest, RetentionReview
from fanal.web.casework.services.case import case_close
from fanal.web.casework.services.person_request import person_request_register

HOME = "/o/harbour/governance/"
LAWFUL = {
    "purpose": "prosecution",
    "ground": "legal-obligation",
    "answer": "given",
    "decided_by": "organisation",
    "decider": "The management",
    "note": "Code of procedure, article 77",
}


def closed(case: Case, actor: Any) -> Case:
    """Close a case."""
    return case_close(case=Case.objects.get(pk=case.pk), seen=case.version, by=actor, reason="other")


def due_now(case: Case) -> RetentionReview:
    """Let the reviews of a case be due, and give the last of them."""
    RetentionReview.objects.filter(case=case).update(due_on=timezone.localdate())
    return RetentionReview.objects.filter(case=case, decided_on=None).order_by("category").last()


def events() -> list[str]:
    """List what the audit trail was told."""
    return list(AuditEntry.objects.order_by("sequence").values_list("event", flat=True))


def asked(case: Case, actor: Any, kind: str = "access", on: date | None = None) -> PersonRequest:
    """Register a request by the person of a case."""
    return person_request_register(
        case=case,
        person=case.person,
        kind=kind,
        what="what do you have",
        asked_on=on or timezone.localdate(),
        by=actor,
    )
