"""A site with fanal[site] alone starts without what makes releases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from fanal.web.installation import create_root_key

PROGRAM = """
import sys
for name in ("numba", "vl_convert", "threadpoolctl"):
    sys.modules[name] = None  # An import of it now fails, as where it is not installed.
import django
django.setup()
import fanal.web.config.urls
print(len(fanal.web.config.urls.urlpatterns))
"""


def test_the_site_starts_without_the_extra_of_releases(tmp_path: Path) -> None:
    create_root_key(tmp_path / "keys" / "root.key")
    environment = os.environ | {
        "FANAL_DATA": str(tmp_path / "data"),
        "FANAL_ROOT_KEY": str(tmp_path / "keys" / "root.key"),
        "DJANGO_SETTINGS_MODULE": "fanal.web.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 10
