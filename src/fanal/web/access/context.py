"""What every page of an organisation says while emergency access is open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from fanal.web.access.actor import actor_of
from fanal.web.access.selectors import open_emergencies
from fanal.web.design.language import say, say_clock


def notices(request: HttpRequest) -> dict[str, Any]:
    """Give a banner for each emergency access that whoever asks has open."""
    belonging = getattr(request, "belonging", None)
    if belonging is None:
        return {"notices": []}
    href = reverse("access.emergencies", kwargs={"organisation": belonging.organisation.slug})
    return {
        "notices": [
            {
                "tone": "warning",
                "text": say(
                    "web.access.open-now", what=str(one.subject), until=say_clock(one.access.ends_at)
                ),
                "href": href,
                "link": say("web.access.open-now-link"),
            }
            for one in open_emergencies(actor_of(request))
            if one.subject is not None
        ]
    }
