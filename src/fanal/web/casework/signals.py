"""What happens in casework and other parts listen to. Values are rows of this organisation."""

from __future__ import annotations

from django.dispatch import Signal

case_closed = Signal()
"""A case was closed: `case`. Its reviews are set then."""
hidden_hit = Signal()
"""Somebody searched for a person and found one whom they may not know of: `supervisors`, ids of users.

The page of whoever searched says nothing of it, and neither does this."""
