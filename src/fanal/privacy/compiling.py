"""Loops compiled to machine code, for counting and modelling only; the rest of Fanal works without."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from fanal.presentation import Refusal

_Loop = TypeVar("_Loop", bound=Callable[..., Any])


def kernel(loop: _Loop) -> _Loop:
    """Compile a function of arrays and numbers when it is first called; threads may run it side by side.

    What was compiled is kept in the user's cache, in a folder of its own for every state of the
    kernels: a kernel of one file may call one of another, which the compiler does not notice. Where no
    folder may be written, nothing is kept.

    Raises
    ------
    Refusal
        If the compiler is not installed.
    """
    try:
        from numba import njit
    except ImportError:
        raise Refusal("privacy.compiler-missing") from None
    with _kept_apart():
        try:
            compiled: Any = njit(cache=True, nogil=True)(loop)
        except RuntimeError:
            # No folder may hold the cache.
            compiled = njit(nogil=True)(loop)
    return cast("_Loop", compiled)


@contextmanager
def _kept_apart() -> Iterator[None]:
    """Tell the compiler where to keep what it makes, unless the user told it already."""
    import numba

    config: Any = numba.config
    told = config.CACHE_DIR
    folder = "" if told else _folder()
    config.CACHE_DIR = told or folder
    try:
        yield
    finally:
        config.CACHE_DIR = told


@cache
def _folder() -> str:
    """Make the folder for the kernels as they are now, readable by the user only; none: it cannot be made."""
    try:
        default = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
        folder = Path(os.environ.get("XDG_CACHE_HOME") or default, "fanal", f"kernels-{_state()}")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # also: nobody's home is known
        return ""
    return str(folder) if os.access(folder, os.W_OK) else ""


def _state() -> str:
    """Give a digest of all files that hold a kernel, or what kernels take."""
    state = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        held = path.read_bytes()
        if b"@kernel" in held or b"(NamedTuple)" in held:
            state.update(path.name.encode() + b"\0" + held)
    return state.hexdigest()[:16]
