"""A copy of the portal on another web server: it learns from the hub that a release was withdrawn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from exploring.publications import SYNTHETIC
from fanal.exploring import Catalogue
from fanal.standard import Words
from web.portal.conftest import HUB

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
EXPLORE = f"en/releases/{SYNTHETIC}/explore/as=bars.by=gender/index.html"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def copy_at(copy: Path) -> Iterator[str]:
    """The address of a copy that any web server gives."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=copy))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Any, live_server: Any, public_folder: Path) -> Iterator[Page]:
    """A page of a browser to which the hub is where it says; what the hub allows others counts."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(15_000)
    context.route(
        f"{HUB}/**",
        lambda route: route.fulfill(
            response=context.request.get(route.request.url.replace(HUB, live_server.url))
        ),
    )
    yield context.new_page()
    context.close()


def withdraw(public_folder: Path) -> None:
    read = Catalogue.read(public_folder)
    releases = [
        replace(one, state="withdrawn", reason=Words("A risk.", "Un risque."))
        if one.version == SYNTHETIC
        else one
        for one in read.releases
    ]
    replace(read, releases=tuple(releases)).write(public_folder)


def test_a_copy_learns_of_a_withdrawal(page: Page, copy_at: str, public_folder: Path) -> None:
    with page.expect_response("**/catalogue.json") as asked:
        page.goto(f"{copy_at}/{EXPLORE}")
    assert asked.value.ok
    assert page.locator("table").count() and page.locator(".picture").count()
    assert not page.locator("[data-copy-withdrawn]").is_visible()

    withdraw(public_folder)
    page.reload()
    page.locator("[data-copy-withdrawn]").wait_for(state="visible")
    assert "withdrawn" in page.locator("[data-copy-withdrawn]").inner_text()
    for gone in ("table", ".picture", ".portal-figure", "[download]"):
        assert page.locator(gone).count() == 0, gone

    page.route("**/catalogue.json", lambda route: route.abort())
    page.goto(f"{copy_at}/{EXPLORE}")
    page.wait_for_load_state("networkidle")
    assert page.locator("table").count(), "without the hub, it says when it was made"
    assert page.get_by_text("Copy made on").first.is_visible()
