"""The bundle of a release as one sealed file: a zip that is the same bytes whenever the files are."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

from django.conf import settings

from fanal.web.collaborative.models import Release
from fanal.web.collaborative.services.release_inputs import contents

AGGREGATES = "aggregates.json"
FOLDER = "bundle"
PUBLISHED_TEXTS = ("title", "population", "changes", "breaks")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(folder: Path) -> bytes:
    """Pack all files of a folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, path.read_bytes())
    return out.getvalue()


def unzipped(raw: bytes, folder: Path) -> None:
    """Unpack into a folder that does not exist.

    Raises
    ------
    ValueError
        If a path would lead out of it.
    """
    folder.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for entry in packed.infolist():
            target = folder / entry.filename
            if not target.resolve().is_relative_to(folder.resolve()):
                raise ValueError("a path leads out of the bundle")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(packed.read(entry))
            target.chmod(0o644)


def digest_of(release: Release, raw: bytes) -> str:
    """Give what is signed: the files, and every text that is published with them."""
    texts = {name: getattr(release, name) for name in PUBLISHED_TEXTS}
    said = json.dumps(texts | {"version": release.version}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(hashlib.sha256(raw).digest() + said.encode()).hexdigest()


def sealed_digest(release: Release) -> str:
    """Compute the digest anew, from what is sealed; nothing where it cannot be opened whole."""
    from fanal.web.keys.errors import KeyUnavailable

    try:
        return digest_of(release, contents(release.bundle))
    except KeyUnavailable:
        raise
    except Exception:
        return ""


@contextmanager
def opened(release: Release) -> Iterator[Path]:
    """Open the bundle of a release into a folder that is gone afterwards."""
    with workplace(release) as folder:
        unzipped(contents(release.bundle), folder / "opened")
        yield folder / "opened"


@contextmanager
def workplace(release: Release) -> Iterator[Path]:
    """Make a folder for what is unsealed while it is worked on; see `wipe` for what a killed job left."""
    above = Path(settings.INSTALLATION.data) / "assessing"
    folder = above / f"{release.pk.hex}-{uuid4().hex[:8]}"
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


def wipe(release: Release) -> None:
    """Delete what jobs that were killed left of a release."""
    above = Path(settings.INSTALLATION.data) / "assessing"
    for left in above.glob(f"{release.pk.hex}-*"):
        rmtree(left, ignore_errors=True)
