"""Casework: persons, cases, what was agreed, what was done; on HTCDS, in two languages."""
