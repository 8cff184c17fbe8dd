"""schemathesis asks every endpoint what its description allows and what not; answers are as described."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from fanal.web.api import limits
from web.access.people import everybody
from web.api.tokens_of_tests import token_of

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
]
FEW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(limits, "BY_TOKEN", 10**6)
    monkeypatch.setattr(limits, "BY_ADDRESS", 10**6)
    # As Django's own client does: a request does not end the transaction of the test.
    signals = (request_started, request_finished)
    for one in signals:
        one.disconnect(close_old_connections)
    token = token_of(everybody())[1]
    monkeypatch.setattr(site, "ALLOWED_HOSTS", ["localhost"])
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    schema.config.update(headers={"Authorization": f"Bearer {token}"})
    yield schema
    for one in signals:
        one.connect(close_old_connections)


@pytest.fixture
def of_tests(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Any]:
    monkeypatch.setattr(site, "ROOT_URLCONF", "web.api.api_of_tests")
    clear_url_caches()
    set_urlconf(None)
    yield request.getfixturevalue("described")
    clear_url_caches()


def ask_everything(schema: Any) -> int:
    """Ask every endpoint what its description allows, and what it does not; how often was asked."""
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @FEW
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:
                nonlocal asked
                asked += 1
                # Said with the call: beside a header that is drawn, one of the settings counts as drawn, too.
                case.call_and_validate(checks=CHECKS, headers=schema.config.headers_for())

            try:
                ask()
            except Unsatisfiable:
                # What takes nothing cannot be asked wrongly.
                assert mode == GenerationMode.NEGATIVE
    return asked


def test_the_api_answers_as_it_is_described(described: Any) -> None:
    assert ask_everything(described) > 50


def test_an_api_with_bodies_answers_as_it_is_described(of_tests: Any) -> None:
    assert ask_everything(of_tests) > 100


def test_the_description_names_the_problems() -> None:
    said = json.loads(Client().get("/api/v1/openapi.json").content)
    assert set(said["paths"]) == {
        "/api/v1/health",
        "/api/v1/me",
        "/api/v1/audit-trail/heads",
        "/api/v1/audit-trail/entries",
        "/api/v1/cases",
        "/api/v1/cases/import",
        "/api/v1/cases/tasks",
        "/api/v1/contributions/",
        "/api/v1/contributions/{contribution}/",
    }
    answers = said["paths"]["/api/v1/audit-trail/entries"]["get"]["responses"]
    assert {"200", "401", "403", "422", "429"} <= set(answers)
    assert list(answers["429"]["content"]) == ["application/problem+json"]
