"""Work in the background, on the same PostgreSQL."""
