"""What commands did to the installation stands in the host's audit trail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fanal.web.audit_trail.models import HostEntry
from fanal.web.installation import Installation
from fanal.web.installation.paths import SETTINGS
from fanal.web.operations.embedded import OWNER, Cluster
from fanal.web.operations.host_notes import note, tell_notes
from web.operations.places import installation


@pytest.mark.django_db
def test_a_note_is_told_once(tmp_path: Path) -> None:
    place = Installation(data=tmp_path, root_key=tmp_path / "root.key")
    note(place, "operations.upgraded", {"before": "16", "after": "17"})
    note(place, "operations.restored", {"made": "2026-11-01"})
    for _ in range(2):
        tell_notes(place)
    told = list(HostEntry.objects.order_by("sequence").values_list("event", flat=True))
    assert told == ["operations.upgraded", "operations.restored"]


def _command(place: Installation, *said: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FANAL_", "DJANGO_"))}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("fanal")), *said, "--lang", "en"],
        env=clean | place.environment() | {"DJANGO_SETTINGS_MODULE": SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _told(place: Installation) -> list[str]:
    cluster = Cluster(place)
    cluster.start()
    with cluster.connect(OWNER) as connection:
        rows = connection.execute("select event from audit_trail_hostentry order by sequence")
        return [event for (event,) in rows if event.startswith("operations.")]


def test_a_backup_and_its_restoring_are_told() -> None:
    with installation() as place:
        file = str(place.data.parent / "backup.age")
        _command(place, "init", "--name", "Ines", "--address", "ines@host.example")
        _command(place, "backup", file)
        assert _told(place) == ["operations.backed-up"]
        Cluster(place).stop()
        _command(place, "restore", file, "--replace")
        _command(place, "migrate")
        # The backup itself was made before it was told.
        assert _told(place) == ["operations.restored"]
