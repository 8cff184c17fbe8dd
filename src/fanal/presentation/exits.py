"""How every command ends."""

CLEAN = 0
"""Nothing was found."""
FINDINGS = 1
"""Done, and something was found that a person should look at."""
REFUSED = 2
"""Nothing could be done with what was given."""
