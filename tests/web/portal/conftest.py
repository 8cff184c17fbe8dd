"""A public folder with a release of each method, for every test of the portal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from exploring.publications import SLUG, make_public_folder
from fanal.exploring import Catalogue

HUB = "https://hub.example"
"""Where the hub is, as its copies know it."""


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


@pytest.fixture(scope="session")
def copy(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy for all that only look at it; each picture is the same sign: drawing is tried elsewhere."""
    from fanal.web.portal import exporting, pictures

    root = Path(settings.INSTALLATION.data) / "public"
    shutil.copytree(made_once, root / SLUG)
    read = Catalogue.read(root / SLUG)
    replace(read, hub=replace(read.hub, address=HUB)).write(root / SLUG)
    made = tmp_path_factory.mktemp("exported") / "copy"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "_drawn", lambda cells, look, kind: b"<svg/>" if kind == "svg" else b"png")
        exporting.export(SLUG, made)
    shutil.rmtree(root)
    shutil.rmtree(root.parent / "portal-cache", ignore_errors=True)
    return made
