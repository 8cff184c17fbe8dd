"""The release calendar for calendars: RFC 5545."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

_MOST = 75
"""Bytes of a line."""


def calendar(name: str, events: list[tuple[str, str]], stamped: datetime, slug: str, language: str) -> str:
    """Write days with their titles.

    Parameters
    ----------
    name
        Of the calendar.
    events
        Day as ``2026-03-01``, and title; what is no day is left out.
    stamped
        When the catalogue was written.
    slug
        Of the hub, for marks that stay the same.
    language
        Of the titles.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Fanal//Release calendar//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for on, title in events:
        day = _day(on)
        if day is not None:
            lines += _event(day, title, stamped, slug, language)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(day: date, title: str, stamped: datetime, slug: str, language: str) -> list[str]:
    mark = hashlib.sha256(f"{slug}/{day}/{title}".encode()).hexdigest()[:24]
    return [
        "BEGIN:VEVENT",
        f"UID:{mark}@{slug}.fanal",
        f"DTSTAMP:{stamped.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY;LANGUAGE={language}:{_escaped(title)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _escaped(told: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        told = told.replace(sign, written)
    return told


def _folded(line: str) -> Iterator[str]:
    """Break a line into pieces of at most so many bytes, no sign cut in two."""
    piece, room = "", _MOST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield piece
            # The blank that begins what follows counts.
            piece, room = " ", _MOST - 1
        piece += sign
        room -= size
    yield piece
