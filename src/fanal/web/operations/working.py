"""The worker: runs what the site deferred, until it is asked to end; a program of its own."""

from __future__ import annotations

import os

import django

CONCURRENCY = 2
GRACE_S = 8
"""How long a job may go on once the worker is asked to end; what is left is begun again by the next one."""


def main() -> None:
    """Run jobs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanal.web.config.settings")
    django.setup()
    from django.conf import settings
    from procrastinate.contrib.django import app

    from fanal.web.jobs.stalled import SILENT_S, bring_back

    # Nobody else works on an embedded database: whatever is said to run is of a worker that was killed.
    bring_back(0 if settings.INSTALLATION.embedded else SILENT_S)
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(concurrency=CONCURRENCY, shutdown_graceful_timeout=GRACE_S)


if __name__ == "__main__":
    main()
