"""The frame of the API: tokens with scopes, problem details, pagination, limits."""
