"""What the site's own logs would hold."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from fanal.web.operations.logs import AllowListFormatter


@contextmanager
def logged() -> Iterator[StringIO]:
    """Collect the lines that are written meanwhile."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(AllowListFormatter())
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)
