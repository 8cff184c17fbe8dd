"""The form of a historic event."""

from __future__ import annotations

from typing import Any

from fanal.web.casework.forms.entry import EntryOfStandard
from fanal.web.design.forms import mistake

LATITUDE, LONGITUDE = "hte_Latitude", "hte_Longitude"
_POINT = (LATITUDE, LONGITUDE)


class EventForm(EntryOfStandard):
    """A historic trafficking event, as HTCDS has it; a point is whole or not there."""

    tables = ("historic trafficking event",)
    hints = {LATITUDE: "web.casework.latitude-hint", LONGITUDE: "web.casework.longitude-hint"}

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
