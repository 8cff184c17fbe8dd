"""What commands did to the installation, told in the host's own audit trail.

Where the database is stopped, or of another version, a note waits in the data folder; the next start, after
the tables are brought up to date, tells it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from fanal.web.installation import Installation

EVENTS = {
    "operations.backed-up": "web.operations.event-backed-up",
    "operations.restored": "web.operations.event-restored",
    "operations.upgraded": "web.operations.event-upgraded",
}
"""What is told, and the key of its words."""
_NOTES = "to-tell.jsonl"


def note(installation: Installation, event: str, details: Mapping[str, str]) -> None:
    """Keep something to be told at the next start.

    Parameters
    ----------
    installation
        Where.
    event, details
        As for `audit_trail.services.record_host`.
    """
    with (installation.data / _NOTES).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"event": event, "details": dict(details)}) + "\n")


def tell_notes(installation: Installation) -> None:
    """Tell what waits, once."""
    from django.db import transaction

    from fanal.web.audit_trail.services import record_host

    path = installation.data / _NOTES
    if not path.exists():
        return
    with transaction.atomic():
        for line in path.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            record_host(said["event"], details=said["details"])
    path.unlink()


def tell_now(installation: Installation, event: str, details: Mapping[str, str]) -> None:
    """Tell something at once where the database has its tables, else at the next start."""
    from django.db import DatabaseError

    from fanal.web.audit_trail.services import record_host

    try:
        record_host(event, details=details)
    except DatabaseError:
        note(installation, event, details)
