"""Migrations run up and down with data in them, and none is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from web.operations.places import installation

_TESTS = Path(__file__).parents[2]


def test_every_migration_goes_down_and_up_again_with_data() -> None:
    with installation() as place:
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("FANAL_", "DJANGO_"))
        }
        own = place.environment() | {"DJANGO_SETTINGS_MODULE": "fanal.web.config.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "web.operations.scenario_of_migrations"],
            env=clean | own | {"PYTHONPATH": str(_TESTS)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        said = json.loads(done.stdout.splitlines()[-1])
    for table in (
        "accounts_user",
        "organisations_membership",
        "keys_organisationkey",
        "audit_trail_auditentry",
    ):
        assert said["filled"].get(table), table
    assert said["left"] == []
    assert said["same_tables"]
    assert said["rows_after"] == 0
    assert said["secured"]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
