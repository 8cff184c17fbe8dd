"""What a page shows of a contribution, to hub and contributor alike: counts and shares, by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fanal.presentation import Finding, Place, Severity, draw_svg, fill, specification
from fanal.presentation.charts import with_end_labels
from fanal.standard import htcds
from fanal.web.collaborative.models import Contribution
from fanal.web.design.language import current_language, say_in

_LINES = 6
"""So many fields are drawn; the table has them all."""
_FAR = 0.2
"""A drift from which a person should look at it."""


@dataclass(frozen=True)
class FieldQuality:
    """One field of a version: shares from 0 to 100, and how far its values moved since the one before."""

    label: str
    missing: float
    not_understood: float
    unknown: float
    drift: float | None

    @property
    def moved(self) -> bool:
        """Whether its values moved far."""
        return self.drift is not None and self.drift >= _FAR * 100


def qualities(contribution: Contribution) -> list[FieldQuality]:
    """Give the quality of a contribution, field by field."""
    rows = contribution.quality.get("rows") or 0
    return [
        FieldQuality(
            label=_label(name),
            missing=_share(one["missing"], rows),
            not_understood=_share(one["not_understood"], rows),
            unknown=_share(one["unknown"], rows),
            drift=None if one["drift"] is None else round(one["drift"] * 100, 1),
        )
        for name, one in contribution.quality.get("fields", {}).items()
    ]


def findings(contribution: Contribution) -> list[Finding]:
    """Give what was noticed; codes and counts, as it was kept."""
    return [
        Finding(
            code=one["code"],
            severity=Severity(one["severity"]),
            place=Place(field=one["field"] or None),
            values={"n": one["n"]},
        )
        for one in contribution.findings
    ]


def changed(contribution: Contribution) -> dict[str, Any]:
    """Give what changed since the version before, with labels; empty for a first one."""
    said = contribution.changes
    if not said:
        return {}
    return {
        **{name: said[name] for name in ("added", "changed", "removed")},
        "fields": [(_label(name), n) for name, n in said["fields"].items()],
        "gone": [_label(name) for name in said["gone"]],
        "come": [_label(name) for name in said["come"]],
        "codes": [(_label(name), n) for name, n in said["codes"].items()],
    }


def quality_svg(contributions: Sequence[Contribution]) -> str:
    """Draw the share of cells that say nothing, by version, for the fields where it is largest."""
    versions = sorted(
        (one for one in contributions if one.quality.get("fields")), key=lambda one: one.version
    )
    rows = [
        {"x": one.version, "y": _lost(quality, one.quality["rows"]), "series": _label(name)}
        for one in versions
        for name, quality in one.quality["fields"].items()
    ]
    worst = sorted({row["series"] for row in rows}, key=lambda name: (-_most(rows, name), name))[:_LINES]
    drawn = [row for name in worst for row in rows if row["series"] == name]
    spec = specification("lines")
    spec["encoding"]["x"]["axis"]["values"] = [one.version for one in versions]
    spec["encoding"]["y"]["scale"] = {"domain": [0, 100]}
    return draw_svg(fill(spec, with_end_labels(drawn, top=100), language=current_language()))


def labels(fields: Sequence[str]) -> list[str]:
    """Give the labels of fields, in the language of the page."""
    return [_label(name) for name in fields]


def _label(name: str) -> str:
    field = htcds().by_name.get(name)
    return say_in(field.label) if field else name


def _lost(quality: dict[str, Any], rows: int) -> float:
    return _share(quality["missing"] + quality["not_understood"] + quality["unknown"], rows)


def _most(rows: Sequence[dict[str, Any]], name: str) -> float:
    return max(row["y"] for row in rows if row["series"] == name)


def _share(n: int, rows: int) -> float:
    return round(100 * n / rows, 1) if rows else 0.0
