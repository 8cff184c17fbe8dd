"""What this room tells those above it."""

from __future__ import annotations

from django.dispatch import Signal

language_chosen = Signal()
"""Somebody who is signed in chose a language: ``user``, ``language``. `accounts` writes it down."""
