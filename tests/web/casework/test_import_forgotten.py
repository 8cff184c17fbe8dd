"""A file that was looked at and never brought in is deleted after its time; its page says when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils import timezone

from fanal.presentation import Language, text
from fanal.presentation.languages import say
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework import tasks
from fanal.web.casework.models import Case, Import
from fanal.web.casework.services.draft import draft_keep
from fanal.web.casework.services.imports import FORGOTTEN, import_begin
from fanal.web.casework.tasks import forget
from fanal.web.jobs.queue import MANAGER, JobFailed, app
from fanal.web.keys.models import SealedFile
from fanal.web.keys.services import lock
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import current_organisation
from web.casework.imported import import_of, look
from web.keys.founding import found

if TYPE_CHECKING:
    from django.test import Client

    from fanal.web.organisations.models import Membership

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = "case,First name,Second name\nH-1,Zwetelina,Plantedname\n"
ClientOf = Callable[[str], "Client"]


def files() -> list[Path]:
    """Give the sealed files that lie on the disk."""
    return [one for one in Path(settings.INSTALLATION.files).glob("??/*") if one.is_file()]


def let_pass(row: Import, days: int) -> None:
    Import.objects.filter(pk=row.pk).update(changed_at=timezone.now() - timedelta(days=days))


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    for one in files():
        one.unlink()
    yield
    MANAGER.connector.execute_query(
        query="truncate procrastinate_jobs, procrastinate_events, procrastinate_workers cascade"
    )


def test_it_is_deleted_with_all_that_was_found_also_while_keys_are_locked(
    client_of: ClientOf, working_as: Any, case: Case
) -> None:
    client = client_of("data-manager")
    address = look(client, "case,First name,Second name\nH-1,Aminah,Faruk\n")
    look(client, ROWS)
    with working_as("data-manager"):
        row = import_of(address)
        assert row.fixes["alike"] and len(files()) == SealedFile.objects.count() == 2
        let_pass(row, FORGOTTEN.days + 1)
        lock()
    forget.run(timestamp=0)
    with working_as("data-manager"):
        # The other waits still.
        [left] = Import.objects.all()
        assert left.pk != row.pk and [left.file_id] == [one.pk for one in SealedFile.objects.all()]
        assert [one.name for one in files()] == [left.file_id.hex]
        entry = AuditEntry.objects.get(event="imports.forgotten")
        assert (entry.subject_id, entry.actor) == (row.pk, None)


def test_its_page_says_on_which_day_and_that_day_it_is_there(
    client_of: ClientOf, working_as: Any, members: dict[str, Membership]
) -> None:
    client, user = client_of("data-manager"), members["data-manager"].user
    address = look(client, ROWS)
    languages: tuple[Language, ...] = ("fr", "en")
    for language in languages:
        user.language = language
        user.save()
        page = client.get(address)
        day = page.context["forgotten_on"]
        assert text("web.casework.import-forgotten-on", language, day=day) in unescape(page.content.decode())
    last = day - timezone.localdate()
    with working_as("data-manager"):
        let_pass(import_of(address), last.days - 1)
    forget.run(timestamp=0)
    said = client.get(address).content.decode()
    assert say(timezone.localdate() + timedelta(days=1), "en") in said
    with working_as("data-manager"):
        let_pass(import_of(address), last.days)
    forget.run(timestamp=0)
    assert client.get(address).status_code == 404 and files() == []


def test_an_answer_puts_it_off_and_what_was_begun_stays(client_of: ClientOf, working_as: Any) -> None:
    client = client_of("data-manager")
    answered, begun = look(client, ROWS), look(client, ROWS)
    with working_as("data-manager") as actor:
        for address in (answered, begun):
            let_pass(import_of(address), FORGOTTEN.days)
        import_begin(import_of(begun), by=actor, purposes=[])
        let_pass(import_of(begun), 10 * FORGOTTEN.days)
    client.post(f"{answered}mend/", {"days": "day"})
    with working_as("data-manager"):
        assert timezone.localdate(import_of(answered).changed_at) == timezone.localdate()
    forget.run(timestamp=0)
    with working_as("data-manager"):
        assert Import.objects.count() == 2 and len(files()) == 2


def test_half_filled_forms_go_too(working_as: Any) -> None:
    from fanal.web.casework.models import Draft

    with working_as("caseworker"):
        draft_keep("intake", about=None, person=None, typed={"name": ["Zwetelina"]})
        Draft.objects.update(at=timezone.now() - timedelta(days=31))
    forget.run(timestamp=0)
    with working_as("caseworker"):
        assert not Draft.objects.exists()


def test_one_organisation_whose_turn_fails_keeps_no_other_from_it(
    client_of: ClientOf, working_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = look(client_of("data-manager"), ROWS)
    with working_as("data-manager"):
        let_pass(import_of(address), 40)
    broken = found("broken").pk
    first = [broken, *(one for one in Organisation.objects.values_list("pk", flat=True) if one != broken)]
    monkeypatch.setattr(tasks, "_organisations", lambda: first)
    forget_drafts = tasks.drafts_forget

    def failing() -> None:
        if current_organisation() == broken:
            raise RuntimeError("broken")
        forget_drafts()

    monkeypatch.setattr(tasks, "drafts_forget", failing)
    with pytest.raises(JobFailed):
        forget.run(timestamp=0)
    with working_as("data-manager"):
        assert not Import.objects.exists() and not files()


def test_a_file_that_waits_is_work_of_whoever_looked_at_it(client_of: ClientOf) -> None:
    address = look(client_of("data-manager"), ROWS)
    said = client_of("data-manager").get("/o/harbour/waiting/").content.decode()
    assert "Files to bring in" in said and address in said
    assert "Zwetelina" not in said
    assert "Files to bring in" not in client_of("supervisor").get("/o/harbour/waiting/").content.decode()


def test_it_is_done_every_day() -> None:
    periodic = {one.task.name: one.cron for one in app.periodic_registry.periodic_tasks.values()}
    assert periodic["casework.forget"].split()[2:] == ["*", "*", "*"]
