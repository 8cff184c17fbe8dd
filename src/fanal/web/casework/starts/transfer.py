"""What imports, exports and the API of casework register."""

from __future__ import annotations


def start() -> None:
    """Register; called by `parts`."""
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may
    from fanal.web.accounts import waiting
    from fanal.web.audit_trail import events
    from fanal.web.casework.selectors.imports import unfinished
    from fanal.web.casework.transfer import endpoints
    from fanal.web.design.navigation import Entry, Group, register, register_group

    register_group(Group(name="data", key="web.casework.data", icon="database", order=40))
    register(
        Entry(
            key="web.casework.imports",
            view="casework.import-list",
            icon="file-input",
            shown=lambda request: may(actor_of(request), "cases.import").allowed,
            group="data",
            order=40,
        )
    )
    register(
        Entry(
            key="web.casework.export",
            view="casework.export-make",
            icon="file-output",
            shown=lambda request: may(actor_of(request), "cases.export").allowed,
            group="data",
            order=41,
        )
    )
    waiting.register(waiting.Kind(key="web.casework.waiting-imports", find=unfinished, order=61))
    events.register(EVENTS)
    endpoints.add()


EVENTS = {
    "imports.looked-at": "web.casework.event-import-looked-at",
    "imports.compared": "web.casework.event-import-compared",
    "imports.viewed": "web.casework.event-import-viewed",
    "imports.begun": "web.casework.event-import-begun",
    "imports.done": "web.casework.event-import-done",
    "imports.dropped": "web.casework.event-import-dropped",
    "imports.forgotten": "web.casework.event-import-forgotten",
    "imports.undo-begun": "web.casework.event-import-undo-begun",
    "imports.undone": "web.casework.event-import-undone",
    "cases.imported": "web.casework.event-imported",
    "cases.updated": "web.casework.event-updated",
    "cases.taken-back": "web.casework.event-taken-back",
    "cases.exported": "web.casework.event-exported",
    "cases.handed-out": "web.casework.event-handed-out",
}
