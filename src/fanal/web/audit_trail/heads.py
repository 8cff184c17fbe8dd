"""Heads outside: where each chain ended at a time, in files that are kept elsewhere, and checked later.

A head says nothing but the id of the organisation, a number and a hash. Whoever could chain all the entries
of the database anew cannot change a head that lies elsewhere, nor its time stamp.
"""

from __future__ import annotations

import base64
import json
import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.x509 import Certificate
from django.utils import timezone

from fanal.presentation import Finding, Refusal, Severity
from fanal.presentation.languages import Value
from fanal.web.audit_trail import timestamps
from fanal.web.audit_trail.chain import HOST, Chain
from fanal.web.audit_trail.encoding import HEAD, encode
from fanal.web.audit_trail.selectors import head as head_of
from fanal.web.audit_trail.verification import opened, verify_chain
from fanal.web.organisations.models import Organisation

AUTHORITY = "FANAL_TSA_URL"
"""The variable that names the authority of time stamps; without it there is no token, and nothing is sent."""
SUFFIX = ".head.json"


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where a chain ended: of an organisation, by its id, or ``host``. `token` is the authority's answer."""

    chain: str
    sequence: int
    hash: bytes
    at: datetime
    token: bytes | None = None

    @property
    def message(self) -> bytes:
        """What an authority stamps."""
        return encode(HEAD, self.chain, self.sequence, self.hash)

    def written(self) -> str:
        """Give the text of its file."""
        token = base64.b64encode(self.token).decode() if self.token else None
        said = {
            "format": HEAD,
            "chain": self.chain,
            "sequence": self.sequence,
            "hash": self.hash.hex(),
            "exported": self.at.astimezone(UTC).isoformat(timespec="seconds"),
            "token": token,
        }
        return json.dumps(said, indent=2) + "\n"


@dataclass(frozen=True)
class Checked:
    """What a check of heads found. `stamped`: for each head with a token that fits, when it was stamped."""

    heads: int
    stamped: dict[Path, datetime]
    findings: list[Finding]


def chains() -> list[Chain]:
    """List every chain there is: of the host, and of each organisation."""
    ids = Organisation.objects.order_by("id").values_list("id", flat=True)
    return [Chain(), *(Chain(one) for one in ids)]


def export_heads(
    folder: Path, *, authority_url: str | None = None, of: Iterable[Chain] | None = None
) -> list[Path]:
    """Write the heads of chains into a folder, each in a file of its own; nothing there is overwritten.

    Parameters
    ----------
    folder
        Where to: keep it elsewhere than the database.
    authority_url
        The authority of time stamps; ``None`` asks the environment, and without one there is no token.
    of
        Which chains; all.

    Raises
    ------
    Refusal
        If the authority does not answer.
    """
    url = os.environ.get(AUTHORITY) if authority_url is None else authority_url
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for chain in chains() if of is None else of:
        with opened(chain):
            now = head_of(chain)
        if not now.sequence:
            continue
        head = Head(chain=now.chain, sequence=now.sequence, hash=now.hash, at=timezone.now())
        if url:
            head = Head(**vars(head) | {"token": timestamps.stamp(head.message, url)})
        path = folder / f"{head.chain}-{head.sequence:010d}-{head.at:%Y%m%dT%H%M%SZ}{SUFFIX}"
        path.write_text(head.written(), encoding="utf-8")
        written.append(path)
    return written


def read_head(path: Path) -> Head:
    """Read the file of a head.

    Raises
    ------
    Refusal
        If it is none.
    """
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != HEAD:
            raise ValueError
        if said["chain"] != HOST:
            uuid.UUID(said["chain"])
        return Head(
            chain=said["chain"],
            sequence=int(said["sequence"]),
            hash=bytes.fromhex(said["hash"]),
            at=datetime.fromisoformat(said["exported"]),
            token=base64.b64decode(said["token"], validate=True) if said["token"] else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal("web.audit_trail.no-head", file=path.name) from None


def check_heads(folder: Path, *, certificates: Path | None = None) -> Checked:
    """Check that the chains still hold the heads of a folder, verify those chains, and the tokens.

    Parameters
    ----------
    folder
        With files of `export_heads`.
    certificates
        The certificates of the authority; without them tokens are not looked at, and the findings say so.

    Raises
    ------
    Refusal
        If there is no head, or a file is none.
    """
    files = sorted(folder.glob(f"*{SUFFIX}"))
    if not files:
        raise Refusal("web.audit_trail.no-heads", folder=str(folder))
    heads = {path: read_head(path) for path in files}
    trusted = timestamps.authority(certificates) if certificates else None
    findings: list[Finding] = []
    stamped: dict[Path, datetime] = {}
    for path, head in heads.items():
        findings += _held(path, head)
        findings += _token(path, head, trusted, stamped)
    for name in sorted({head.chain for head in heads.values()}):
        findings += verify_chain(_chain(name))
    return Checked(len(heads), stamped, findings)


def _chain(name: str) -> Chain:
    return Chain() if name == HOST else Chain(uuid.UUID(name))


def _held(path: Path, head: Head) -> Iterator[Finding]:
    chain = _chain(head.chain)
    with opened(chain):
        found = chain.entries.objects.filter(sequence=head.sequence).values_list("hash", flat=True).first()
    if found is None:
        yield _told("web.audit_trail.cut-off", file=path.name, number=head.sequence)
    elif bytes(found) != head.hash:
        yield _told("web.audit_trail.rewritten", file=path.name, number=head.sequence)


def _token(
    path: Path, head: Head, trusted: list[Certificate] | None, stamped: dict[Path, datetime]
) -> Iterator[Finding]:
    if head.token is None:
        yield _told("web.audit_trail.not-stamped", Severity.NOTE, file=path.name)
    elif trusted is None:
        yield _told("web.audit_trail.token-not-looked-at", Severity.NOTE, file=path.name)
    else:
        try:
            stamped[path] = timestamps.stamped_at(head.message, head.token, trusted)
        except timestamps.NoToken:
            yield _told("web.audit_trail.token-does-not-fit", file=path.name)


def _told(code: str, severity: Severity = Severity.BLOCKING, **values: Value) -> Finding:
    return Finding(code=code, severity=severity, values=values)
