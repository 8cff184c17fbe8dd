"""Time stamps of an authority (RFC 3161): that some bytes existed at a time, signed by somebody outside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from fanal.presentation import Refusal

PATIENCE_S = 30.0
LARGEST = 2**20
SCHEMES = ("http://", "https://")
"""The token is signed: how it travels does not matter."""


class NoToken(Exception):
    """A token does not fit what it should stamp, or is not of the authority."""


def stamp(message: bytes, url: str) -> bytes:
    """Let an authority stamp bytes. It is sent their hash only.

    Parameters
    ----------
    message
        What is stamped.
    url
        Where the authority answers.

    Returns
    -------
    bytes
        Its answer (`TimeStampResp` in DER), not yet verified: see `stamped_at`.

    Raises
    ------
    Refusal
        If it does not answer, or with no token.
    """
    if not url.startswith(SCHEMES):
        raise Refusal("web.audit_trail.authority-address", url=url)
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    asked = Request(  # noqa: S310 - the scheme is checked above
        url, data=request.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310
            raw: bytes = answer.read(LARGEST)
    except (URLError, TimeoutError, OSError) as error:
        raise Refusal("web.audit_trail.authority-silent", url=url, why=type(error).__name__) from None
    try:
        found = decode_timestamp_response(raw)
        fits = found.tst_info.nonce == request.nonce
    except ValueError:
        fits = False
    if not fits:
        raise Refusal("web.audit_trail.authority-answer", url=url)
    return raw


def authority(file: Path) -> list[x509.Certificate]:
    """Read the certificates of an authority: its root first, then those between, in PEM.

    Raises
    ------
    Refusal
        If the file holds none.
    """
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        raise Refusal("web.audit_trail.authority-certificates", file=str(file)) from None


def stamped_at(message: bytes, token: bytes, certificates: list[x509.Certificate]) -> datetime:
    """Say when an authority stamped bytes.

    Parameters
    ----------
    message
        What should be stamped.
    token
        Its answer.
    certificates
        As of `authority`.

    Raises
    ------
    NoToken
        If the token is of other bytes, or not signed by that authority.
    """
    root, *between = certificates
    builder = VerifierBuilder(roots=[root], intermediates=between)
    try:
        found = decode_timestamp_response(token)
        builder.build().verify_message(found, message)
    except (VerificationError, ValueError):
        raise NoToken from None
    at: datetime = found.tst_info.gen_time
    return at
