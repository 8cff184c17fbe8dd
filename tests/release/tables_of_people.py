"""Tables and records that the tests of releases share."""

from __future__ import annotations

import polars as pl

from fanal.fictional import generate
from fanal.release import Exact, ReleaseResult, ReleaseSettings
from fanal.standard import Records

ASSUMED = ReleaseSettings(k=5, consent_assumed="generated cases", columns=("place", "year"))


def people(rows: int = 120) -> pl.DataFrame:
    """A table of no vocabulary: three places in unequal numbers, years, and a name that must not leave."""
    return pl.DataFrame(
        {
            "place": [("north", "south", "=east")[n % 7 % 3] for n in range(rows)],
            "year": [str(2019 + n % 4) for n in range(rows)],
            "agreed": ["no" if n % 9 == 0 else "yes" for n in range(rows)],
            "full name": [f"Secretname{n}" for n in range(rows)],
        }
    )


def exact_of(result: ReleaseResult) -> Exact:
    """The exact numbers that a steward is told."""
    assert result.content.exact is not None
    return result.content.exact


def cases(n: int = 900) -> Records:
    """Fictional cases."""
    return generate(n, seed=3).records
