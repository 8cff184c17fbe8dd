"""The description of a bundle for machines: a Data Package 2 (datapackage.org, version 2.0)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from fanal.presentation import text
from fanal.release.bundle import Bundle
from fanal.release.methods import Told
from fanal.release.result import Content

_PROFILES = "https://datapackage.org/profiles/2.0"
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
_MAX_LABELLED = 400
"""Values of a variable that are listed with their labels; longer lists are left to the codebook."""


def write_datapackage(bundle: Bundle, content: Content) -> None:
    """Write ``datapackage.json``, which describes every data file written before it."""
    described = as_datapackage(bundle, content)
    bundle.write("datapackage.json", json.dumps(described, ensure_ascii=False, indent=2) + "\n")


def as_datapackage(bundle: Bundle, content: Content) -> dict[str, Any]:
    """Describe a bundle.

    Parameters
    ----------
    bundle
        What was written, for sizes and checksums.
    content
        What it was made from.
    """
    publisher = content.settings.publisher
    day = content.settings.source_date
    name = ("fictional-" if content.fictional else "") + "trafficking-cases"
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": name,
        "title": content.title("en"),
        "description": content.say("description", "en"),
        "homepage": "index.html",
        **({"created": f"{day.isoformat()}T00:00:00Z"} if day else {}),
        "keywords": [
            "human trafficking",
            *content.method.keywords,
            *(["fictional"] if content.fictional else []),
        ],
        "licenses": [LICENCE],
        **({"contributors": [{"title": publisher, "roles": ["publisher"]}]} if publisher else {}),
        **({"sources": [{"title": content.vocabulary}]} if content.vocabulary else {}),
        "resources": [_cases(bundle, content), _counts(bundle, content)],
    }


def _resource(bundle: Bundle, content: Content, file: str, title: str, fields: list[Any]) -> dict[str, Any]:
    written = bundle.files[content.data_file(file)]
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": ("fictional-" if content.fictional else "") + file.removesuffix(".csv"),
        "type": "table",
        "title": title,
        "path": written.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.bytes,
        "hash": f"sha256:{written.sha256}",
        "licenses": [LICENCE],
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": fields,
            "missingValues": [""],
        },
    }


def _cases(bundle: Bundle, content: Content) -> dict[str, Any]:
    fields = [_field(one, content) for one in content.told]
    return _resource(bundle, content, "cases.csv", content.say("cases-title", "en"), fields)


def _counts(bundle: Bundle, content: Content) -> dict[str, Any]:
    labels = {one.variable.name: one.variable.label.en for one in content.protected_variables}
    least = content.method.few(content.settings)
    fields = content.counts.fields(labels, least, partial(content.say, language="en"))
    return _resource(bundle, content, "counts.csv", content.say("counts-title", "en"), fields)


def _field(told: Told, content: Content) -> dict[str, Any]:
    """Describe one column of the released rows."""
    variable = told.variable
    values = sorted(content.table[variable.name].drop_nulls().unique().to_list(), key=variable.sort_key)
    described: dict[str, Any] = {
        "name": variable.name,
        "type": "year" if variable.is_year and told.exact else "string",
        "title": variable.label.en,
        "description": " ".join(
            filter(None, (variable.description.en, text("release.told-as", "en", words=told.words.en)))
        ),
    }
    if described["type"] == "string" and not variable.several and 0 < len(values) <= _MAX_LABELLED:
        described["categories"] = [_category(told, value) for value in values]
        described["constraints"] = {"enum": values}
    return described


def _category(told: Told, value: str) -> Mapping[str, str]:
    return {"value": value, "label": told.variable.hierarchy.label(value, "en")}
