"""The ways in, in a browser: invitation, app, passkey, recovery code, language, keyboard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from fanal.web.accounts.invitations import invite
from fanal.web.accounts.models import User
from fanal.web.organisations.tenancy import tenant
from web.accounts.people import (
    ADDRESS,
    ADMINISTRATOR,
    PASSWORD,
    SECRET,
    code,
    factors,
    harbour,
    person,
    recovery_codes,
)
from web.browser import another, assert_accessible, screenshot

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
NEW = "new.colleague@harbour.example"
CHOSEN = "marble-otter-seven-kites"


def _authenticator(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a passkey keeper that always says yes."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made = devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devices, made["authenticatorId"]


def _sign_in(page: Page, address: str = ADDRESS, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Sign-in address").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _with_app(page: Page, ahead: int = 0, secret: str = SECRET) -> None:
    page.get_by_label("Code").fill(code(ahead, secret))
    page.get_by_role("button", name="Continue").click()


def _invited() -> str:
    organisation = harbour()
    with tenant(organisation.pk):
        return invite(name="Odile Tremblay", address=NEW, roles=["caseworker"]).path


def _accept(page: Page, path: str) -> None:
    page.goto(path)
    assert_accessible(page)
    page.get_by_label("New password").fill(CHOSEN)
    page.get_by_label("The same password again").fill(CHOSEN)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", level=1, name="Second factors").wait_for()


@pytest.fixture
def passkeys(page: Page) -> Iterator[Page]:
    """Give a page whose browser keeps passkeys."""
    devices, keeper = _authenticator(page)
    yield page
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": keeper})


def test_the_whole_way_of_an_invitation_with_an_app(page: Page) -> None:
    _accept(page, _invited())
    # Nothing else opens before.
    page.goto("/account/")
    page.get_by_role("heading", level=1, name="Second factors").wait_for()
    assert_accessible(page)
    screenshot(page, "accounts-second-factors")
    page.get_by_role("link", name="Add an authenticator app").click()
    assert_accessible(page)
    screenshot(page, "accounts-add-app")
    secret = page.locator("ol code").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows now").fill(code(secret=secret))
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", level=1, name="Recovery codes").wait_for()
    assert_accessible(page)
    screenshot(page, "accounts-recovery-codes")
    codes = page.locator("ul.codes code").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="I have kept them safe").click()
    page.get_by_role("heading", level=1, name="Harbour").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Sign out").click()
    # And again, as every morning; then with a recovery code.
    _sign_in(page, NEW, CHOSEN)
    assert_accessible(page)
    _with_app(page, 1, secret)
    page.get_by_role("heading", level=1, name="Harbour").wait_for()
    page.get_by_role("button", name="Sign out").click()
    _sign_in(page, NEW, CHOSEN)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", level=1, name="Harbour").wait_for()


def test_the_whole_way_of_an_invitation_with_a_passkey(passkeys: Page) -> None:
    page = passkeys
    _accept(page, _invited())
    page.get_by_role("link", name="Add a passkey").click()
    assert_accessible(page)
    page.get_by_role("button", name="Create a passkey on this device").click()
    page.get_by_role("heading", level=1, name="Recovery codes").wait_for()
    user = User.objects.get()
    assert factors(user) == {"webauthn", "recovery_codes"}
    page.get_by_role("link", name="I have kept them safe").click()
    page.get_by_role("button", name="Sign out").click()
    # A passkey alone.
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", level=1, name="Harbour").wait_for()
    page.get_by_role("button", name="Sign out").click()
    # After the password.
    _sign_in(page, NEW, CHOSEN)
    page.get_by_role("heading", name="With a passkey").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", level=1, name="Harbour").wait_for()


def test_a_passkey_keeper_learns_neither_name_nor_address(passkeys: Page) -> None:
    page = passkeys
    person(of=harbour())
    _sign_in(page)
    _with_app(page)
    page.get_by_role("heading", level=1, name="Harbour").wait_for()
    page.goto("/account/second-factors/passkey/")
    options = page.locator("#js_data").inner_text()
    assert "quenneville" not in options.lower() and "mireille" not in options.lower()
    assert '"displayName": "Fanal ' in options


def test_a_cancelled_passkey_says_so(page: Page) -> None:
    page.goto("/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException()) }")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey was not used").wait_for()
    assert_accessible(page)


def test_step_up_refuses_a_password_and_takes_a_passkey(passkeys: Page) -> None:
    page = passkeys
    person(of=harbour(), roles=(ADMINISTRATOR,))
    _sign_in(page)
    _with_app(page)
    page.goto("/account/second-factors/passkey/")
    page.get_by_role("button", name="Create a passkey on this device").click()
    page.get_by_role("heading", level=1, name="Recovery codes").wait_for()
    _forget_step_up()
    page.goto("/o/harbour/people/invite/")
    page.get_by_role("heading", level=1, name="Confirm that it is you").wait_for()
    assert_accessible(page)
    assert page.locator("input[type=password]").count() == 0
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", level=1, name="Invite somebody").wait_for()
    assert_accessible(page)


def _forget_step_up() -> None:
    """Let every second factor be used long ago."""
    from fanal.web.keys.sessions import open_sessions, sealed_session

    for row, held in open_sessions():
        for record in held.get("account_authentication_methods", []):
            record["at"] = time.time() - 601
        row.session_data = sealed_session(held, row.session_key)
        row.save()


def test_an_administrator_s_day(page: Page) -> None:
    """Invite, look at people, change roles; every page is accessible."""
    organisation = harbour()
    person(of=organisation, roles=(ADMINISTRATOR,))
    person("colleague@harbour.example", of=organisation)
    _sign_in(page)
    _with_app(page)
    page.locator(".main-navigation .row summary", has_text="Organisation").click()
    page.get_by_role("link", name="People", exact=True).first.click()
    assert_accessible(page)
    screenshot(page, "accounts-people")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name", exact=True).fill("Odile Tremblay")
    page.get_by_label("Sign-in address").fill(NEW)
    page.get_by_label("Hotline adviser").check()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("code.link").inner_text()
    assert "/invitation/" in link
    assert_accessible(page)
    page.get_by_role("link", name="People").last.click()
    assert_accessible(page)
    for name in ("Change roles", "Set the pseudonym", "End the membership"):
        page.get_by_role("link", name=name).last.click()
        page.get_by_role("heading", level=1, name=name).wait_for()
        assert_accessible(page)
        page.get_by_role("link", name="Cancel").click()


def test_the_pages_of_an_account(page: Page) -> None:
    user = person(of=harbour())
    recovery_codes(user)
    _sign_in(page)
    _with_app(page)
    page.get_by_role("link", name="My account").click()
    for name in ("Change my password", "Second factors", "Where I am signed in"):
        assert_accessible(page)
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", level=1, name=name).wait_for()
        assert_accessible(page)
        page.goto("/account/")
    page.goto("/account/recovery-codes/new/")
    assert_accessible(page)
    page.goto("/sign-out/")
    assert_accessible(page)


def test_the_pages_of_the_host(page: Page) -> None:
    person(is_host_administrator=True)
    _sign_in(page)
    _with_app(page)
    page.get_by_role("heading", level=1, name="Organisations").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Create an organisation").click()
    assert_accessible(page)
    page.get_by_label("Name of the organisation").fill("Harbour")
    page.get_by_label("Short name in addresses").fill("harbour")
    page.get_by_label("Name of the administrator").fill("Odile Tremblay")
    page.get_by_label("Sign-in address").fill(NEW)
    page.get_by_role("button", name="Create an organisation").click()
    page.locator("code.link").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Organisations").last.click()
    assert_accessible(page)
    for name in ("Invite an administrator", "Close the organisation"):
        page.get_by_role("link", name=name).click()
        assert_accessible(page)
        page.get_by_role("link", name="Cancel").click()


def test_ending_a_session_ends_it_in_that_browser(page: Page) -> None:
    person(of=harbour())
    _sign_in(page)
    _with_app(page)
    page.get_by_role("heading", level=1, name="Harbour").wait_for()
    elsewhere = another(page)
    other = elsewhere.new_page()
    _sign_in(other)
    _with_app(other, 1)
    other.get_by_role("heading", level=1, name="Harbour").wait_for()
    page.goto("/account/sessions/")
    page.get_by_role("button", name="Sign out all other browsers").click()
    page.get_by_role("heading", level=1, name="Where I am signed in").wait_for()
    other.goto("/o/harbour/")
    other.get_by_text("You were signed out").wait_for()
    assert_accessible(other)
    elsewhere.close()


def test_the_language_is_switched_and_stays(page: Page) -> None:
    person(of=harbour())
    page.goto("/sign-in/")
    page.get_by_role("button", name="Français").click()
    page.get_by_role("heading", level=1, name="Se connecter").wait_for()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert_accessible(page)
    page.get_by_label("Adresse de connexion").fill(ADDRESS)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name=r"Continu").click()
    page.get_by_role("heading", level=1, name="Harbour").wait_for()
    # Their own language was English; they switch, and it stays in another browser.
    page.get_by_role("button", name="Français").click()
    page.get_by_role("link", name="Mon compte").wait_for()
    assert User.objects.get().language == "fr"


def test_signing_in_with_the_keyboard_only(page: Page) -> None:
    person(of=harbour())
    page.goto("/sign-in/")
    _tab_to(page, "login")
    page.keyboard.type(ADDRESS)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong-wrong-wrong")
    page.keyboard.press("Enter")
    # The summary of errors is focused; from there, on to the field.
    page.locator(".error-summary:focus").wait_for()
    screenshot(page, "accounts-sign-in-wrong")
    _tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Second factor").wait_for()
    _tab_to(page, "code")
    page.keyboard.type(code())
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Harbour").wait_for()


def _tab_to(page: Page, name: str) -> None:
    for _ in range(30):
        if page.evaluate("document.activeElement.name || ''") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by keyboard")


def test_no_page_is_wider_than_a_telephone(page: Page) -> None:
    organisation = harbour()
    person(of=organisation, roles=(ADMINISTRATOR,), is_host_administrator=True)
    page.set_viewport_size({"width": 390, "height": 800})
    _sign_in(page)
    _with_app(page)
    for address in ("/o/harbour/people/", "/account/sessions/", "/host/organisations/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert_accessible(page)
