"""Who may do what: roles, access levels, decisions with their reason, emergency access."""
