"""Writing for readers: what is saved is a draft; what is published is the copy that is made then."""

from __future__ import annotations

from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from fanal.exploring import Published
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.collaborative import publishing
from fanal.web.collaborative.models import Hub, Story
from fanal.web.collaborative.models.story import Writing
from fanal.web.collaborative.policy.story import missing
from fanal.web.design.errors import Refused

Row = TypeVar("Row", bound=Writing)


@transaction.atomic
def writing_save(model: type[Row], row: Row | None, *, by: Actor, seen: int = 0, **values: Any) -> Row:
    """Save a draft. Readers keep what they have until it is published.

    Parameters
    ----------
    row, seen
        What is changed, and the version that was shown; none: a new one.
    **values
        Its columns.

    Raises
    ------
    ChangedMeanwhile
        If somebody changed it since.
    Refused
        If a story's name in addresses is another's, or is to change while readers have it.
    """
    insist(by, "stories.write")
    if row and row.published and row.published.get("slug") != values.get("slug", row.published.get("slug")):
        raise Refused("web.collaborative.story-slug-stays", status=409)
    try:
        with transaction.atomic():
            saved = editing.change(row, seen=seen, **values) if row else editing.create(model, **values)
    except IntegrityError:
        raise Refused("web.collaborative.story-slug-taken", status=409) from None
    _record("stories.saved", saved)
    return saved


@transaction.atomic
def writing_publish(row: Row, *, by: Actor, seen: int, published: Published | None) -> Row:
    """Give readers what was looked at; the public folder follows after the commit.

    Parameters
    ----------
    seen
        The version that was shown.
    published
        The newest release, which its charts show.

    Raises
    ------
    ChangedMeanwhile
        If somebody changed it since.
    Refused
        If something is missing in a language, or a chart cannot be shown.
    """
    insist(by, "stories.write")
    held = _held(row, seen)
    if found := missing(held, published):
        raise Refused(found[0].key, status=409, **found[0].values)
    done = editing.change(held, seen=seen, published=held.said(), published_at=timezone.now())
    _record("stories.published", done)
    _write_public_folder()
    return done


@transaction.atomic
def writing_take_back(row: Row, *, by: Actor, seen: int) -> Row:
    """Take it from readers, at once; the draft stays.

    Raises
    ------
    ChangedMeanwhile
        If somebody changed it since.
    """
    insist(by, "stories.write")
    # Whatever is writing the public folder now, from what held before, ends first: nothing writes it again.
    hub = Hub.objects.select_for_update().get()
    held = _held(row, seen)
    gone = held.published
    done = editing.change(held, seen=seen, published=None, published_at=None)
    _record("stories.taken-back", done)
    if isinstance(held, Story) and gone:
        data, slug = settings.INSTALLATION.data, hub.slug
        transaction.on_commit(lambda: publishing.take_down_story(data, slug, gone["slug"]), robust=True)
    _write_public_folder()
    return done


@transaction.atomic
def writing_remove(row: Writing, *, by: Actor, seen: int) -> None:
    """Delete a draft that readers do not have.

    Raises
    ------
    ChangedMeanwhile
        If somebody changed it since.
    Refused
        If readers have it.
    """
    insist(by, "stories.write")
    held = _held(row, seen)
    if held.is_public:
        raise Refused("web.collaborative.writing-is-public", status=409)
    _record("stories.removed", held)
    held.delete()


def _held(row: Row, seen: int) -> Row:
    """Give it as it is now, for nobody else to change; `ChangedMeanwhile` if that is not what was seen."""
    held: Row = type(row)._base_manager.select_for_update().get(pk=row.pk, organisation=row.organisation_id)
    if held.version != seen:
        raise editing.ChangedMeanwhile(held)
    return held


def _record(event: str, row: Writing) -> None:
    record(event, subject=(row._meta.label_lower, row.pk))


def _write_public_folder() -> None:
    from fanal.web.collaborative.tasks.releases import write_public_folder

    write_public_folder.defer()
