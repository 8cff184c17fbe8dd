"""The API of the portal: the numbers of the pages, for programs, without a token and without a trace."""

from __future__ import annotations

import contextlib
import io
import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from exploring.publications import SLUG, SYNTHETIC, WITHDRAWN
from fanal.web.portal import limits

AT = f"/data/{SLUG}/api/v1"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    limits._counted.clear()
    monkeypatch.setattr(limits, "A_MINUTE", 100_000)


def test_a_count_is_that_of_the_page(reader: Client) -> None:
    told = reader.get(f"{AT}/releases/{SYNTHETIC}/counts?by=gender&by=ageBroad").json()
    shown = reader.get(
        f"/data/{SLUG}/en/releases/{SYNTHETIC}/explore.json?as=table&by=gender&by=ageBroad"
    ).json()
    assert told["cells"] == shown["cells"]
    assert told["total"] == shown["total"]
    assert told["detected"]
    assert reader.get(f"{AT}/releases/newest/counts?by=gender&by=ageBroad").json()["cells"] == told["cells"]


def test_pages_hold_all_cells_once(reader: Client) -> None:
    whole = reader.get(f"{AT}/releases/newest/counts?by=citizenship&by=gender").json()["cells"]
    found, address = [], f"{AT}/releases/newest/counts?by=citizenship&by=gender&per_page=7"
    while address:
        told = reader.get(address).json()
        assert len(told["cells"]) <= 7
        found += told["cells"]
        address = told["next"]
    assert found == whole
    assert reader.get(f"{AT}/releases/newest/counts?by=gender&page=99").status_code == 404


def test_filters_are_those_of_explore(reader: Client) -> None:
    told = reader.get(f"{AT}/releases/newest/counts?by=ageBroad&where.gender=Feminine&language=fr").json()
    assert told["question"]["where"] == {"gender": ["Feminine"]}
    assert told["question"]["language"] == "fr"
    wrong = reader.get(f"{AT}/releases/newest/counts?by=nothing")
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/problem+json")


def test_what_was_withdrawn_is_listed_and_gone(reader: Client) -> None:
    listed = {one["version"]: one["state"] for one in reader.get(f"{AT}/releases").json()}
    assert listed[WITHDRAWN] == "withdrawn"
    for path in ("", "/variables", "/counts?by=gender"):
        assert reader.get(f"{AT}/releases/{WITHDRAWN}{path}").status_code == 410
    assert reader.get(f"{AT}/releases/2099.1").status_code == 404
    assert reader.get("/data/nobody/api/v1/releases").status_code == 404


def test_other_sites_may_read_it_and_nobody_is_known(reader: Client) -> None:
    reader.cookies["sessionid"] = "somebody"
    answered = reader.get(f"{AT}/releases")
    assert answered["Access-Control-Allow-Origin"] == "*"
    assert not answered.cookies
    again = reader.get(f"{AT}/releases", headers={"If-None-Match": answered["ETag"]})
    assert again.status_code == 304


def test_who_asks_too_often_is_told_when_to_come_back(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 3)
    codes = [reader.get(f"{AT}/releases").status_code for _ in range(5)]
    assert codes.count(429) >= 1
    limited = reader.get(f"{AT}/releases")
    if limited.status_code == 429:
        assert 0 < int(limited["Retry-After"]) <= 61
    assert b"127.0.0.1" not in repr(limits._counted).encode()


@pytest.mark.filterwarnings("ignore")
def test_no_question_ends_in_a_defect(public_folder: object) -> None:
    schema = schemathesis.openapi.from_wsgi(f"/data/{SLUG}/api/v1/openapi.json", WSGIHandler())
    schema.config.generation.update(modes=list(GenerationMode))

    @given(case=schema.as_strategy())
    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    def asked(case: schemathesis.Case) -> None:
        case.path_parameters["hub"] = SLUG
        response = case.call()
        case.validate_response(
            response,
            checks=(not_a_server_error, status_code_conformance, response_schema_conformance),
        )

    asked()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(public_folder: object) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_examples_in_python_run(served: str, language: str) -> None:
    from urllib.request import urlopen

    page = urlopen(f"{served}/data/{SLUG}/{language}/api/").read().decode()  # noqa: S310
    programs = [unescape(one) for one in re.findall(r"<code>(import json.*?)</code>", page, re.DOTALL)]
    assert len(programs) >= 2
    for program in programs:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(program, "example", "exec"), {})  # noqa: S102 - our own page's words
        lines = said.getvalue().splitlines()
        assert len(lines) > 2
        assert all(line.rsplit("\t", 1)[-1] in ("counted", "estimated", "suppressed") for line in lines[1:])
    described = urlopen(f"{served}/data/{SLUG}/api/v1/openapi.json").read()  # noqa: S310
    assert json.loads(described)["paths"]
