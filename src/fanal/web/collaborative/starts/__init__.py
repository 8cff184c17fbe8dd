"""What each part does when the site starts: a module with `start`."""
