"""The cases of one organisation: made once, inside one transaction, with its keys open."""

from __future__ import annotations

from typing import Any

from fanal.web.access.actor import Actor, current_actor
from fanal.web.casework.models import Case
from fanal.web.keys.errors import KeyUnavailable
from fanal.web.keys.hierarchy import data_key, remembered
from fanal.web.keys.services import lock, unlock, unlock_by_host
from fanal.web.operations.demonstration.care import beds_written, care_written
from fanal.web.operations.demonstration.cases import cases_written
from fanal.web.operations.demonstration.pen import Pen, Words
from fanal.web.operations.demonstration.singled import founded, reviews_written, singled_out
from fanal.web.operations.demonstration.stories import stories
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import acting, tenant


def live(organisation: Organisation, wanted: dict[str, Any]) -> None:
    """Give an organisation its cases, where it has none.

    Parameters
    ----------
    wanted
        Of `data/demonstration.toml`: ``cases``, ``seed``, ``shelter``, and the passphrase.
    """
    with tenant(organisation.pk):
        if Case.objects.exists():
            return
    opened(organisation, wanted.get("passphrase"))
    try:
        with tenant(organisation.pk), remembered():
            _lives(wanted)
    finally:
        if "passphrase" in wanted:
            # Whoever works here opens it: that is what the demonstration shows.
            with tenant(organisation.pk):
                lock()


def opened(organisation: Organisation, passphrase: str | None = None) -> None:
    """Open the keys of an organisation, where they are not."""
    with tenant(organisation.pk):
        try:
            data_key()
        except KeyUnavailable:
            unlock(passphrase) if passphrase else unlock_by_host()


def _lives(wanted: dict[str, Any]) -> None:
    pen = Pen(wanted["seed"])
    languages = {one["name"]: one["language"] for one in wanted["people"]}
    people = list(Membership.objects.select_related("user").order_by("since", "pk"))
    words = {one.pk: Words(languages[one.user.name]) for one in people}
    actors = {one.pk: _actor(one) for one in people}
    heads = [one for one in people if "supervisor" in one.roles]
    owners = [one for one in people if "caseworker" in one.roles] * 3 + heads
    with acting(heads[0].user_id):
        founded(actors[heads[0].pk], words[heads[0].pk])
    told = cases_written(pen, stories(wanted["cases"], wanted["seed"], pen.today), owners, words)
    care_written(pen, told)
    if wanted.get("shelter"):
        beds_written(pen, told)
    reviews_written(told)
    with acting(heads[0].user_id):
        singled_out(pen, told, (heads[0], actors[heads[0].pk]), actors)


def _actor(member: Membership) -> Actor:
    with acting(member.user_id):
        return current_actor()
