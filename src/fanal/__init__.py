"""Fanal: record trafficking cases, protect the people in them, publish what the world may know."""
