"""Why a sealed value cannot be read, and why a key is refused. None of these ever holds contents."""

from __future__ import annotations

from uuid import UUID


class KeyUnavailable(Exception):
    """A key is wanted that cannot be had now. One of three states, which are told apart."""


class NoKeys(KeyUnavailable):
    """The organisation, or the person, never had a key."""


class KeysLocked(KeyUnavailable):
    """The organisation has a key, and nobody has opened it since the start or the last lock."""


class KeyDestroyed(KeyUnavailable):
    """The key was destroyed: what it sealed can never be read again."""

    def __init__(self, person: UUID | None = None) -> None:
        super().__init__("the key was destroyed")
        self.person = person


class SealBroken(Exception):
    """A sealed value is not what was written there: moved, cut, altered, or sealed with another key.

    Parameters
    ----------
    model, field
        Where it was read. What stands there is never told.
    """

    def __init__(self, model: str, field: str) -> None:
        super().__init__(f"{model}.{field}: what stands there was not sealed there, or was altered since")
        self.model, self.field = model, field


class WrongPassphrase(Exception):
    """No opening of the organisation's key answers to this passphrase."""


class WeakPassphrase(Exception):
    """A passphrase is too easy to guess. `key` is the text that states the rule."""

    def __init__(self, key: str, **values: int) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class OnHold(Exception):
    """A legal hold blocks the erasure of a person."""

    def __init__(self, person: UUID, reason: str | None) -> None:
        super().__init__("a legal hold blocks this erasure")
        self.person, self.reason = person, reason


class TooManySearches(Exception):
    """Somebody searches faster than anybody needs to."""
