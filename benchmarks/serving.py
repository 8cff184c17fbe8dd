"""A new installation of the site, served while something is measured."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import wait_for


@dataclass(frozen=True)
class Site:
    """A site that is served.

    Attributes
    ----------
    environment
        For programs that are to belong to it.
    database
        How its own role reaches the database.
    data
        The data folder.
    """

    address: str
    environment: dict[str, str]
    database: dict[str, Any]
    data: Path


@contextmanager
def served(port: int) -> Iterator[Site]:
    """Serve a new installation until the block ends."""
    from fanal.web.installation import Installation
    from fanal.web.operations.embedded import SITE, Cluster
    from fanal.web.operations.serving import agent_path

    folder = Path(tempfile.mkdtemp(prefix="fanal-load-"))
    folder.chmod(0o711)
    place = Installation(data=folder / "data", root_key=folder / "keys" / "root.key")
    environment = os.environ | place.environment() | {"FANAL_LOG": "error"}
    fanal = str(Path(sys.executable).with_name("fanal"))
    try:
        subprocess.run([fanal, "init"], env=environment, check=True, capture_output=True)
        process = subprocess.Popen(
            [fanal, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(f"http://localhost:{port}/health")
            environment["FANAL_KEY_AGENT"] = str(agent_path(place))
            yield Site(
                f"http://localhost:{port}", environment, Cluster(place).parameters(SITE), folder / "data"
            )
        finally:
            process.terminate()
            process.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
