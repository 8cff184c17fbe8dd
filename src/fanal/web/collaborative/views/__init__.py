"""Pages: one noun a module."""
