"""Records and forms out to files: whole or not at all, their owner's alone, and nothing in them runs."""
