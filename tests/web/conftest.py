"""The database of the tests: made by the owner, used by the site's own role, as in life."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fanal.web.installation import Installation
from fanal.web.operations.embedded import SITE, Cluster
from web.browser import context_options, page

__all__ = ["context_options", "page"]


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """Start the embedded database of this process; no power cut is tried on it, so it waits for no disk."""
    made = Cluster(Installation.of())
    made.start()
    with made.connect(database="postgres") as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"alter system set {name} = off")
        connection.execute("select pg_reload_conf()")
    return made


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, django_db_blocker: Any) -> Iterator[None]:
    """Make a test database as the owner; then connect as the site."""
    from django.db import connection
    from django.db.models.signals import post_migrate
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        owner = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
        with connection.cursor() as cursor:
            # The tests of transactions empty the tables after themselves.
            cursor.execute(f"grant truncate on all tables in schema public to {SITE}")
        # Tests that empty the tables say "migrated" each time: the site's role could not secure them anew,
        # and nothing asks what Django then writes of its own permissions.
        post_migrate.receivers.clear()
        connection.close()
        connection.settings_dict |= {"USER": SITE, "PASSWORD": cluster.password(SITE)}
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict |= owner
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [SITE]
            )
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _second_factor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let people have and have used their second factor, save where the tests are about just that."""
    if "accounts" not in request.path.parts:
        monkeypatch.setattr("fanal.web.accounts.policy.has_second_factor", lambda user: True)
        if request.path.name != "test_matrix.py":
            monkeypatch.setattr("fanal.web.accounts.step_up.stepped_up", lambda request: True)
