"""What this room does in the background."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.core.management import call_command

from fanal.presentation import Language, text
from fanal.web.accounts.models import User
from fanal.web.jobs.queue import host_task, organisation_task
from fanal.web.keys.files import SealedFiles

_logger = logging.getLogger("fanal.notices")


@organisation_task("operations.mail-notice", words="web.operations.task-mail")
def mail_notice(*, user: UUID) -> None:
    """Mail somebody that something waits: not what, of whom, or in which organisation."""
    found = User.objects.get(pk=user)
    if "@" not in found.address or not found.is_active:
        return
    language: Language = "fr" if found.language == "fr" else "en"
    send_mail(
        text("web.operations.mail-subject", language),
        text("web.operations.mail-body", language, address=settings.PUBLIC_ADDRESS),
        settings.DEFAULT_FROM_EMAIL,
        [found.address],
    )
    _logger.info("a mail was sent")


@host_task("operations.sweep", words="web.operations.task-sweep", cron="41 3 * * *")
def sweep(timestamp: int) -> None:
    """Delete files that a crash left without their row, and sessions that are over."""
    SealedFiles().sweep()
    call_command("clearsessions", verbosity=0)
