"""The form of a historic event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.forms import BoundField

from fanal.web.casework.forms.entry import EntryOfStandard
from fanal.web.design.forms import mistake
from fanal.web.design.language import say

LATITUDE, LONGITUDE = "hte_Latitude", "hte_Longitude"
COUNTRY = "hte_Country"
MAP_POINT = "web.casework.map-point"
_POINT = (LATITUDE, LONGITUDE)


class EventForm(EntryOfStandard):
    """A historic trafficking event, as HTCDS has it; a point is whole or not there."""

    tables = ("historic trafficking event",)
    hints = {LATITUDE: "web.casework.latitude-hint", LONGITUDE: "web.casework.longitude-hint"}

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Give what happened and where; then the point, which can also be chosen on a map."""
        visible = self.visible_fields()
        point = [self[name] for name in _POINT if name in self.fields]
        yield "", [one for one in visible if one.name not in _POINT]
        if point:
            yield say(MAP_POINT), point

    def point(self) -> dict[str, BoundField] | None:
        """Give the fields that a map writes into and looks at, where there are both."""
        if any(name not in self.fields for name in _POINT):
            return None
        names = {"latitude": LATITUDE, "longitude": LONGITUDE, "country": COUNTRY}
        return {name: self[field] for name, field in names.items() if field in self.fields}

    def clean(self) -> dict[str, Any]:
        """Check the point."""
        said = super().clean() or self.cleaned_data
        point = {name: said.get(name) for name in _POINT}
        for name, value in point.items():
            if value is None and name not in self.errors and any(one is not None for one in point.values()):
                self.add_error(name, mistake("web.casework.point-half"))
        if set(point.values()) == {0.0}:
            self.add_error(LATITUDE, mistake("web.casework.point-nowhere"))
        return said
