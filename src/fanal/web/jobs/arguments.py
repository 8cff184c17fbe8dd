"""Only ids enter the queue: its tables have no row-level security, and lie in the clear in every backup."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

Id = UUID | int


class NotAnId(TypeError):
    """Something else than an id was given to a job: a defect. What it was is not told."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            f"{name}: a job takes ids only (a UUID, or a whole number), not {type(value).__name__}"
        )


def stored(ids: Mapping[str, object]) -> dict[str, str | int]:
    """Write ids as they stand in the queue.

    Raises
    ------
    NotAnId
        For anything else.
    """
    return {name: _stored(name, value) for name, value in ids.items()}


def read(ids: Mapping[str, str | int]) -> dict[str, Id]:
    """Read them again: what is text in the queue is a UUID."""
    return {name: value if isinstance(value, int) else UUID(value) for name, value in ids.items()}


def _stored(name: str, value: object) -> str | int:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            return str(UUID(value))
        except ValueError:
            pass
    raise NotAnId(name, value)
