from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from fanal.privacy.compiling import kernel

LOOP = """
from fanal.privacy.compiling import kernel

@kernel
def doubled(number):
    return 2 * number

print(doubled(21))
"""


def test_what_was_compiled_goes_to_the_user_s_cache_where_the_package_may_not_be_written(
    tmp_path: Path,
) -> None:
    package, cache = tmp_path / "package", tmp_path / "cache"
    package.mkdir()
    (package / "loop.py").write_text(LOOP)
    # A file in the place of the folder: nothing can be kept beside the package, not even by root.
    (package / "__pycache__").touch()
    where = {**os.environ, "HOME": str(cache), "XDG_CACHE_HOME": str(cache)}
    where.pop("NUMBA_CACHE_DIR", None)
    run = [sys.executable, "-B", str(package / "loop.py")]
    said = subprocess.run(run, capture_output=True, text=True, check=True, env=where)
    assert said.stdout.strip() == "42"
    assert list(cache.rglob("*.nbi"))
    assert sorted(one.name for one in package.iterdir()) == ["__pycache__", "loop.py"]


def test_a_loop_is_compiled_where_nothing_can_be_kept() -> None:
    found: dict[str, object] = {"kernel": kernel}
    exec("def tripled(number):\n    return 3 * number\nmade = kernel(tripled)", found)  # noqa: S102
    made = found["made"]
    assert callable(made)
    assert made(14) == 42
