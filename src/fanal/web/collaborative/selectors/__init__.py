"""What is read: one noun a module."""
