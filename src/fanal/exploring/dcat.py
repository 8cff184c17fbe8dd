"""A catalogue and its releases in the words of data portals: DCAT, as JSON-LD.

Source: DCAT-AP 3.0.0 (2024), Semantic Interoperability Community; DCAT version 3, W3C.
Addresses are relative to where the file is served, unless the hub says where its portal is reached.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fanal.exploring.catalogue import WITHDRAWN, Catalogue, Hub, Release
from fanal.presentation import LANGUAGES
from fanal.standard import Words

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "adms": "http://www.w3.org/ns/adms#",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_FILE_TYPES = {
    "csv": "CSV",
    "parquet": "PARQUET",
    "json": "JSON",
    "zip": "ZIP",
    "html": "HTML",
    "xlsx": "XLSX",
}
_LANGUAGES = {"en": "ENG", "fr": "FRA"}
_THEME = Words("Justice, legal system and public safety", "Justice, système juridique et sécurité publique")
_KEYWORDS = Words("human trafficking", "traite des êtres humains")
_IANA = "http://www.iana.org/assignments/media-types/"


def catalogue_as_dcat(catalogue: Catalogue) -> dict[str, Any]:
    """Describe a hub and all its releases that may be read.

    Parameters
    ----------
    catalogue
        As it was read from a public folder.
    """
    readable = [one for one in catalogue.releases if one.state != WITHDRAWN]
    hub = catalogue.hub
    return {
        "@context": _CONTEXT,
        "@id": _at(hub),
        "@type": "dcat:Catalog",
        "dct:title": _said(hub.title),
        "dct:description": _said(hub.about if hub.about.en or hub.about.fr else hub.title),
        "dct:publisher": _agent(hub),
        "dct:license": _licence(hub),
        "dct:language": _languages(),
        "foaf:homepage": {"@id": _at(hub, "en/"), "@type": "foaf:Document"},
        "dcat:dataset": [_dataset(catalogue, one) for one in readable],
    }


def release_as_dcat(catalogue: Catalogue, release: Release) -> dict[str, Any]:
    """Describe one release, for the file beside its bundle."""
    return {"@context": _CONTEXT} | _dataset(catalogue, release)


def _dataset(catalogue: Catalogue, release: Release) -> dict[str, Any]:
    hub = catalogue.hub
    package = _package(catalogue, release)
    period = _period(package)
    made: dict[str, Any] = {
        "@id": _at(hub, f"releases/{release.version}"),
        "@type": "dcat:Dataset",
        "dct:identifier": f"{hub.slug}/{release.version}",
        "dct:title": _said(release.title),
        "dct:description": [
            *_said(release.population),
            {"@value": package.get("description", ""), "@language": "en"},
        ],
        "dct:publisher": _agent(hub),
        "dcat:contactPoint": {
            "@type": ["vcard:Kind", "vcard:Organization"],
            "vcard:fn": hub.publisher or hub.title.en,
            **({"vcard:hasEmail": {"@id": f"mailto:{hub.contact}"}} if "@" in hub.contact else {}),
        },
        "dct:accessRights": {"@id": f"{_AUTHORITY}access-right/PUBLIC", "@type": "dct:RightsStatement"},
        "dct:language": _languages(),
        "dcat:version": release.version,
        "dcat:keyword": _said(_KEYWORDS),
        "dcat:theme": {
            "@id": f"{_AUTHORITY}data-theme/JUST",
            "@type": "skos:Concept",
            "skos:prefLabel": _said(_THEME),
        },
        "dcat:landingPage": {"@id": _at(hub, f"en/data/{release.version}/"), "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(hub, release, one) for one in package.get("resources", ())],
    }
    if release.published_on:
        made["dct:issued"] = {"@value": release.published_on, "@type": "xsd:date"}
    if release.changes.en or release.changes.fr:
        made["adms:versionNotes"] = _said(release.changes)
    if release.successor:
        made["dct:isReplacedBy"] = {"@id": _at(hub, f"releases/{release.successor}")}
    return made | period


def _distribution(hub: Hub, release: Release, resource: dict[str, Any]) -> dict[str, Any]:
    there = _at(hub, f"files/{release.version}/{resource['path']}")
    kind = str(resource.get("format", "")).lower()
    made: dict[str, Any] = {
        "@id": there,
        "@type": "dcat:Distribution",
        "dct:title": {"@value": resource.get("title") or resource["name"], "@language": "en"},
        "dcat:accessURL": {"@id": _at(hub, f"en/data/{release.version}/"), "@type": "rdfs:Resource"},
        "dcat:downloadURL": {"@id": there, "@type": "rdfs:Resource"},
        "dct:license": _licence(hub),
    }
    if kind in _FILE_TYPES:
        made["dct:format"] = {
            "@id": f"{_AUTHORITY}file-type/{_FILE_TYPES[kind]}",
            "@type": "dct:MediaTypeOrExtent",
        }
    if "mediatype" in resource:
        made["dcat:mediaType"] = {"@id": _IANA + resource["mediatype"], "@type": "dct:MediaType"}
    if "bytes" in resource:
        made["dcat:byteSize"] = {"@value": str(resource["bytes"]), "@type": "xsd:nonNegativeInteger"}
    if str(resource.get("hash", "")).startswith("sha256:"):
        made["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {
                "@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
                "@type": "spdx:ChecksumAlgorithm",
            },
            "spdx:checksumValue": {"@value": resource["hash"][7:], "@type": "xsd:hexBinary"},
        }
    return made


def _package(catalogue: Catalogue, release: Release) -> dict[str, Any]:
    folder = catalogue.folder_of(release.version)
    path = None if folder is None else folder / "bundle" / "datapackage.json"
    return json.loads(path.read_text(encoding="utf-8")) if isinstance(path, Path) and path.is_file() else {}


def _period(package: dict[str, Any]) -> dict[str, Any]:
    covered = str(package.get("temporal", ""))
    first, _, last = covered.partition("/")
    if not (first and last):
        return {}
    ends = {"dcat:startDate": first, "dcat:endDate": last}
    dated = {name: {"@value": one, "@type": "xsd:gYear"} for name, one in ends.items()}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime"} | dated}


def _agent(hub: Hub) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "@id": _at(hub, "#publisher"), "foaf:name": hub.publisher or hub.title.en}


def _licence(hub: Hub) -> dict[str, Any]:
    return {"@id": _LICENCES.get(hub.licence, _LICENCES["CC-BY-4.0"]), "@type": "dct:LicenseDocument"}


def _languages() -> list[dict[str, str]]:
    return [
        {"@id": f"{_AUTHORITY}language/{_LANGUAGES[one]}", "@type": "dct:LinguisticSystem"}
        for one in LANGUAGES
    ]


def _said(words: Words) -> list[dict[str, str]]:
    return [{"@value": words.in_(one), "@language": one} for one in LANGUAGES if words.in_(one)]


def _at(hub: Hub, path: str = "") -> str:
    base = hub.address.rstrip("/")
    return f"{base}/data/{hub.slug}/{path}" if base else f"/data/{hub.slug}/{path}"
