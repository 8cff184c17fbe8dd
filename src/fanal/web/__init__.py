"""The Django site: what organisations sign in to."""
