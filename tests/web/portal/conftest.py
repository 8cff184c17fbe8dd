"""A public folder with a release of each method, for every test of the portal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from exploring.publications import SLUG, make_public_folder


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_public_folder(tmp_path_factory.mktemp("public"))


@pytest.fixture
def public_folder(made_once: Path) -> Iterator[Path]:
    """The public folder of a hub, where the portal looks."""
    root = Path(settings.INSTALLATION.data) / "public"
    shutil.copytree(made_once, root / SLUG)
    yield root / SLUG
    shutil.rmtree(root)
    shutil.rmtree(root.parent / "portal-cache", ignore_errors=True)


@pytest.fixture
def reader(public_folder: Path) -> Client:
    """Somebody who reads, and is nobody."""
    return Client(HTTP_HOST="localhost")
