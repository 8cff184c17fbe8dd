"""Pictures of answers, drawn once and kept: a release never changes."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from fanal.exploring import Cells, Question, as_query
from fanal.exploring.looks import Look
from fanal.web.design.errors import Refused
from fanal.web.portal import reading
from fanal.web.portal.places import Place
from fanal.web.portal.turns import turn

LOOKS = {
    "plain": Look(titled=False),
    "dark": Look(titled=False, dark=True),
    "narrow": Look(titled=False, narrow=True),
    "narrow-dark": Look(titled=False, narrow=True, dark=True),
    "titled": Look(),
}
"""How a picture may look: within a page, which says its title itself; and by itself."""
MOST_KEPT, MOST_BYTES = 4_000, 400 * 2**20
"""Pictures of one release that are kept, and their bytes; then the eldest quarter goes."""
_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


def picture(place: Place, question: Question, look: str, kind: str = "svg") -> bytes:
    """Give the picture of an answer.

    Parameters
    ----------
    look
        A name of `LOOKS`.
    kind
        ``svg`` or ``png``.

    Raises
    ------
    Refused
        If what draws pictures is not installed here, or too many wait for theirs.
    """
    path = _path(place, question, look, kind)
    with suppress(FileNotFoundError):
        return path.read_bytes()
    with turn():
        with suppress(FileNotFoundError):
            return path.read_bytes()  # Somebody asked for the same one before.
        drawn = _drawn(place.answer(question), look, kind)
        _keep(path, drawn)
        return drawn


def known_size(place: Place, question: Question) -> tuple[int, int]:
    """Give width and height of a picture that was drawn before, so that the page does not jump when it comes.

    A page does not wait for its picture to be drawn: of one that is new, nothing is known (0, 0).
    """
    try:
        with _path(place, question, "plain", "svg").open("rb") as kept:
            found = _SIZE.search(kept.read(600).decode(errors="replace"))
    except OSError:
        return (0, 0)
    return (round(float(found[1])), round(float(found[2]))) if found else (0, 0)


def _path(place: Place, question: Question, look: str, kind: str) -> Path:
    assert place.release is not None  # noqa: S101 - a question is to a release
    folder = reading.cache_root() / place.hub / place.release.version
    asked = f"{place.release.published_on}/{place.language}/{look}/{as_query(question)}"
    return folder / f"{hashlib.sha256(asked.encode()).hexdigest()[:40]}.{kind}"


def _drawn(cells: Cells, look: str, kind: str) -> bytes:
    from fanal.exploring.drawing import png, svg

    try:
        return png(cells, LOOKS[look]) if kind == "png" else svg(cells, LOOKS[look]).encode()
    except ImportError:
        raise Refused("web.portal.no-pictures", status=404) from None


def _keep(path: Path, drawn: bytes) -> None:
    """Keep a picture; where the disk does not let it, it is drawn again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_room(path.parent)
        part = path.with_name(f".{secrets.token_hex(6)}")
        part.write_bytes(drawn)
        os.replace(part, path)  # noqa: PTH105 - Path.replace is the same
    except OSError:
        return


def _make_room(folder: Path) -> None:
    """Let crafted questions neither fill the disk, nor keep what others look at from being kept."""
    kept = [(one.stat(), one.path) for one in os.scandir(folder)]
    if len(kept) < MOST_KEPT and sum(one.st_size for one, _ in kept) < MOST_BYTES:
        return
    for _, path in sorted((one.st_mtime_ns, path) for one, path in kept)[: len(kept) // 4 + 1]:
        Path(path).unlink(missing_ok=True)
