"""Who somebody is: the handle of an address, and its password."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from fanal.web.accounts.models import User


class HandleBackend(BaseBackend):
    """Knows people by the keyed hash of their address. An unknown address costs as much as a known one."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """Find who has this password.

        Parameters
        ----------
        username
            The handle, by the name that allauth gives it.
        """
        if not username or not password:
            return None
        user = User.objects.filter(handle=username, is_active=True).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: uuid.UUID) -> User | None:
        """Find whom a session belongs to."""
        return User.objects.filter(pk=user_id, is_active=True).first()
