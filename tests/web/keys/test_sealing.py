"""Whatever is done to a sealed value, it opens as it was or not at all."""

from __future__ import annotations

import os
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.web.keys.errors import SealBroken
from fanal.web.keys.sealing import (
    OVERHEAD,
    Place,
    encoded,
    header_of,
    open_sealed,
    padded,
    seal,
    unpadded,
)

KEY = bytes(range(32))
words = st.text(max_size=6)
places = st.builds(Place, organisation=words, model=words, row=words, field=words)
HERE = Place(organisation="o", model="m", row="r", field="f")


@given(st.binary(max_size=100), places, st.integers(0, 2**32 - 1), st.uuids())
def test_what_is_sealed_opens_in_its_place(plain: bytes, place: Place, version: int, owner: UUID) -> None:
    sealed = seal(KEY, version, plain, place, owner)
    assert header_of(sealed, place) == (version, owner)
    assert open_sealed(KEY, sealed, place) == plain


@given(places, places)
def test_it_opens_in_no_other_place(one: Place, other: Place) -> None:
    sealed = seal(KEY, 1, b"x", one)
    if one != other:
        with pytest.raises(SealBroken):
            open_sealed(KEY, sealed, other)


@given(st.lists(st.binary(max_size=4)), st.lists(st.binary(max_size=4)))
def test_two_bindings_never_give_the_same_bytes(one: list[bytes], other: list[bytes]) -> None:
    assert (encoded(*one) == encoded(*other)) == (one == other)


@given(st.data())
def test_one_flipped_bit_anywhere_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, 7, b"a name", HERE))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        open_sealed(KEY, bytes(sealed), HERE)


@given(st.integers(0, OVERHEAD + 5))
def test_a_cut_one_is_refused(length: int) -> None:
    sealed = seal(KEY, 7, b"a name", HERE)
    with pytest.raises(SealBroken):
        open_sealed(KEY, sealed[:length], HERE)


def test_another_key_is_refused_and_nothing_is_told() -> None:
    sealed = seal(KEY, 1, b"Amara Okafor", HERE)
    with pytest.raises(SealBroken, match=r"^m\.f: ") as refused:
        open_sealed(os.urandom(32), sealed, HERE)
    assert "Amara" not in str(refused.value)


@given(st.binary(max_size=200))
def test_padding_comes_off_and_hides_lengths(plain: bytes) -> None:
    assert unpadded(padded(plain)) == plain
    assert len(padded(plain)) % 32 == 0


def test_the_same_value_is_never_sealed_alike() -> None:
    assert seal(KEY, 1, b"x", HERE) != seal(KEY, 1, b"x", HERE)
