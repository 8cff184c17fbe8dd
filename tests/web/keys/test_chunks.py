"""A sealed file that was cut, reordered, swapped or altered does not read to its end."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.web.keys import chunks
from fanal.web.keys.chunks import read_chunks, write_chunks
from fanal.web.keys.errors import SealBroken
from fanal.web.keys.sealing import Place

KEY = os.urandom(32)
HERE = Place(organisation="o", model="f", row="1", field="content")
START, SEALED = 6, 64 + 16


@pytest.fixture(autouse=True, scope="module")
def _small_chunks() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK", 64)
        yield


def written(parts: list[bytes], place: Place = HERE) -> bytes:
    out = io.BytesIO()
    assert write_chunks(out, KEY, place, parts) == sum(map(len, parts))
    return out.getvalue()


def read(raw: bytes, place: Place = HERE) -> bytes:
    return b"".join(read_chunks(io.BytesIO(raw), KEY, place))


@given(st.lists(st.binary(max_size=150), max_size=6))
def test_it_reads_back_whatever_the_parts(parts: list[bytes]) -> None:
    assert read(written(parts)) == b"".join(parts)


@given(st.integers(0, 400))
def test_every_cut_is_found(length: int) -> None:
    whole = written([bytes(300)])
    if length < len(whole):
        with pytest.raises(SealBroken):
            read(whole[:length])


@given(st.data())
def test_every_flipped_bit_is_found(data: st.DataObject) -> None:
    whole = bytearray(written([bytes(150)]))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        read(bytes(whole))


def chunk(raw: bytes, number: int) -> bytes:
    return raw[START + number * SEALED : START + (number + 1) * SEALED]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[:START] + chunk(raw, 1) + chunk(raw, 0) + raw[START + 2 * SEALED :],
        lambda raw: raw[:START] + raw[START + SEALED :],
        lambda raw: raw[: START + SEALED] + chunk(raw, 0) + raw[START + 2 * SEALED :],
        lambda raw: raw[: START + 4 * SEALED],
        lambda raw: raw + chunk(raw, 0),
        lambda raw: raw + b"\0",
    ],
    ids=["swapped", "first left out", "repeated", "last left out", "one more", "a byte more"],
)
def test_chunks_stay_in_their_order(change: Callable[[bytes], bytes]) -> None:
    whole = written([os.urandom(300)])
    with pytest.raises(SealBroken):
        read(change(whole))


def test_a_chunk_of_another_file_is_found() -> None:
    one, other = (
        written([bytes(300)]),
        written([bytes(300)], Place(organisation="o", model="f", row="2", field="content")),
    )
    with pytest.raises(SealBroken):
        read(one[: START + SEALED] + chunk(other, 1) + one[START + 2 * SEALED :])
