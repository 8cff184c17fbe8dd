"""Casework, through its public interface."""
