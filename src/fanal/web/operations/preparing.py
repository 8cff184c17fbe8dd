"""What is done before anybody is served, as the owner of the tables; a program of its own."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command

from fanal.presentation import Refusal


def main() -> int:
    """Migrate, tell what commands did, apply the list of erasures, open keys; 0 if all is well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanal.web.config.settings")
    django.setup()
    from django.conf import settings

    from fanal.web.keys.services import apply_erasures, unlock_all_by_host
    from fanal.web.operations.host_notes import tell_notes

    call_command("migrate", verbosity=0, interactive=False)
    tell_notes(settings.INSTALLATION)
    applied = apply_erasures(settings.INSTALLATION.erasures)
    if applied.unread:
        file = str(settings.INSTALLATION.erasures)
        raise Refusal("web.operations.erasures-unread", n=applied.unread, file=file)
    if os.environ.get("FANAL_KEY_AGENT"):
        unlock_all_by_host()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        print(refusal.finding.text("en"), file=sys.stderr)  # noqa: T201
        sys.exit(2)
