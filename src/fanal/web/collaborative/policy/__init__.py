"""What is decided in the collaborative, and why."""
