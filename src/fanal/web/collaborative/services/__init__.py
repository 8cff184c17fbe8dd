"""What is written: one noun a module."""
