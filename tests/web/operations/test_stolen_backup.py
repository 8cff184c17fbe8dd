"""Backup, erase, restore: unreadable. And a backup or a data folder in other hands shows nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from web.keys.searching import planted_secrets_found
from web.operations.places import installation
from web.operations.scenario_of_a_stolen_backup import NAME, TEXT

_TESTS = Path(__file__).parents[2]


def test_whoever_was_erased_does_not_come_back_with_a_backup() -> None:
    with installation() as place:
        backup = place.data.parent / "backup.age"
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("FANAL_", "DJANGO_"))
        }
        done = subprocess.run(
            [sys.executable, "-m", "web.operations.scenario_of_a_stolen_backup", str(backup)],
            env=clean
            | place.environment()
            | {"DJANGO_SETTINGS_MODULE": "web.operations.served", "PYTHONPATH": str(_TESTS)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout.splitlines()[-1])
        assert said["before"] == NAME
        assert said["erased"] == "destroyed"
        # Else the test would show nothing: without the list the backup brings the person back.
        assert said["restored_before_the_list"] == NAME
        assert said["restored"] == "destroyed"
        assert said["files"] == []
        assert len(place.erasures.read_text().splitlines()) == 1
        assert planted_secrets_found(place.data.parent, [NAME, TEXT]) == []
