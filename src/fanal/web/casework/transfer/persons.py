"""The persons of a file: by what each could be found, and who of them may be the same."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fanal.standard import CASE, Records
from fanal.web.casework.selectors.person import NAME_PARTS
from fanal.web.keys.blind_indexes.forms import FORMS

FOUND_BY = {
    "telephone": ("prs_MobilePhone", "prs_HomePhone"),
    "identity-number": ("prs_IdentityNumber",),
}
MOST_ALIKE = 3
"""So many earlier rows are named for one that may be the same person."""
_ALIKE_BY = {"name": "sounds", "telephone": "tail", "identity-number": "alike"}
"""By which form of each two rows may be of one person: all words sound alike, or a number is the same."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """The person of a row.

    Attributes
    ----------
    key, place
        What names the case in the file, and its place there, from 0.
    found_by
        Names, telephones and numbers, by their kind.
    """

    key: str
    place: int
    found_by: Mapping[str, list[str]]

    @property
    def mark(self) -> str:
        """Give what a decision about the row is kept by: another one, once it is of somebody else."""
        said = json.dumps([self.key, dict(self.found_by)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def found_by(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give what a person can be found by, from the values of the fields of the standard."""
    name = " ".join(str(values[part]).strip() for part in NAME_PARTS if values.get(part))
    found = {kind: [str(values[one]) for one in names if values.get(one)] for kind, names in FOUND_BY.items()}
    return {"name": [name] if name else [], **found}


def persons_in(records: Records) -> Iterator[Somebody]:
    """Give the persons of records, in their order."""
    wanted = [*NAME_PARTS, *(one for names in FOUND_BY.values() for one in names)]
    columns = [CASE, *(one for one in wanted if one in records.cases.columns)]
    for place, values in enumerate(records.cases.select(columns).iter_rows(named=True)):
        yield Somebody(values[CASE], place, found_by(values))


def alike_within(persons: Iterable[Somebody]) -> dict[str, list[Somebody]]:
    """Say for each row, by its mark, which earlier ones may be of the same person.

    A single name is no sign: many are called Fatima.
    """
    seen: defaultdict[tuple[str, str], list[Somebody]] = defaultdict(list)
    alike: dict[str, list[Somebody]] = {}
    for one in persons:
        signs = set(_signs(one))
        before = {other.place: other for sign in signs for other in seen[sign]}
        if before:
            alike[one.mark] = [before[place] for place in sorted(before)][:MOST_ALIKE]
        for sign in signs:
            if len(seen[sign]) < MOST_ALIKE:
                seen[sign].append(one)
    return alike


def _signs(one: Somebody) -> Iterator[tuple[str, str]]:
    for kind, texts in one.found_by.items():
        for text in texts:
            if kind == "name" and len(text.split()) < 2:
                continue
            forms = list(FORMS[kind](text))
            alike = [said for form, said in forms if form == _ALIKE_BY[kind]]
            signs = alike or [said for _, said in forms[:1]]
            yield from ((kind, said) for said in signs)
