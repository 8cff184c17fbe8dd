"""Runs the same work with and without each part of the ground, in one process, and gives ratios."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import machine, measure, record

ROWS, PEOPLE = 20_000, 500
TIMES = 7
SAID = "What somebody said of themselves, about as long as a line of a case file usually is."


def run(*, quick: bool) -> dict[str, Any]:
    """Measure in a process of its own, with a database of its own."""
    rows = ROWS // 10 if quick else ROWS
    said = measure("benchmarks.ground.costs", str(rows)).said
    result = {
        "what": (
            f"{rows:,} rows in the embedded database, each piece of work {TIMES} times, medians; a ratio is"
            " the time with the part named to the same work without it"
        ),
        "machine": machine(),
        **said,
    }
    record("ground", result, quick=quick)
    return result


def _main(rows: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="fanal-ground-"))
    folder.chmod(0o711)
    os.environ |= {
        "FANAL_DATA": str(folder / "data"),
        "FANAL_ROOT_KEY": str(folder / "keys" / "root.key"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.ground.settings",
        "FANAL_DATABASE_ROLE": "owner",
    }
    from fanal.web.installation import Installation, create_root_key
    from fanal.web.operations.embedded import Cluster

    place = Installation.of()
    create_root_key(place.root_key)
    cluster = Cluster(place)
    cluster.start()
    try:
        return _measured(cluster, rows)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measured(cluster: Any, rows: int) -> dict[str, Any]:
    import django
    from django.core.management import call_command
    from django.db import connection

    from fanal.web.operations.embedded import SITE

    django.setup()
    call_command("migrate", verbosity=0)
    # The tables of the benchmark have no migrations, and come after those that they refer to.
    call_command("migrate", run_syncdb=True, verbosity=0)
    connection.close()
    connection.settings_dict |= {"USER": SITE, "PASSWORD": cluster.password(SITE)}
    return {
        "sealed_field": _sealed(rows),
        "audit_entry": _audit(rows // 20),
        "row_level_security": _rules(rows),
    }


def _organisation(slug: str) -> uuid.UUID:
    from fanal.web.organisations.models import Organisation

    return Organisation.objects.create(name=slug, slug=slug).pk


def _sealed(rows: int) -> dict[str, Any]:
    """Write and read rows, sealed with the keys of their people, and in the clear, as one request does."""
    from benchmarks.ground.models import PlainRow, SealedRow
    from fanal.web.keys.hierarchy import load_persons, remembered
    from fanal.web.keys.services import keys_create, person_keys_create
    from fanal.web.organisations.tenancy import tenant

    organisation = _organisation("sealed")
    people = [uuid.uuid4() for _ in range(PEOPLE)]
    with tenant(organisation):
        keys_create(passphrase="a passphrase of five plain words")
    # The key is open once it is committed.
    with tenant(organisation):
        person_keys_create(people)

    def write(model: Any) -> None:
        with tenant(organisation), remembered():
            load_persons(people)
            model.objects.all().delete()
            model.objects.bulk_create(
                [model(person=people[n % PEOPLE], said=f"{SAID} {n}") for n in range(rows)], batch_size=1000
            )

    def read(model: Any) -> None:
        with tenant(organisation), remembered():
            load_persons(people)
            assert sum(len(one.said) for one in model.objects.iterator(chunk_size=2000)) > rows

    def read_one(model: Any) -> None:
        with tenant(organisation):
            wanted = list(model.objects.values_list("pk", flat=True)[:200])
        for one in wanted:
            with tenant(organisation), remembered():
                assert model.objects.get(pk=one).said

    return {
        "write": _ratio(lambda: write(SealedRow), lambda: write(PlainRow)),
        "read_all": _ratio(lambda: read(SealedRow), lambda: read(PlainRow)),
        "read_one_at_a_time": _ratio(lambda: read_one(SealedRow), lambda: read_one(PlainRow)),
    }


def _audit(writes: int) -> dict[str, Any]:
    """Save a row in a transaction of its own, with an entry of what was done and without."""
    from benchmarks.ground.models import PlainRow
    from fanal.web.audit_trail.services import record as record_entry
    from fanal.web.keys.services import keys_create
    from fanal.web.organisations.tenancy import tenant

    organisation = _organisation("audited")
    with tenant(organisation):
        keys_create(passphrase="a passphrase of five plain words")

    def save(*, entry: bool) -> None:
        for number in range(writes):
            with tenant(organisation):
                made = PlainRow.objects.create(said=SAID)
                if entry:
                    record_entry(
                        "access.level-changed",
                        subject=("ground.PlainRow", made.pk),
                        details={"number": number},
                    )

    found = _ratio(lambda: save(entry=True), lambda: save(entry=False))
    return {"save_and_commit": found, "ms_more_for_each": found["more_s"] / writes * 1000}


def _rules(rows: int) -> dict[str, Any]:
    """Ask the same of a table of ten organisations, under its rules and under none."""
    from benchmarks.ground.models import OpenRow, PlainRow
    from fanal.web.organisations.tenancy import tenant

    organisations = [_organisation(f"many-{n}") for n in range(10)]
    for one in organisations:
        with tenant(one):
            PlainRow.objects.bulk_create([PlainRow(said=f"{SAID} {n}") for n in range(rows // 10)])
        OpenRow.objects.bulk_create(
            [OpenRow(organisation_id=one, said=f"{SAID} {n}") for n in range(rows // 10)]
        )
    own = organisations[3]

    def ask(what: Callable[[Any], Any], model: Any, times: int) -> None:
        for _ in range(times):
            with tenant(own):
                what(model.objects.filter(organisation_id=own))

    questions: dict[str, tuple[Callable[[Any], Any], int]] = {
        "count": (lambda found: found.count(), 30),
        "list_of_50": (lambda found: list(found.order_by("id")[:50]), 30),
        "get": (lambda found: found.filter(said=f"{SAID} 7").first(), 30),
        "update": (lambda found: found.filter(said=f"{SAID} 7").update(person=uuid.uuid4()), 30),
    }
    return {
        name: _ratio(
            lambda what=what, times=times: ask(what, PlainRow, times),  # type: ignore[misc]
            lambda what=what, times=times: ask(what, OpenRow, times),  # type: ignore[misc]
        )
        for name, (what, times) in questions.items()
    }


def _ratio(with_it: Callable[[], None], without: Callable[[], None]) -> dict[str, float]:
    """Time both in turn; medians."""
    with_it(), without()
    taken: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(TIMES):
        for name, work in (("with", with_it), ("without", without)):
            start = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - start)
    long, short = median(taken["with"]), median(taken["without"])
    return {"with_s": long, "without_s": short, "more_s": long - short, "ratio": long / short}


if __name__ == "__main__":
    print(json.dumps({"inside_s": 0.0, **_main(int(sys.argv[1]))}))
