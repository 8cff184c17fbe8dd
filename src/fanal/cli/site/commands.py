"""What the commands of the site share: how one is registered, how Django is set up for it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from fanal.cli.arguments import add_language
from fanal.presentation import Language, Refusal, Value, text

if TYPE_CHECKING:
    from fanal.web.installation import Installation
    from fanal.web.organisations.models import Organisation

Commands = argparse._SubParsersAction


def command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    language: Language,
    run: Callable[[argparse.Namespace], int],
    help_and_more: tuple[str, str],
) -> argparse.ArgumentParser:
    """Register a command.

    Parameters
    ----------
    commands
        Where.
    name, language, run
        Its name, the language of its help, and what it does.
    help_and_more
        Keys of its line in the list of commands, and of what its own help says.
    """
    short, more = help_and_more
    parser = commands.add_parser(
        name, help=text(short, language), description=text(more, language), language=language
    )
    add_language(parser, language)
    parser.set_defaults(run=run)
    return parser


def installation() -> Installation:
    """Give the installation that the environment names."""
    from fanal.web.installation import Installation

    return Installation.of()


def set_up_django(role: str = "site") -> None:
    """Let what follows use the site's models, in this process.

    Parameters
    ----------
    role
        ``site``, or ``owner`` for what belongs to the owner of the tables.

    Raises
    ------
    Refusal
        If the database does not answer.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanal.web.config.settings")
    os.environ["FANAL_DATABASE_ROLE"] = role
    import django

    django.setup()
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError:
        raise Refusal("cli.site.database-silent") from None


def organisations(slug: str | None) -> list[Organisation]:
    """List the organisations of the host, or the one of a name in addresses.

    Raises
    ------
    Refusal
        If there is none of that name.
    """
    from fanal.web.organisations.models import Organisation

    found = list(Organisation.objects.order_by("slug"))
    if slug is None:
        return found
    named = [one for one in found if one.slug == slug]
    if not named:
        existing = ", ".join(one.slug for one in found)
        raise Refusal("cli.site.no-such-organisation", name=slug, existing=existing)
    return named


def tell(key: str, language: Language, /, **values: Value) -> None:
    """Print a text."""
    print(text(key, language, **values), flush=True)  # noqa: T201
