"""The description of the API: every address may answer with problems, and says so."""

from __future__ import annotations

from typing import Any

from fanal.web.api.problems import MEDIA_TYPE, ProblemDetails

NAME = "ProblemDetails"
_ALWAYS = ("400", "413", "429", "500")
_WITH_TOKEN = ("401", "403", "410", "423")
_CHANGES = {"put", "patch", "delete"}
_METHODS = {"get", "put", "post", "delete", "patch"}


def with_problems(schema: Any) -> Any:
    """Add the problems to a description."""
    known = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    known.pop("$defs", None)
    wrong = ProblemDetails.model_json_schema()["$defs"]["Wrong"]
    schema.setdefault("components", {}).setdefault("schemas", {}).update({NAME: known, "Wrong": wrong})
    for address in schema["paths"].values():
        for method, operation in address.items():
            if method in _METHODS:
                _add(operation, changes=method in _CHANGES)
    return schema


def _add(operation: dict[str, Any], *, changes: bool) -> None:
    wanted = [*_ALWAYS, *(_WITH_TOKEN if operation.get("security") else ())]
    if changes:
        wanted += ["412", "428"]
    if operation.get("parameters") or operation.get("requestBody"):
        wanted.append("422")
    if any(one["in"] == "path" for one in operation.get("parameters", ())):
        wanted.append("404")
    if "200" in operation["responses"] and operation["responses"]["200"].get("content"):
        operation["responses"]["304"] = {"description": "Not changed since"}
    for status in wanted:
        operation["responses"][status] = {
            "description": "Problem",
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{NAME}"}}},
        }
