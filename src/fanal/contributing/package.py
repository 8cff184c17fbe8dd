"""A package: one file with all that leaves, so that whoever sends it can look at exactly that.

A zip with ``package.json`` and ``rows.csv`` (fields of HTCDS by their names, and `ROW`) or
``aggregates.json``. On its way it is sealed with `age` to the hub.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.plain_signs import is_plain
from fanal.release.aggregates import Aggregates

FORMAT, VERSION = "fanal-package", 1
HEAD, ROWS, AGGREGATES = "package.json", "rows.csv", "aggregates.json"
ROW = "row"
"""The column that names a row: the contributor's own keyed name, the same in each version."""
MOST_BYTES = 512 * 2**20
"""Of all files in a package, once they are read."""
_NAME = 32
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Kind(StrEnum):
    """What a package holds."""

    ROWS = "rows"
    AGGREGATES = "aggregates"


@dataclass(frozen=True, kw_only=True)
class Package:
    """All that leaves.

    Attributes
    ----------
    purpose, agreement
        What it is for, and under which agreement (an id that the hub gave).
    made_on
        When.
    rows
        Of kind rows: texts, one row per case; `ROW` and fields of the standard by their names. Several
        choices stand in one cell with ``;`` between; so do places, beside what they are places of.
    removed
        Names of rows sent before that are taken back: they are in no later release.
    aggregates
        Of the other kind.
    told
        What the contributor says with it: counts by reason of what is held back, how fields were coarsened.
    """

    purpose: str
    agreement: str = ""
    made_on: date
    rows: pl.DataFrame | None = None
    removed: tuple[str, ...] = ()
    aggregates: Aggregates | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.rows is None) is (self.aggregates is None):
            raise ValueError("a package holds rows, or aggregates")

    @property
    def kind(self) -> Kind:
        """What it holds."""
        return Kind.AGGREGATES if self.rows is None else Kind.ROWS

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields, or the variables counted."""
        if self.rows is None:
            return self.aggregates.fields if self.aggregates else ()
        return tuple(name for name in self.rows.columns if name != ROW)

    def to_bytes(self) -> bytes:
        """Write it; the same package gives the same bytes."""
        head = {
            "format": FORMAT,
            "version": VERSION,
            "kind": self.kind,
            "purpose": self.purpose,
            "agreement": self.agreement,
            "made_on": self.made_on.isoformat(),
            "removed": sorted(self.removed),
            "told": dict(self.told),
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            _put(made, HEAD, json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True).encode())
            if self.rows is not None:
                _put(made, ROWS, self.rows.write_csv().encode())
            if self.aggregates is not None:
                _put(made, AGGREGATES, self.aggregates.to_bytes())
        return out.getvalue()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Package:
        """Read a package; nothing in it is believed that was not checked.

        Raises
        ------
        Refusal
            If it is none, or too large.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as read:
                sizes = {one.filename: one.file_size for one in read.infolist()}
                if sum(sizes.values()) > MOST_BYTES:
                    raise Refusal("contributing.too-large", most=MOST_BYTES // 2**20)
                head = json.loads(read.read(HEAD))
                if head["format"] != FORMAT or head["version"] != VERSION:
                    raise Refusal("contributing.not-a-package")
                kind = Kind(head["kind"])
                rows = _rows(read.read(ROWS)) if kind is Kind.ROWS else None
                counts = Aggregates.from_bytes(read.read(AGGREGATES)) if kind is Kind.AGGREGATES else None
            return cls(
                purpose=_plain(head["purpose"]),
                agreement=_plain(head["agreement"]),
                made_on=date.fromisoformat(head["made_on"]),
                rows=rows,
                removed=tuple(_row_name(one) for one in head["removed"]),
                aggregates=counts,
                told=dict(head["told"]),
            )
        except Refusal:
            raise
        except (
            *(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, EOFError),
            *(zipfile.BadZipFile, NotImplementedError, RuntimeError, pl.exceptions.PolarsError),
        ):
            raise Refusal("contributing.not-a-package") from None


def row_name(secret: bytes, case: str) -> str:
    """Give the name under which a case is contributed: the same each time, and nothing without the secret.

    Parameters
    ----------
    secret
        The contributor's own, never the hub's.
    case
        Its id where it is recorded.
    """
    return hmac.new(secret, case.encode(), hashlib.sha256).hexdigest()[:_NAME]


def sealed(package: bytes, recipient: str) -> bytes:
    """Seal a package with age to a hub's public key.

    Raises
    ------
    Refusal
        If that is no such key.
    """
    import pyrage

    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise Refusal("contributing.not-a-recipient") from None
    found: bytes = pyrage.encrypt(package, [key])
    return found


def opened(raw: bytes, identity: str) -> bytes:
    """Open a sealed package with the hub's secret key; what is not sealed is given as it is.

    Raises
    ------
    Refusal
        If it was sealed to somebody else, altered, or cut.
    """
    if not raw.startswith((b"age-encryption.org/", b"-----BEGIN AGE")):
        return raw
    import pyrage

    try:
        found: bytes = pyrage.decrypt(raw, [pyrage.x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise Refusal("contributing.not-for-this-hub") from None
    return found


def _put(made: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    made.writestr(entry, content)


def _rows(raw: bytes) -> pl.DataFrame:
    """Read the rows as texts; every row has a name, and no two the same."""
    table = pl.read_csv(raw, infer_schema=False)
    if ROW not in table.columns or not table[ROW].is_unique().all():
        raise ValueError
    for name in table[ROW]:
        _row_name(name)
    return table


def _row_name(value: Any) -> str:
    if not isinstance(value, str) or len(value) != _NAME or not set(value) <= set("0123456789abcdef"):
        raise ValueError
    return value


def _plain(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 200 or not is_plain(value):
        raise ValueError
    return value
