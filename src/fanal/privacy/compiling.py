"""Loops compiled to machine code, for counting and synthesis only; the rest of Fanal works without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from fanal.presentation import Refusal

_Loop = TypeVar("_Loop", bound=Callable[..., Any])


def kernel(loop: _Loop) -> _Loop:
    """Compile a function of arrays and numbers when it is first called; threads may run it side by side.

    What was compiled is kept beside the package, in the user's cache where that folder may not be
    written, and nowhere where neither may. It is compiled anew when its own file changes, not when a
    kernel of another file that it calls does: who changes such a one, or moves or renames a NamedTuple
    that kernels take, deletes the ``*.nbi`` files.

    Raises
    ------
    Refusal
        If the compiler is not installed.
    """
    try:
        from numba import njit
    except ImportError:
        raise Refusal("privacy.compiler-missing") from None
    try:
        compiled: Any = njit(cache=True, nogil=True)(loop)
    except RuntimeError:
        # No folder may hold the cache.
        compiled = njit(nogil=True)(loop)
    return cast("_Loop", compiled)
