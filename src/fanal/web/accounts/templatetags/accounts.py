"""How roles and people are written on a page."""

from __future__ import annotations

from django import template

from fanal.web.access.roles import Role
from fanal.web.accounts.selectors import shown_to_partners as shown
from fanal.web.design.language import say_in
from fanal.web.organisations.models import Membership

register = template.Library()


@register.filter
def titled(role: Role) -> str:
    """Write the title of a role in the language of the page."""
    return say_in(role)


@register.filter
def shown_to_partners(membership: Membership) -> str:
    """Write how partners see somebody."""
    return shown(membership)
