"""Installations of their own, for tests that start, stop and break them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fanal.web.installation import Installation, create_root_key
from fanal.web.operations.backup_key import create_backup_key
from fanal.web.operations.embedded import Cluster


@contextmanager
def installation() -> Iterator[Installation]:
    """Give an installation where whoever serves its database can reach it; it is gone after."""
    folder = Path(tempfile.mkdtemp(prefix="fanal-operations-"))
    folder.chmod(0o711)
    made = Installation(data=folder / "data", root_key=folder / "keys" / "root.key")
    create_root_key(made.root_key)
    create_backup_key(made)
    try:
        yield made
    finally:
        Cluster(made).stop()
        shutil.rmtree(folder, ignore_errors=True)
