"""What each part of casework registers when the site starts: a module with a function ``start``."""
