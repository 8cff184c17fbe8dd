"""Many organisations' data, one safe publication: contributions, review, releases."""
