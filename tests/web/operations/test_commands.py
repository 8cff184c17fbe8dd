"""Commands of the site that speak to its database."""

from __future__ import annotations

import pytest

from fanal.cli.running import run_command
from fanal.web.accounts.models import INVITATION_DAYS, HostInvitation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANAL_DATABASE_ROLE", "site")


@pytest.mark.parametrize(
    "said", [[], ["--name", "Ines"], ["--address", " "], ["--name", "I", "--address", ""]]
)
def test_nobody_is_invited_who_could_not_sign_in_again(
    said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["administrator", *said]) == 2
    assert not HostInvitation.objects.exists()
    assert "--address" in capsys.readouterr().err


def test_the_link_of_an_administrator_says_for_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["administrator", "--name", "Ines", "--address", "ines@host.example"]) == 0
    made = HostInvitation.objects.get()
    assert (made.expires_at - made.since).days in (INVITATION_DAYS, INVITATION_DAYS - 1)
    assert f"for {INVITATION_DAYS} days" in capsys.readouterr().out
