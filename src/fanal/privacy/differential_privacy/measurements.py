"""Noisy counts as they are recorded: what everything after the noise is made from."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn
from fanal.privacy.differential_privacy.layout import BINS, LEVELS, PERSON, Bounds, Layout, layout_of
from fanal.privacy.differential_privacy.sampler import variance_for
from fanal.privacy.differential_privacy.settings import PrivateSettings, Shares
from fanal.privacy.plain_signs import is_plain

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

FORMAT = "fanal-measurements-1"
_PARTS = ("rough", "sizes", "singles", "pairs")
_LARGEST = 1 << 30
_MOST_PEOPLE = 1 << 31
_MOST_CELLS = 1 << 31
"""Cells of the records that may be made of one file: more would not fit the memory of a usual machine."""
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, eq=False)
class Measurements:
    """Noisy counts, and the public facts that say what they mean. Whole numbers only.

    Attributes
    ----------
    settings
        What was decided before the data were read.
    several
        The columns of which a person may hold several values.
    private
        Whether the noise came from the system: False for noise that can be repeated.
    rough
        Shape (attributes + 1,): rough counts in sixteenths, the people last.
    sizes
        Shape (2, BINS): people by how much they contribute; none where a public bound was stated.
    singles
        Shape (attributes + 1,): sums of the numbers of the attributes, and of that of the person.
    pairs
        Shape (`layout.cells`,): sums of products of two numbers.
    """

    settings: PrivateSettings
    several: frozenset[str]
    private: bool
    rough: Numbers
    sizes: Numbers | None
    singles: Numbers
    pairs: Numbers

    def __repr__(self) -> str:
        lines = [
            f"Measurements of about {self.people:,} people: noisy counts of {len(self.layout.attributes):,} "
            f"attributes and {self.pairs.size:,} pairs",
            f"  epsilon {self.epsilon:g} at delta {self.delta:g} (rho {self.rho:.6g})",
        ]
        if not self.private:
            lines.append("  the noise can be repeated: NOT PRIVATE, for tests only")
        return "\n".join(lines)

    @property
    def rho(self) -> float:
        """What was spent on each person."""
        return self.settings.rho

    @property
    def epsilon(self) -> float:
        """With delta, the guarantee of each person."""
        return self.settings.epsilon

    @property
    def delta(self) -> float:
        """The chance that is left out of epsilon."""
        return self.settings.delta

    @cached_property
    def layout(self) -> Layout:
        """What the numbers stand for."""
        return layout_of(self.settings, self.several).centred(self.rough)

    @cached_property
    def bounds(self) -> Bounds:
        """What one record contributed at most."""
        if self.sizes is None:
            return self.layout.public_bounds()
        return self.layout.bounds_within(self.sizes, variance_for(2, self.settings.parts()["bounds"]))

    @property
    def people(self) -> int:
        """About how many people there are."""
        return max(round(float(self.singles[-1]) / LEVELS / PERSON), 0)

    @property
    def sigmas(self) -> tuple[float, float]:
        """The standard deviations of the noise of `singles` and of `pairs`."""
        rho = self.settings.parts()
        squares = (self.bounds.singles * LEVELS**2, self.bounds.pairs * LEVELS**2)
        return (
            float(variance_for(squares[0], rho["singles"])) ** 0.5,
            float(variance_for(squares[1], rho["pairs"])) ** 0.5,
        )

    @cached_property
    def counts(self) -> tuple[Reals, Reals]:
        """Shapes (attributes,): unbiased counts of each attribute, and their standard deviations.

        Records that passed the bound counted less than whole: counts are low by what they lack.
        """
        steps = self.layout.steps.astype(np.float64)
        middle = self.layout.middles / steps
        people = self.singles[-1] / LEVELS / PERSON
        noise = self.sigmas[0] / LEVELS * np.hypot(1 / steps, middle / PERSON)
        return self.singles[:-1] / LEVELS / steps + middle * people, noise

    def write(self, path: Path) -> None:
        """Record the measurements in one file: a ZIP of ``settings.json`` and arrays in NumPy's format.

        The same measurements give the same bytes.
        """
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            facts = {
                "format": FORMAT,
                "settings": asdict(self.settings),
                "several": sorted(self.several),
                "private": self.private,
            }
            text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
            archive.writestr(_entry("settings.json"), text)
            for name in _PARTS:
                array = getattr(self, name)
                if array is not None:
                    held = io.BytesIO()
                    np.save(held, np.asarray(array, dtype="<i8"), allow_pickle=False)
                    archive.writestr(_entry(f"{name}.npy"), held.getvalue())

    @classmethod
    def read(cls, path: Path) -> Measurements:
        """Read what `write` recorded.

        Raises
        ------
        Refusal
            If the file is not one of measurements, or not whole.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(one.file_size for one in archive.infolist()) > _LARGEST:
                    raise ValueError("too large")
                facts = json.loads(archive.read("settings.json"))
                arrays = {
                    name: np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False)
                    for name in _PARTS
                    if f"{name}.npy" in archive.namelist()
                }
            return _checked(facts, arrays)
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            EOFError,
            MemoryError,
            OverflowError,
            RuntimeError,
            zipfile.BadZipFile,
            zlib.error,
        ):
            raise Refusal("privacy.measurements-unreadable", path=Path(path).name) from None


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIXED_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _checked(facts: Mapping[str, Any], arrays: Mapping[str, Numbers]) -> Measurements:
    """Make measurements of what a file says, if it is whole."""
    if facts["format"] != FORMAT:
        raise ValueError("another format")
    stated = dict(facts["settings"])
    stated["columns"] = tuple(
        AttributeColumn(**(one | {"domain": tuple(map(str, one["domain"]))})) for one in stated["columns"]
    )
    stated["shares"] = Shares(**stated["shares"])
    _check_facts(stated)
    settings = PrivateSettings(**stated)
    made = Measurements(
        settings=settings,
        several=frozenset(map(str, facts["several"])),
        private=facts["private"] is True,
        rough=arrays["rough"],
        sizes=arrays.get("sizes"),
        singles=arrays["singles"],
        pairs=arrays["pairs"],
    )
    n = settings.attributes
    shapes = {
        "rough": (n + 1,),
        "singles": (n + 1,),
        "pairs": layout_of(settings, made.several).cells[0].shape,
        "sizes": (2, BINS),
    }
    for name, array in arrays.items():
        if array.dtype != np.dtype("<i8") or array.shape != shapes[name]:
            raise ValueError(name)
    if (made.sizes is None) != (settings.most_attributes is not None):
        raise ValueError("sizes")
    if made.people * len(settings.columns) > _MOST_CELLS or made.people > _MOST_PEOPLE:
        raise ValueError("people")
    return made


def _check_facts(stated: Mapping[str, Any]) -> None:
    """Refuse settings of other kinds than `write` writes: whole numbers, and names on one line."""
    whole = [stated["rows_per_person"], *stated["weights"].values(), *vars(stated["shares"]).values()]
    whole += [] if stated["most_attributes"] is None else [stated["most_attributes"]]
    if not all(type(number) is int and number < _LARGEST for number in whole):
        raise ValueError("not a whole number")
    names = [name for one in stated["columns"] for name in (one.column, *(one.domain or ()))]
    names += [] if stated["subject"] is None else [stated["subject"]]
    if not all(type(name) is str and is_plain(name) for name in names):
        raise ValueError("not a name")
