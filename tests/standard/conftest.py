"""HTCDS as the tests of its data read it: whole, and without Fanal's extension."""

from __future__ import annotations

import pytest

from fanal.standard.vocabulary import (
    Vocabulary,
    build,
)

LISTS = ("htcds-2.0-lists.toml", "extension-lists.toml")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return build("htcds-2.0.toml", "extension.toml", lists=LISTS)


@pytest.fixture(scope="module")
def standard() -> Vocabulary:
    return build("htcds-2.0.toml", lists=LISTS[:1])
