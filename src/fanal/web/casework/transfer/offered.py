"""Fields and codes of another organisation's own that a file describes and this one does not have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fanal.exchange.description import described, extension_of
from fanal.exchange.files import FileContent
from fanal.standard import Words as Said
from fanal.standard import htcds
from fanal.web.casework.transfer.extension import casework_part, is_own, plain_name
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say_in

_KEPT = ("table", "type", "list", "label", "description", "disclosure", "minimum", "maximum", "leaves")


@dataclass(frozen=True)
class Offered:
    """What could be added, in the form of an extension.

    Attributes
    ----------
    fields
        Fields, by the names that an organisation gives them.
    lists
        Codes by list, of the standard or of such a field.
    """

    fields: list[dict[str, Any]] = field(default_factory=list)
    lists: list[dict[str, Any]] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """Name them as a page shows them."""
        said = [Said(one["label"]["en"], one["label"]["fr"]) for one in self.fields]
        said += [Said(code["en"], code["fr"]) for one in self._added() for code in one["codes"]]
        return [say_in(one) for one in said]

    def _added(self) -> list[dict[str, Any]]:
        """Give the lists that are not of one of the fields: codes are then all that is added."""
        own = {one.get("list") for one in self.fields}
        return [one for one in self.lists if one["name"] not in own]


def offered(content: FileContent, words: Words) -> Offered:
    """Say what a file describes that the organisation does not have, by name or at all."""
    rows, _ = described(content)
    said = extension_of(rows)
    known = words.vocabulary
    fields = [
        {"name": plain_name(one["name"]), **{part: one[part] for part in _KEPT if part in one}}
        for one in said["field"]
        if is_own(one["name"]) and plain_name(one["name"]) not in known.by_name
    ]
    wanted = {one.get("list") for one in fields} | {one.list for one in known if one.table in _of_standard()}
    casework = {one["name"] for one in casework_part()["list"]}
    lists = []
    for one in said["list"]:
        here = known.lists[one["name"]].by_code if one["name"] in known.lists else {}
        new = [code for code in one["codes"] if code["code"] not in here]
        if new and one["name"] in wanted and one["name"] not in casework:
            lists.append({**one, "source": "own", "codes": new})
    return Offered(fields, lists)


def _of_standard() -> set[str]:
    return {one.name for one in htcds().tables}
