"""A letter with its accent is one value, whichever way a machine writes it."""

from __future__ import annotations

from unicodedata import normalize

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.presentation import Refusal
from fanal.privacy import AttributeColumn, AttributeSettings, attributes_of

VALUES = st.lists(st.text("aé ôçñ한ﬁ", min_size=1, max_size=5), min_size=1, max_size=20)


@given(VALUES, st.lists(st.sampled_from(["NFC", "NFD"]), min_size=20, max_size=20), st.booleans())
def test_how_a_value_is_composed_does_not_matter(values: list[str], forms: list, stated: bool) -> None:  # type: ignore[type-arg]
    written = [normalize(form, value) for form, value in zip(forms, values, strict=False)]
    domain = tuple(sorted({normalize("NFC", one.strip()) for one in values} - {""})) if stated else None
    settings = AttributeSettings(columns=(AttributeColumn(column="a", domain=domain),))
    plain, other = (attributes_of(pl.DataFrame({"a": cells}), settings) for cells in (values, written))
    assert plain.attributes == other.attributes
    assert plain.counts.tolist() == other.counts.tolist()
    if domain:
        apart = AttributeSettings(
            columns=(AttributeColumn(column="a", domain=tuple(normalize("NFD", one) for one in domain)),)
        )
        assert attributes_of(pl.DataFrame({"a": values}), apart).counts.tolist() == plain.counts.tolist()


def test_one_value_written_two_ways_in_a_domain_is_refused() -> None:
    with pytest.raises(Refusal, match="twice"):
        AttributeColumn(column="a", domain=("\u00e9", "e\u0301"))
