"""Keys and what they seal: organisations, persons, fields, files, blind indexes; erasure."""
