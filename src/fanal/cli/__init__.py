"""One command, `fanal`, thin: parses, calls, prints."""
