"""Mail that says that something waits, and nothing else."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from fanal.web.design.language import say

_log = logging.getLogger(__name__)


def mail_link(address: str, link: str) -> bool:
    """Send a link to somebody, where mail is set up and the address is one of mail.

    Returns
    -------
    bool
        Whether it was handed to the mail server.
    """
    if not settings.EMAIL_HOST or "@" not in address:
        return False
    message = EmailMessage(
        say("web.accounts.mail-subject"), say("web.accounts.mail-text", link=link), to=[address]
    )
    try:
        return bool(message.send())
    except (SMTPException, OSError):
        _log.warning("mail could not be sent")
        return False
