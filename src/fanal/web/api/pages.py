"""Long lists in pages: `limit` and `before`, and the address of the next page in the header `Link`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

DEFAULT, MOST = 50, 200
LARGEST = 2**63 - 1


class Asked(Schema):
    """Which page is asked for."""

    limit: int = Field(DEFAULT, ge=1, le=MOST, description="How many at most")
    before: int | None = Field(None, ge=1, le=LARGEST, description="Only those with a smaller number")


def page(
    request: HttpRequest, response: HttpResponse, rows: Any, asked: Asked, by: str = "sequence"
) -> list[Any]:
    """Cut a page out of rows, and say in the answer where the next one is.

    Parameters
    ----------
    request, response
        Of the endpoint; `response` is ninja's own parameter.
    rows
        A query.
    asked
        Which page.
    by
        A whole number that each row has for itself; the largest comes first.
    """
    before = {f"{by}__lt": asked.before} if asked.before is not None else {}
    found = list(rows.filter(**before).order_by(f"-{by}")[: asked.limit + 1])
    shown = found[: asked.limit]
    if len(found) > len(shown):
        query = request.GET.copy()
        query["before"], query["limit"] = str(getattr(shown[-1], by)), str(asked.limit)
        response["Link"] = f'<{request.build_absolute_uri(request.path)}?{query.urlencode()}>; rel="next"'
    return shown
