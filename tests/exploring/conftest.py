from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from exploring.publications import DP, K_ANONYMOUS, SYNTHETIC, make_public_folder
from fanal.exploring import Catalogue, Published


@pytest.fixture(scope="session")
def public_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public folder, for every test that only reads it."""
    return make_public_folder(tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="session")
def releases(public_folder: Path) -> Mapping[str, Published]:
    """Its releases that may be read, by method."""
    catalogue = Catalogue.read(public_folder)
    opened = {}
    for version in (SYNTHETIC, DP, K_ANONYMOUS):
        folder = catalogue.folder_of(version)
        assert folder is not None
        found = Published.open(folder)
        opened[found.method] = found
    return opened
