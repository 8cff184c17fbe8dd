"""Drawing takes turns: one picture at a time, few requests wait, and pages never do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from exploring.publications import SLUG, SYNTHETIC
from fanal.web.portal import pictures, turns
from web.browser import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

AT = f"/data/{SLUG}/en/releases/{SYNTHETIC}"
FIELDS = ("gender", "ageBroad", "citizenship", "CountryOfExploitation", "yearOfRegistration")


class Slow:
    """A drawing that ends when it is let."""

    def __init__(self) -> None:
        self.go, self.begun = threading.Event(), threading.Semaphore(0)
        self.now = self.most = self.drawn = 0

    def __call__(self, *_: Any) -> bytes:
        self.now += 1
        self.most = max(self.most, self.now)
        self.begun.release()
        assert self.go.wait(20)
        self.now -= 1
        self.drawn += 1
        return b"<svg/>"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, reader: Client) -> Iterator[Slow]:
    made = Slow()
    monkeypatch.setattr(pictures, "_drawn", made)
    yield made
    made.go.set()


def ask(field: str) -> Any:
    return Client(HTTP_HOST="localhost").get(f"{AT}/explore.svg?as=bars&by={field}")


def test_one_is_drawn_at_a_time_few_wait_and_the_others_are_told_to_ask_again(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_places", threading.BoundedSemaphore(2))
    with ThreadPoolExecutor(len(FIELDS)) as threads:
        first = threads.submit(ask, FIELDS[0])
        assert slow.begun.acquire(timeout=20)
        others = [threads.submit(ask, field) for field in FIELDS[1:]]
        while sum(one.done() for one in others) < len(others) - 1:
            assert not first.done()
        page = Client(HTTP_HOST="localhost").get(f"{AT}/explore/?as=bars&by={FIELDS[4]}")
        assert page.status_code == 200 and b"<table" in page.content
        slow.go.set()
    answers = [one.result() for one in others]
    told = [one for one in answers if one.status_code == 503]
    assert first.result().status_code == 200 and slow.most == 1
    assert len(told) == len(others) - 1
    assert {one.status_code for one in answers} == {200, 503}
    assert all(int(one["Retry-After"]) > 0 and "Many pictures" in one.content.decode() for one in told)
    assert {ask(field).status_code for field in FIELDS} == {200}


def test_two_who_ask_for_the_same_have_it_drawn_once(slow: Slow) -> None:
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask, FIELDS[0])
        assert slow.begun.acquire(timeout=20)
        second = threads.submit(ask, FIELDS[0])
        slow.go.set()
    assert first.result().content == second.result().content == b"<svg/>"
    assert slow.drawn == 1


def test_another_process_that_draws_is_waited_for(slow: Slow) -> None:
    slow.go.set()
    with ThreadPoolExecutor(1) as threads:
        with turns.turn():
            waiting = threads.submit(ask, FIELDS[0])
            assert not slow.begun.acquire(timeout=0.5)
        assert waiting.result(20).status_code == 200


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
def test_a_picture_that_had_to_wait_comes_by_itself(page: Page, public_folder: Any) -> None:
    refused: list[str] = []

    def answered(route: Any) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=503, headers={"Retry-After": "3"}, body="")

    page.watch.expected.append("status of 503")  # type: ignore[attr-defined]
    page.route("**/picture/**", answered)
    page.goto(f"{AT}/explore/?as=bars&by=gender")
    page.locator(".picture img").wait_for()
    page.wait_for_timeout(500)
    assert refused and page.evaluate("document.querySelector('.picture img').naturalWidth") == 0
    until(page, "document.querySelector('.picture img').naturalWidth > 0")
