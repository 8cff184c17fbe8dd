"""A worker of its own process, on the database of a test: what is killed in the middle of an import."""

from __future__ import annotations

import json
import os
import sys
from uuid import UUID

import django


def main() -> None:
    """Open the keys of an organisation, and run what waits."""
    django.setup()
    from django.db import connections
    from procrastinate.contrib.django import app

    from fanal.web.keys.services import unlock_by_host
    from fanal.web.organisations.tenancy import tenant

    # For every thread: jobs run in one of their own.
    connections.settings["default"] |= json.loads(os.environ["FANAL_TEST_DATABASE"])
    with tenant(UUID(sys.argv[1])):
        unlock_by_host()
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)


if __name__ == "__main__":
    main()
