"""Organisations, who belongs to them, and what keeps their rows apart."""
