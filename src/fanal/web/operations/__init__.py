"""How the site is run: installation, embedded database, starting and stopping, backup and restore."""
