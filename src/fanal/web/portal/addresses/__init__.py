"""Addresses of each part: a module with `patterns`."""
