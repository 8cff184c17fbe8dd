"""The files of a release, as a reader may take them: what each is, how large, its checksum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fanal.presentation import text
from fanal.web.portal.places import Place

SUMS = "SHA256SUMS"
BESIDE = ("aggregates.json", "dcat.jsonld", "dcat.ttl")
"""Files that lie beside the bundle."""
_DATA = {
    "cases.csv": "release.file-cases-csv",
    "cases.parquet": "release.file-cases-parquet",
    "cases-hxl.csv": "release.file-cases-hxl",
    "counts.csv": "release.file-counts",
    "measurements.zip": "release.dp-file-measurements",
}
_OF_METHOD = {
    ("synthetic", "cases.csv"): "release.synthetic-file-cases-csv",
    ("synthetic", "counts.csv"): "release.synthetic-file-counts",
    ("dp", "cases.csv"): "release.dp-file-cases-csv",
    ("dp", "counts.csv"): "release.dp-file-counts",
}
_PAPERS = {
    "codebook.{language}.html": "release.file-codebook",
    "method.{language}.html": "release.file-method",
    "TERMS.txt": "release.file-terms",
    "datapackage.json": "release.file-datapackage",
    "provenance.json": "release.file-provenance",
    SUMS: "release.file-checksums",
    "aggregates.json": "web.portal.file-aggregates",
    "dcat.jsonld": "web.portal.file-dcat",
}


@dataclass(frozen=True)
class Offered:
    """A file that may be taken."""

    name: str
    what: str
    address: str
    size: int
    checksum: str


def offered(place: Place) -> tuple[list[Offered], list[Offered]]:
    """List the data files of a release, and its papers in the language of the page."""
    folder, sums = place.published.folder, checksums(place)
    data = []
    for name, path in place.published.files.items():
        key = _OF_METHOD.get((place.published.method, name)) or _DATA.get(name)
        if key is not None:
            data.append(_offered(place, folder / path, path.removeprefix("bundle/"), key, sums))
    papers = []
    for name, key in _PAPERS.items():
        path = name.format(language=place.language)
        there = folder / path if path in BESIDE else _bundle(folder) / path
        if there.is_file():
            papers.append(_offered(place, there, path, key, sums))
    order = list(_DATA)
    return sorted(data, key=lambda one: order.index(_logical(one.name, order))), papers


def checksums(place: Place) -> Mapping[str, str]:
    """Read the checksums of a release, by the paths of its files."""
    try:
        lines = (_bundle(place.published.folder) / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {path: checksum for checksum, _, path in (line.partition("  ") for line in lines)}


def _offered(place: Place, there: Path, path: str, key: str, sums: Mapping[str, str]) -> Offered:
    assert place.release is not None  # noqa: S101 - it has files
    return Offered(
        name=there.name,
        what=text(key, place.language),
        address=place.file(path),
        size=there.stat().st_size,
        checksum=sums.get(path, ""),
    )


def _bundle(folder: Path) -> Path:
    return folder / "bundle" if (folder / "bundle").is_dir() else folder


def _logical(name: str, order: list[str]) -> str:
    return next(one for one in order if name.endswith(one) and name.removesuffix(one) in ("", "fictional-"))
