"""What the collaborative does in the background: each part has a module here, and each is loaded."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

for _part in sorted(one.name for one in iter_modules(__path__)):
    import_module(f"{__name__}.{_part}")
