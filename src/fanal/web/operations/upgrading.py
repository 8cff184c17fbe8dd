"""`fanal upgrade-database`: the embedded database carried to the major version that this Fanal runs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from fanal.presentation import Refusal
from fanal.web.installation import Installation
from fanal.web.operations import dumping
from fanal.web.operations.embedded import MAJOR, Cluster
from fanal.web.operations.rooms import room
from fanal.web.operations.serving import serving_alone


@dataclass(frozen=True)
class Upgraded:
    """What was done: from which version to which, and where the old cluster is kept."""

    old: str
    new: str
    kept: Path


def upgrade_database(installation: Installation) -> Upgraded | None:
    """Dump the old database, read it into a new cluster, and keep the old one beside.

    Returns
    -------
    Upgraded
        None where the database is of this version already.

    Raises
    ------
    Refusal
        If there is no database, or the site is being served. If it fails the old one is in its place.
    """
    cluster = Cluster(installation)
    if not installation.embedded or not cluster.exists:
        raise Refusal("web.operations.nothing-to-upgrade")
    with serving_alone(installation):
        found = cluster.version
        if found == MAJOR:
            return None
        kept = cluster.folder.with_name(f"cluster-{found}")
        if kept.exists():
            raise Refusal("web.operations.kept-already", folder=str(kept))
        old, new = Cluster(installation, major=found), Cluster(installation, name="cluster-upgraded")
        shutil.rmtree(new.folder, ignore_errors=True)
        with room(installation) as folder:
            dumped = folder / "database.dump"
            old.start()
            try:
                dumping.dump(installation, dumped, old)
            finally:
                old.stop()
            new.start()
            try:
                dumping.restore(installation, dumped, new)
            finally:
                new.stop()
        old.folder.rename(kept)
        new.folder.rename(cluster.folder)
        return Upgraded(found, MAJOR, kept)
