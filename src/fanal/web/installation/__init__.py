"""Where an installation keeps what, and the root key of its host."""

from fanal.web.installation.paths import DEFAULT_PORT, Installation
from fanal.web.installation.root_key import create_root_key, derived, read_root_key

__all__ = ["DEFAULT_PORT", "Installation", "create_root_key", "derived", "read_root_key"]
