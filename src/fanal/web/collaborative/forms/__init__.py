"""Forms: one noun a module."""
