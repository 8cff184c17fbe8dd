from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import fanal
from fanal.privacy.compiling import kernel

INNER = """
from fanal.privacy.compiling import kernel

@kernel
def times(number):
    return {times} * number
"""
OUTER = """
from fanal.privacy.compiling import kernel
from fanal.privacy.inner import times

@kernel
def more(number):
    return times(number) + 1

print(more(20))
"""


def _run(package: Path, cache: Path, code: str) -> str:
    """Run code on a copy of the package, with a cache of its own."""
    where = {**os.environ, "HOME": str(cache), "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(package)}
    where.pop("NUMBA_CACHE_DIR", None)
    run = [sys.executable, "-B", "-c", code]
    return subprocess.run(run, capture_output=True, text=True, check=True, env=where).stdout.strip()


def _copy(folder: Path) -> Path:
    """Copy what `kernel` needs of the package."""
    source = Path(fanal.__file__).parent
    shutil.copytree(source / "presentation", folder / "fanal" / "presentation")
    for name in ("__init__.py", "privacy/compiling.py"):
        (folder / "fanal" / name).parent.mkdir(exist_ok=True)
        shutil.copy(source / name, folder / "fanal" / name)
    (folder / "fanal" / "privacy" / "__init__.py").touch()
    return folder


def test_a_kernel_is_compiled_anew_when_one_that_it_calls_changes(tmp_path: Path) -> None:
    package, cache = _copy(tmp_path / "package"), tmp_path / "cache"
    inner, outer = (package / "fanal" / "privacy" / name for name in ("inner.py", "outer.py"))
    outer.write_text(OUTER)
    inner.write_text(INNER.format(times=2))
    assert _run(package, cache, "import fanal.privacy.outer") == "41"
    kept = set(cache.rglob("*.nbi"))
    assert len(kept) == 2
    assert _run(package, cache, "import fanal.privacy.outer") == "41"
    assert set(cache.rglob("*.nbi")) == kept
    inner.write_text(INNER.format(times=3))
    assert _run(package, cache, "import fanal.privacy.outer") == "61"
    assert not list(package.rglob("*.nbi"))
    assert all(folder.stat().st_mode & 0o077 == 0 for folder in (cache / "fanal").iterdir())


def test_a_kernel_is_compiled_where_nothing_can_be_kept(tmp_path: Path) -> None:
    package, cache = _copy(tmp_path / "package"), tmp_path / "cache"
    # A file in the place of the folder: nothing can be kept there, not even by root.
    cache.touch()
    (package / "fanal" / "privacy" / "outer.py").write_text(OUTER)
    (package / "fanal" / "privacy" / "inner.py").write_text(INNER.format(times=2))
    (package / "fanal" / "privacy" / "__pycache__").touch()
    assert _run(package, cache, "import fanal.privacy.outer") == "41"


def test_a_loop_without_a_file_is_compiled_too() -> None:
    found: dict[str, object] = {"kernel": kernel}
    exec("def tripled(number):\n    return 3 * number\nmade = kernel(tripled)", found)  # noqa: S102
    made = found["made"]
    assert callable(made)
    assert made(14) == 42
