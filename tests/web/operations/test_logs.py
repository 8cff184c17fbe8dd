"""Logs hold what happened and where, and nothing that anybody typed."""

from __future__ import annotations

import io
import json
import logging

import pytest

from fanal.web.operations.logs import LOGGING, AllowListFormatter

SECRET = "Planted Secret"


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def logger(written: io.StringIO) -> logging.Logger:
    handler = logging.StreamHandler(written)
    handler.setFormatter(AllowListFormatter())
    made = logging.Logger("django.request")
    made.addHandler(handler)
    return made


def lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_nothing_of_a_message_or_its_values_is_written(logger: logging.Logger, written: io.StringIO) -> None:
    logger.error("Not Found: /o/harbour/search?name=%s", SECRET)
    logger.error(f"mail to {SECRET}", extra={"receipt": SECRET, "request": SECRET, "status": 404})
    assert SECRET not in written.getvalue()
    assert [one.get("status") for one in lines(written)] == [None, 404]


def test_an_exception_says_where_and_not_what(logger: logging.Logger, written: io.StringIO) -> None:
    name = SECRET
    try:
        raise ValueError(f"no such person: {name}")
    except ValueError:
        logger.exception("it failed for %s", name)
    (line,) = lines(written)
    assert SECRET not in written.getvalue()
    assert line["exception"] == "ValueError"
    assert "test_an_exception_says_where_and_not_what" in str(line["where"])


def test_a_chain_of_exceptions_says_nothing_either(logger: logging.Logger, written: io.StringIO) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        logger.exception(SECRET)
    assert SECRET not in written.getvalue()


def test_our_own_messages_are_written_without_their_values(written: io.StringIO) -> None:
    handler = logging.StreamHandler(written)
    handler.setFormatter(AllowListFormatter())
    own = logging.Logger("fanal.notices")
    own.addHandler(handler)
    own.info("a mail was sent to %s", SECRET)
    assert SECRET not in written.getvalue()
    assert lines(written)[0]["what"] == "a mail was sent to %s"


def test_every_logger_writes_by_the_list() -> None:
    assert {one["formatter"] for one in LOGGING["handlers"].values()} == {"allowed"}
    assert all(not one.get("handlers") for one in LOGGING["loggers"].values())


@pytest.mark.django_db
def test_a_request_is_logged_by_its_route(client, caplog: pytest.LogCaptureFixture) -> None:  # type: ignore[no-untyped-def]
    with caplog.at_level(logging.INFO, "fanal.requests"):
        client.get(f"/health?name={SECRET}")
    (record,) = [one for one in caplog.records if one.name == "fanal.requests"]
    assert (record.route, record.status) == ("health", 200)  # type: ignore[attr-defined]
    assert SECRET not in AllowListFormatter().format(record)
