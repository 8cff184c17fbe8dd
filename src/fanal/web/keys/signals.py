"""What this room tells the rooms above it. Senders are the names of what happened; values are ids only."""

from __future__ import annotations

from django.dispatch import Signal

key_used = Signal()
"""The key of a person opened something: `what`, `person`. Once in a request for each person."""
unlocked = Signal()
"""Keys of an organisation were opened: `organisation`, `by` (``passphrase`` or ``host``)."""
unlock_failed = Signal()
"""Somebody tried a passphrase that opens nothing: `organisation`."""
locked = Signal()
"""Keys were forgotten and sessions ended: `organisation`, `sessions` (how many)."""
rotated = Signal()
"""A new version of the organisation's key has replaced the old one: `organisation`, `version`."""
openings_changed = Signal()
"""How the organisation's key opens was changed: `organisation`, `what`."""
person_erased = Signal()
"""The key of a person was destroyed: `person`, `reason` (a code)."""
hold_changed = Signal()
"""A legal hold was set or lifted: `person`, `held`."""
searched = Signal()
"""Somebody searched by name, telephone or number: `kind`, `hits` (how many)."""
fishing = Signal()
"""Somebody searches many different names and opens nothing: `user`."""
