"""A catalogue as DCAT: data portals read it, and it holds what the published profile asks."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from exploring.publications import SYNTHETIC, WITHDRAWN, make_public_folder
from fanal.exploring import Catalogue
from fanal.exploring.dcat import catalogue_as_dcat, release_as_dcat

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""Of the parser, about itself."""

SH = Namespace("http://www.w3.org/ns/shacl#")
_DATES = (XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return Catalogue.read(make_public_folder(tmp_path_factory.mktemp("dcat")))


def graph_of(said: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(said), format="json-ld", publicID="https://hub.example/")


def shapes(prefixes: dict[str, str]) -> Graph:
    """Make SHACL of the facts in ``dcat-ap.toml``."""
    facts = tomllib.loads((Path(__file__).parent / "dcat-ap.toml").read_text(encoding="utf-8"))

    def named(short: str) -> URIRef:
        prefix, _, rest = short.partition(":")
        return URIRef(prefixes[prefix] + rest)

    made = Graph()
    for kind, properties in facts.items():
        if kind == "source":
            continue
        shape = BNode()
        made.add((shape, RDF.type, SH.NodeShape))
        made.add((shape, SH.targetClass, named(kind)))
        for path, rule in properties.items():
            one = BNode()
            made.add((shape, SH.property, one))
            made.add((one, SH.path, named(path)))
            for name, term in (("min", SH.minCount), ("max", SH.maxCount)):
                if name in rule:
                    made.add((one, term, Literal(rule[name])))
            if "kind" in rule:
                made.add((one, SH.nodeKind, SH.Literal if rule["kind"] == "literal" else SH.BlankNodeOrIRI))
            if "type" in rule:
                made.add((one, SH.datatype, named(rule["type"])))
            if "of" in rule:
                made.add((one, SH["class"], named(rule["of"])))
            if "dated" in rule:
                either = []
                for date in _DATES:
                    either.append(BNode())
                    made.add((either[-1], SH.datatype, date))
                first = BNode()
                Collection(made, first, either)
                made.add((one, SH["or"], first))
    return made


def conforms(said: dict[str, Any]) -> tuple[bool, str]:
    holds, _, words = pyshacl.validate(graph_of(said), shacl_graph=shapes(said["@context"]))
    return bool(holds), str(words)


def test_the_catalogue_holds_what_the_profile_asks(catalogue: Catalogue) -> None:
    for one in (
        catalogue,
        replace(catalogue, hub=replace(catalogue.hub, address="https://hub.example", contact="a@b.example")),
    ):
        holds, words = conforms(catalogue_as_dcat(one))
        assert holds, words


def test_a_release_by_itself_does_too(catalogue: Catalogue) -> None:
    release = catalogue.release(SYNTHETIC)
    assert release is not None
    holds, words = conforms(release_as_dcat(catalogue, release))
    assert holds, words


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("", "dct:title"),
        ("", "dct:publisher"),
        ("dcat:dataset", "dct:title"),
        ("dcat:dataset", "dct:description"),
    ],
)
def test_what_is_missing_would_be_found(catalogue: Catalogue, where: str, name: str) -> None:
    said = catalogue_as_dcat(catalogue)
    (said[where][0] if where else said).pop(name)
    holds, words = conforms(said)
    assert not holds
    assert "Less than 1 values" in words


def test_every_file_is_there_with_its_checksum_and_no_withdrawn_one(catalogue: Catalogue) -> None:
    said = catalogue_as_dcat(catalogue)
    datasets = {one["dcat:version"]: one for one in said["dcat:dataset"]}
    assert WITHDRAWN not in datasets
    folder = catalogue.folder_of(SYNTHETIC)
    assert folder is not None
    package = json.loads((folder / "bundle" / "datapackage.json").read_text(encoding="utf-8"))
    files = datasets[SYNTHETIC]["dcat:distribution"]
    assert len(files) == len(package["resources"]) > 0
    for file, resource in zip(files, package["resources"], strict=True):
        assert file["@id"].endswith(f"/files/{SYNTHETIC}/{resource['path']}")
        assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == resource["hash"].removeprefix(
            "sha256:"
        )


def test_both_languages_are_there(catalogue: Catalogue) -> None:
    graph = graph_of(catalogue_as_dcat(catalogue))
    title = URIRef("http://purl.org/dc/terms/title")
    languages = {one.language for one in graph.objects(None, title) if isinstance(one, Literal)}
    assert {"en", "fr"} <= languages
