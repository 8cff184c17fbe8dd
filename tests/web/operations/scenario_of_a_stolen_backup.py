"""A program that plants a person, backs up, erases, restores and looks; prints what it could read, as JSON.

In a process and an installation of its own: ``python -m web.operations.scenario_of_a_stolen_backup FILE``.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from fanal.web.installation import Installation
from fanal.web.operations.backup import back_up, restore_backup
from fanal.web.operations.embedded import Cluster
from fanal.web.operations.serving import prepare

NAME, TEXT = "Oluwaseun Planted-Name", "the text of a planted file"


def main(backup: Path) -> dict[str, Any]:
    place = Installation.of()
    cluster = Cluster(place)
    cluster.start()
    prepare(dict(os.environ))
    django.setup()
    from django.db import connection

    from fanal.web.keys.errors import KeyDestroyed
    from fanal.web.keys.files import SealedFiles
    from fanal.web.keys.services import keys_create, person_erase, person_key_create, unlock_by_host
    from fanal.web.organisations.models import Organisation
    from fanal.web.organisations.tenancy import tenant
    from web.sample.models import File

    organisation, person = Organisation.objects.create(name="x", slug="x").pk, uuid.uuid4()
    with tenant(organisation):
        keys_create(host=True)
    with tenant(organisation):
        person_key_create(person)
        row = File.objects.create(number="1", person=person, name=NAME).pk
        SealedFiles().write("planted.txt", [TEXT.encode()], person)

    def readable(what: Callable[[], object]) -> object:
        with tenant(organisation):
            try:
                return what()
            except KeyDestroyed:
                return "destroyed"

    def name() -> object:
        return readable(lambda: File.objects.get(pk=row).name)

    before = name()
    back_up(place, backup)
    with tenant(organisation):
        certificate = person_erase(person, reason="asked")
    erased = name()
    connection.close()
    cluster.stop()
    restore_backup(place, backup)
    cluster.start()
    # The backup holds the key of the person: nothing but the list stands between it and whoever restores it.
    with tenant(organisation):
        unlock_by_host()
    restored_before_the_list = name()
    connection.close()
    prepare(dict(os.environ))
    with tenant(organisation):
        unlock_by_host()
    restored = name()
    files = [one.name for one in place.files.rglob("*") if one.is_file()]
    connection.close()
    cluster.stop()
    return {
        "before": before,
        "erased": erased,
        "restored_before_the_list": restored_before_the_list,
        "restored": restored,
        "files": files,
        "certificate": str(certificate.readable_until),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
