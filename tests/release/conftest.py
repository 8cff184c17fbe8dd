from __future__ import annotations

from pathlib import Path

import pytest

from fanal.release import ReleaseResult, ReleaseSettings, release
from release.tables_of_people import cases


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> ReleaseResult:
    """One release of fictional cases, for every test that only looks at it."""
    settings = ReleaseSettings(
        k=5,
        consent="con_Consent",
        columns=("yearOfRegistration", "gender", "ageBroad", "citizenship", "typeOfExploitConcatenated"),
        sensitive=("meansOfControlConcatenated",),
        publisher="Réseau d’essai",
    )
    return release(cases(), settings, tmp_path_factory.mktemp("release") / "out")


@pytest.fixture
def bundle(released: ReleaseResult) -> Path:
    return released.out
