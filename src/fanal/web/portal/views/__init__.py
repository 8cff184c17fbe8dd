"""Pages of the portal: one noun a module."""
