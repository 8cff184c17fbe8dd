"""One module for each part of casework, with its ``patterns``."""
