"""A browser that looks at the running site: nothing may complain, nothing may come from elsewhere.

A test asks for ``page`` and marks itself ``needs_browser``::

    @pytest.mark.needs_browser
    def test_the_first_page(page: Page) -> None:
        page.goto("/")
        assert_accessible(page)

The site runs at ``http://localhost:<port>`` (passkeys refuse 127.0.0.1) in a thread of this process, on the
database of the tests; what a test has written there is emptied after it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

GRAVE = ("serious", "critical")


class Watch:
    """What a page may not do: complain, fail to load, ask another origin."""

    def __init__(self, page: Page, origin: str) -> None:
        self.complaints: list[str] = []
        self.expected: list[str] = []
        """Parts of complaints that a test means to provoke, such as a status of 404."""
        self._origin = origin
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)

    def unexpected(self) -> list[str]:
        """Give the complaints that no test asked for."""
        return [one for one in self.complaints if not any(part in one for part in self.expected)]

    def _console(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(f"{said.type}: {said.text} ({said.location.get('url')})")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:", "blob:")):
            self.complaints.append(f"another origin: {request.url}")


@pytest.fixture
def context_options() -> dict[str, Any]:
    """Give what a browser context is opened with; a test overrides it, as for ``color_scheme``."""
    return {}


@pytest.fixture
def page(
    browser: Browser, live_server: Any, transactional_db: None, context_options: dict[str, Any]
) -> Iterator[Page]:
    """Open a page of the site in a browser of its own; fail the test where it complained."""
    context = _opened(browser, live_server.url, context_options)
    opened = context.new_page()
    yield opened
    context.close()
    _answered()
    complaints = opened.watch.unexpected()  # type: ignore[attr-defined]
    assert not complaints, "\n".join(complaints)


def _answered() -> None:
    """Wait for what the site still answers: the tables are emptied next, and it would hold them."""
    for one in threading.enumerate():
        if "process_request_thread" in one.name:
            one.join(5)


def _opened(browser: Browser, origin: str, options: dict[str, Any]) -> BrowserContext:
    from axe_playwright_python.base import AXE_SCRIPT

    context = browser.new_context(base_url=origin, **{"locale": "en-GB", **options})
    context.origin = origin  # type: ignore[attr-defined]
    context.set_default_timeout(15_000)
    # Put in before the page's own scripts: its policy would refuse a script that is added later.
    context.add_init_script(AXE_SCRIPT)
    context.on("page", lambda made: setattr(made, "watch", Watch(made, origin)))
    return context


def expect(page: Page, *parts: str) -> None:
    """Say what the page will complain of because the test provokes it, as ``status of 404``."""
    page.watch.expected.extend(parts)  # type: ignore[attr-defined]


def another(page: Page) -> BrowserContext:
    """Open a second browser, of somebody else, on the same site; close it at the end."""
    where = urlsplit(page.url)
    assert page.context.browser is not None
    return _opened(page.context.browser, f"{where.scheme}://{where.netloc}", {})


def until(page: Page, expression: str, arg: Any = None) -> None:
    """Wait until an expression, or a function of ``arg``, is true in the page, for 15 seconds at most.

    Playwright's own ``wait_for_function`` evaluates text inside the page once its first look was false, which
    the policy of every page of the site refuses.
    """
    end = time.monotonic() + 15
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"It never came true: {expression}"
        page.wait_for_timeout(50)


def assert_accessible(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail where axe finds something serious or critical.

    Parameters
    ----------
    without
        Rules that do not apply to this page, by their names.
    """
    rules = {rule: {"enabled": False} for rule in without}
    found = _looked_at(page, {"resultTypes": ["violations"], "rules": rules})
    grave = [
        f"{one['id']} ({one['impact']}): {one['help']}: {[node['html'][:300] for node in one['nodes'][:5]]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]
    assert not grave, "\n".join(grave)


def _looked_at(page: Page, options: dict[str, Any]) -> dict[str, Any]:
    """Run axe on the page, and again where the page made way for the next one meanwhile."""
    from playwright.sync_api import Error

    left = 3
    while True:
        page.wait_for_load_state()
        document = page.evaluate("performance.timeOrigin")
        try:
            found: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", options)
            if page.evaluate("performance.timeOrigin") == document:
                return found
        except Error:
            left -= 1
            if not left:
                raise


def screenshot(page: Page, name: str) -> None:
    """Keep a picture of the whole page in the folder that FANAL_SCREENSHOTS names, if it names one."""
    folder = os.environ.get("FANAL_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def signed_in(page: Page, user: Any) -> None:
    """Sign a user in, in the browser of a page, as if it had been by password and second factor."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": page.context.origin,  # type: ignore[attr-defined]
            }
        ]
    )
