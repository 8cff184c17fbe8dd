"""What every test may ask for: the real files, a browser; skipped with a reason, or required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from fanal.presentation import Refusal, text

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# A busy machine is no defect, and the same examples are drawn everywhere: a failure can be seen again.
settings.register_profile("fanal", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("fanal")


def _missing(what: str, how: str) -> None:
    """Skip a test for want of something, or fail it where `FANAL_REQUIRE` names that thing."""
    if what in os.environ.get("FANAL_REQUIRE", "").split(","):
        pytest.fail(f"FANAL_REQUIRE asks for {what}: {how}")
    pytest.skip(f"needs {what}: {how}")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder with ``data`` and ``htcds``, real files that are not in the repository."""
    folder = os.environ.get("FANAL_REAL_DATA")
    if not folder or not Path(folder, "data").is_dir():
        _missing("data", "set FANAL_REAL_DATA to the folder that holds data/ and htcds/")
    return Path(str(folder))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of Chromium."""
    found = os.environ.get("FANAL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        _missing("browser", "install Chromium, or set FANAL_CHROMIUM to its path")
    return str(found)


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Open Spark on this machine, with few threads and little memory."""
    from fanal.privacy.counting.local_spark import local_spark

    try:
        with pytest.MonkeyPatch.context() as patch:
            # A short life is not worth compiling for.
            patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            with local_spark(threads=2, memory_mb=600) as session:
                yield session
    except Refusal as refused:
        _missing("spark", text(refused.finding.code, "en", **refused.finding.values))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test start in English, whatever the machine speaks."""
    monkeypatch.setenv("FANAL_LANG", "en")
