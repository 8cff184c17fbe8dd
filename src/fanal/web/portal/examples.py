"""How the API is asked: examples that run, in Python (the standard library) and in R (jsonlite)."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.web.portal.places import Place

_PYTHON = """\
import json
from urllib.request import urlopen

# {title}
with urlopen("{address}") as answer:
    counts = json.load(answer)

print(counts["unit"], "-", counts["detected"])
for cell in counts["cells"]:
    # A count that is not told is None, never zero: its status says why.
    print(*cell["labels"].values(), cell["count"], cell["status"], sep="\\t")
"""
_R = """\
library(jsonlite)

# {title}
counts <- fromJSON("{address}")

cat(counts$unit, "-", counts$detected, "\\n")
# A count that is not told is NA, never zero: its status says why.
print(cbind(counts$cells$labels, counts$cells[c("count", "status")]))
"""


@dataclass(frozen=True)
class Example:
    """One question, in both languages of programs."""

    title: str
    python: str
    r: str


def examples(place: Place, at: str) -> list[Example]:
    """Make the examples for what the newest release has.

    Parameters
    ----------
    at
        The address of the API.
    """
    from fanal.web.portal.ways import ways

    found = []
    for way in ways(place)[:3]:
        query = "&".join(f"by={name}" for name in way.question.fields)
        address = f"{at}/releases/newest/counts?{query}&language={place.language}"
        said = {"title": way.title, "address": address}
        found.append(Example(way.title, _PYTHON.format(**said), _R.format(**said)))
    return found
