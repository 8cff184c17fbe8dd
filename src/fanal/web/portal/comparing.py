"""Two releases side by side: which fields, how exactly told, and what each tells of every value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanal.exploring import Published, Question, Release, Status, Variable, answer
from fanal.exploring.notes import why_not_told
from fanal.presentation import Language, text
from fanal.web.portal.places import Place

Said = tuple[str, str]
"""A number in words, and its status."""
NOT_THERE = "not-there"
"""The status of a value that a release does not have, because it tells the field otherwise."""


@dataclass(frozen=True)
class Field:
    """A field in two releases.

    Attributes
    ----------
    told
        How exactly each tells it; none where it does not have it.
    alike
        Whether both tell it, and as exactly.
    breaks
        What the releases say of why it cannot be compared.
    rows
        For each value its label and its number in each; only where both have the field.
    """

    name: str
    label: str
    told: tuple[str | None, str | None]
    alike: bool
    breaks: Sequence[str]
    rows: Sequence[tuple[str, Said, Said]]


def compared(place: Place, first: Release, second: Release, pair: tuple[Published, Published]) -> list[Field]:
    """Compare two releases, field by field.

    Parameters
    ----------
    first, second
        The releases.
    pair
        The same, opened.
    """
    names = dict.fromkeys([*pair[0].variables, *pair[1].variables])
    breaks = _breaks(place, first, second)
    return [_field(name, pair, breaks.get(name, ()), place.language) for name in names]


def _field(name: str, pair: tuple[Published, Published], breaks: Sequence[str], language: Language) -> Field:
    found = [one.variables.get(name) for one in pair]
    there = [one for one in found if one is not None]
    alike = len(there) == len(pair) and there[0].told == there[1].told
    first, second = (None if one is None else one.told.in_(language) for one in found)
    rows = _rows(name, pair, (there[0], there[1]), alike, language) if len(there) == len(pair) else ()
    return Field(name, there[-1].label.in_(language), (first, second), alike, breaks, rows)


def _rows(
    name: str,
    pair: tuple[Published, Published],
    variables: tuple[Variable, Variable],
    alike: bool,
    language: Language,
) -> list[tuple[str, Said, Said]]:
    numbers = [_numbers(one, name, language) for one in pair]
    labels = {code: one.label_of(code, language) for one in reversed(variables) for code in one.codes}
    absent = [_absent(one, alike, language) for one in pair]
    order = sorted(labels, key=lambda code: (variables[1].codes.get(code, len(labels)), code))
    return [
        (labels[code], numbers[0].get(code, absent[0]), numbers[1].get(code, absent[1])) for code in order
    ]


def _numbers(published: Published, name: str, language: Language) -> Mapping[str, Said]:
    cells = answer(published, Question(fields=(name,), language=language))
    return {one.codes[0]: (cells.words(one.number), str(one.number.status)) for one in cells.rows()}


def _absent(published: Published, alike: bool, language: Language) -> Said:
    """Say what stands for a value that a release does not list: never zero."""
    if alike:
        return why_not_told(published, language), str(Status.SUPPRESSED)
    return text("web.portal.told-otherwise", language), NOT_THERE


def _breaks(place: Place, first: Release, second: Release) -> Mapping[str, Sequence[str]]:
    """Gather the breaks that stand between two releases: those of the later one, and of all in between."""
    earlier, later = sorted((first.published_on, second.published_on))
    found: dict[str, list[str]] = {}
    for release in place.catalogue.releases:
        if earlier < release.published_on <= later:
            for one in release.breaks:
                found.setdefault(one.variable, []).append(one.note.in_(place.language))
    return found
